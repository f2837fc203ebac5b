import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stocks.judgement.honesty import FEWEST_PAIRS, SHIFTS, in_words, lag
from tests.examples import examples

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
    assert found.sentence.endswith(
        f"Correlation of 39 changes: 1.00; {found.changes[SHIFTS.index(0)]:.2f} where it stands."
    )


@pytest.mark.parametrize(
    "line", [np.full(40, 7.0), 7 + 1e-15 * np.arange(40), RNG.normal(size=40) + 50]
)
def test_a_line_that_goes_its_own_way_has_no_lag(line):
    found = lag(WALK, ROWS, line)
    assert found.best is None
    assert found.sentence == in_words(None, len(ROWS) - 1)


@pytest.mark.parametrize("days", [1, 2, 14])
def test_few_days_tell_nothing(days):
    found = lag(WALK, ROWS[-days:], WALK[ROWS[-days:] - 1])
    assert found.best is None
    assert set(found.levels) == set(found.changes) == {None}
    assert f"{days - 1} change" in found.sentence
    assert "it takes 15" in found.sentence


@pytest.mark.slow
def test_days_drawn_at_random_make_few_pairs_and_those_are_counted():
    """A shuffled split tests on few days in a row: with 25 of 250, on some 3 pairs of them."""
    found_some = 0
    for seed in range(200):
        draws = np.random.default_rng(seed)
        walk = 50 + np.cumsum(draws.normal(size=250))
        rows = np.sort(draws.choice(np.arange(7, 250), 25, replace=False))
        found = lag(walk, rows, walk[rows] + draws.normal(size=25))
        in_a_row = int((np.diff(rows) == 1).sum())
        assert found.pairs[SHIFTS.index(0)] == in_a_row < FEWEST_PAIRS
        found_some += found.best is not None
    assert found_some == 0


@pytest.mark.slow
def test_a_line_of_noise_is_late_by_chance_only():
    best = []
    for seed in range(300):
        draws = np.random.default_rng(seed)
        walk = 50 + np.cumsum(draws.normal(size=60))
        rows = np.arange(60 - FEWEST_PAIRS - 1, 60)
        best.append(lag(walk, rows, np.cumsum(draws.normal(size=len(rows)))).best)
    assert sum(shift is not None for shift in best) / len(best) < 0.1


@examples(50)
@given(
    st.lists(st.floats(-12, 15).map(lambda power: 10.0**power), min_size=20, max_size=26),
    st.lists(st.floats(-1e50, 1e50), min_size=17, max_size=17),
)
def test_any_prices_and_any_line(prices, line):
    found = lag(np.array(prices), np.arange(len(prices) - 17, len(prices)), np.array(line))
    for correlation in (*found.levels, *found.changes):
        assert correlation is None or -1 - 1e-9 <= correlation <= 1 + 1e-9
    assert "nan" not in found.sentence
