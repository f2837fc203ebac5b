import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.stocks.judgement.verdict import FEWEST_DAYS, frequencies, skill
from tests.examples import examples


def errors(days, seed, bias=0.0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=days) + bias, rng.normal(size=days)


def test_skill_by_hand():
    found = skill(np.array([1.0, -1, 1, 3]), np.array([2.0, 0, 4, 2]))
    assert found.skill == pytest.approx(1 - np.sqrt(3 / 6))
    assert (found.days, found.low, found.high, found.dm_p) == (4, None, None, None)


@pytest.mark.parametrize("days", [20, 25, 60, 412])
@pytest.mark.parametrize("bias", [0.0, 0.5, 2.0])
def test_the_test_is_that_of_coroneo_and_iacone(days, bias):
    """The weighted periodogram of the loss differences, summed up by hand."""
    model, yesterday = errors(days, 2, bias)
    differences = model**2 - yesterday**2
    count, day = frequencies(days), np.arange(days)
    periodogram = [
        abs(np.sum(differences * np.exp(-2j * np.pi * wave * day / days))) ** 2 / days
        for wave in range(1, count + 1)
    ]
    statistic = differences.mean() / np.sqrt(np.mean(periodogram) / days)
    of_difference = 2 * stats.t.sf(abs(statistic), 2 * count) / 0.9
    relative = model**2 / np.mean(model**2) - yesterday**2 / np.mean(yesterday**2)
    error = abs(np.sum(relative * np.exp(-2j * np.pi * day / days))) / days
    ratio = np.log(np.mean(model**2) / np.mean(yesterday**2))
    of_ratio = 2 * stats.t.sf(abs(ratio / error), 2) / 0.1
    expected = min(of_difference, of_ratio, 1)
    assert skill(model, yesterday).dm_p == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_frequencies_grow_with_the_days_but_slowly():
    counted = [frequencies(days) for days in (20, 25, 60, 100, 200, 1000)]
    assert counted == [1, 1, 2, 2, 5, 10]


@given(st.integers(FEWEST_DAYS, 80), st.integers(0, 2**32 - 1), st.floats(-1, 1))
def test_interval_and_test_agree(days, seed, power):
    model, yesterday = errors(days, seed)
    found = skill(model * 2.0**power, yesterday)
    assert found.low <= found.skill <= found.high
    assert (found.dm_p < 0.1) == (found.low > 0 or found.high < 0)
    assert found.within >= max(-found.low, found.high)


def test_forecasts_that_differ_by_the_same_every_day():
    same = np.ones(20)
    found = skill(same, same)
    assert (found.dm_p, found.low, found.high, found.within) == (1, 0, 0, 0)
    right = skill(0 * same, same)
    assert (right.skill, right.low, right.high) == (1, 1, 1)
    assert right.dm_p == pytest.approx(0, abs=1e-3)


def test_one_day_of_great_errors_does_not_hide_a_forecast_that_is_always_right():
    yesterday = np.random.default_rng(3).normal(size=25)
    yesterday[17] = 9
    assert skill(0 * yesterday, yesterday).dm_p < 0.001
    assert skill(yesterday / 3, yesterday).dm_p < 0.001


def test_a_price_that_never_changes_has_no_skill():
    found = skill(np.ones(30), np.zeros(30))
    assert (found.skill, found.low, found.high, found.dm_p) == (None, None, None, None)


@examples(100)
@given(
    st.integers(1, 40),
    st.integers(0, 2**32 - 1),
    st.floats(-12, 50),
    st.floats(-12, 15),
)
def test_errors_of_any_size_are_judged_alike(days, seed, power, naive_power):
    model, yesterday = errors(days, seed)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        found = skill(model * 10.0**power, yesterday * 10.0**naive_power)
    told = [found.low, found.high, found.dm_p, found.within]
    assert found.skill is None or (np.isfinite(found.skill) and found.skill <= 1)
    assert days >= FEWEST_DAYS or told == [None] * 4
    assert all(value is None or abs(value) < 1e100 for value in told)  # a zip takes no larger ones
    assert found.dm_p is None or 0 <= found.dm_p <= 1
    again = skill(model * 10.0**power, yesterday * 10.0**naive_power)
    assert again == found


@pytest.mark.processes
def test_the_server_gets_no_numba_from_it():
    program = (
        "import sys, numpy as np\n"
        "from core.stocks.judgement.judge import warm\n"
        "warm()\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"scipy", "statsmodels", "utilsforecast"} <= loaded
    assert not loaded & {"numba", "tensorflow", "keras", "matplotlib", "streamlit", "dask"}
