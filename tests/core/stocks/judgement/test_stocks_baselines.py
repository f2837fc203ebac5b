import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tsa.ar_model import AutoReg

from core.stocks.judgement.metrics import AR1, DRIFT, MOVING_AVERAGE, YESTERDAY, baselines
from tests.examples import examples

PRICES = np.array([10.0, 11, 10, 12, 13, 11, 14, 15, 13, 16, 17, 15])
TRAIN, ROWS = 8, np.arange(8, 12)


def test_simple_baselines_by_hand():
    said = baselines(PRICES, np.arange(TRAIN), ROWS)
    np.testing.assert_array_equal(said[YESTERDAY], [15, 13, 16, 17])
    np.testing.assert_allclose(said[DRIFT], np.array([15, 13, 16, 17]) + (15 - 10) / 7)
    np.testing.assert_allclose(said[MOVING_AVERAGE], [13, 13.2, 13.8, 15])


def test_the_moving_average_takes_fewer_days_where_there_are_no_more():
    said = baselines(np.array([1.0, 3, 8, 4]), np.arange(2), np.array([2, 3]))
    np.testing.assert_allclose(said[MOVING_AVERAGE], [2, 4])


def test_the_autoregression_is_least_squares_on_the_training_changes_alone():
    changes = np.diff(PRICES)
    train = changes[: TRAIN - 1]
    constant, coefficient = sm.OLS(train[1:], sm.add_constant(train[:-1])).fit().params
    expected = PRICES[ROWS - 1] + constant + coefficient * changes[ROWS - 2]
    np.testing.assert_allclose(baselines(PRICES, np.arange(TRAIN), ROWS)[AR1], expected, rtol=1e-10)


def test_the_autoregression_is_the_librarys_own():
    fitted = AutoReg(np.diff(PRICES[:TRAIN]), lags=1, trend="c").fit()
    applied = fitted.apply(np.diff(PRICES)).predict(TRAIN - 1, len(PRICES) - 2)
    said = baselines(PRICES, np.arange(TRAIN), ROWS)[AR1]
    np.testing.assert_allclose(said, PRICES[ROWS - 1] + applied, rtol=1e-10)


def test_training_days_with_gaps_are_learned_without_the_changes_over_them():
    prices = np.concatenate([PRICES, PRICES + 5])
    rows = np.array([4, 9, 15])
    train = np.delete(np.arange(24), rows)
    inside = [day for day in range(1, 24) if not {day, day - 1} & set(rows)]
    pairs = [day for day in inside if day - 1 in inside]
    changes = np.diff(prices, prepend=np.nan)
    before = sm.add_constant(changes[np.array(pairs) - 1])
    constant, coefficient = sm.OLS(changes[pairs], before).fit().params
    said = baselines(prices, train, rows)
    np.testing.assert_allclose(said[DRIFT], prices[rows - 1] + changes[inside].mean())
    expected = prices[rows - 1] + constant + coefficient * changes[rows - 1]
    np.testing.assert_allclose(said[AR1], expected)


def test_the_autoregression_finds_the_coefficient_of_its_data():
    rng = np.random.default_rng(3)
    changes = np.zeros(4000)
    for day in range(1, 4000):
        changes[day] = 0.6 * changes[day - 1] + rng.normal()
    prices = 1000 + np.cumsum(changes)
    rows = np.arange(3000, 4000)
    said = baselines(prices, np.arange(3000), rows)[AR1]
    np.testing.assert_allclose(
        said - prices[rows - 1], 0.6 * changes[rows - 1], atol=0.15 * changes.std()
    )


@pytest.mark.parametrize("prices", [[5.0] * 12, [5.0] * 8 + [6, 7, 8, 9], [1.0, 2, 1, 3, 4, 2]])
def test_no_autoregression_without_enough_changes(prices):
    prices = np.array(prices)
    said = baselines(prices, *np.split(np.arange(len(prices)), [len(prices) - 2]))
    assert (AR1 in said) == (len(set(prices[:-2])) > 1 and len(prices) > 7)


@examples(50)
@given(
    st.lists(st.floats(1e-3, 1e6), min_size=12, max_size=30),
    st.integers(0, 10**6),
)
def test_nobody_knows_a_price_before_its_day(prices, seed):
    """Another future changes nothing that was said before it."""
    prices, day = np.array(prices), len(prices) - 3
    rows = np.arange(len(prices) - 5, len(prices))
    other = prices.copy()
    other[day:] = np.random.default_rng(seed).uniform(1, 100, len(prices) - day)
    first, second = (baselines(each, np.arange(len(prices) - 5), rows) for each in (prices, other))
    assert first.keys() == second.keys()
    for name, said in first.items():
        before = rows <= day
        np.testing.assert_array_equal(said[before], second[name][before])
