import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stocks.judgement.lag import SHIFTS, in_words, lag

RNG = np.random.default_rng(5)
WALK = 50 + np.cumsum(RNG.normal(size=120))
ROWS = np.arange(80, 120)


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_line_that_is_the_price_shifted_is_found(shift):
    line = np.concatenate([WALK, WALK[-1] + np.arange(1, 6)])[ROWS - shift]
    found = lag(WALK, ROWS, line)
    assert found.best == shift
    if shift >= 0:
        assert found.levels[SHIFTS.index(shift)] == pytest.approx(1)
        assert found.changes[SHIFTS.index(shift)] == pytest.approx(1)


def test_correlations_by_hand():
    line = WALK[ROWS - 1] + RNG.normal(size=len(ROWS))
    found = lag(WALK, ROWS, line)
    for shift in (0, 1, 4):
        levels = np.corrcoef(line, WALK[ROWS - shift])[0, 1]
        changes = np.corrcoef(np.diff(line), np.diff(WALK)[ROWS[1:] - 1 - shift])[0, 1]
        assert found.levels[SHIFTS.index(shift)] == pytest.approx(levels)
        assert found.changes[SHIFTS.index(shift)] == pytest.approx(changes)
    ahead = np.corrcoef(line[:-3], WALK[ROWS[:-3] + 3])[0, 1]  # the last days are not known yet
    assert found.levels[SHIFTS.index(-3)] == pytest.approx(ahead)


def test_yesterdays_price_is_told_as_such():
    found = lag(WALK, ROWS, WALK[ROWS - 1])
    assert found.sentence.startswith("This line is yesterday's price, late")
    assert "1.00" in found.sentence


@pytest.mark.parametrize(
    "line", [np.full(40, 7.0), 7 + 1e-15 * np.arange(40), RNG.normal(size=40) + 50]
)
def test_a_line_that_goes_its_own_way_has_no_lag(line):
    found = lag(WALK, ROWS, line)
    assert found.best is None
    assert found.sentence == in_words(None)


@pytest.mark.parametrize("days", [1, 2, 9])
def test_few_days_tell_nothing(days):
    found = lag(WALK, ROWS[-days:], WALK[ROWS[-days:] - 1])
    assert found.best is None
    assert set(found.levels) == set(found.changes) == {None}
    assert "it takes 10" in found.sentence


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.floats(-12, 15).map(lambda power: 10.0**power), min_size=14, max_size=20),
    st.lists(st.floats(-1e50, 1e50), min_size=11, max_size=11),
)
def test_any_prices_and_any_line(prices, line):
    found = lag(np.array(prices), np.arange(len(prices) - 11, len(prices)), np.array(line))
    for correlation in (*found.levels, *found.changes):
        assert correlation is None or -1 - 1e-9 <= correlation <= 1 + 1e-9
    assert "nan" not in found.sentence
