import subprocess
import sys

import numpy as np
import pytest
from arch.bootstrap import CircularBlockBootstrap, optimal_block_length
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.stocks.judgement.skill import FEWEST_DAYS, diebold_mariano, skill


def errors(days, seed, bias=0.0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=days) + bias, rng.normal(size=days)


def test_skill_by_hand():
    found = skill(np.array([1.0, -1, 1, 3]), np.array([2.0, 0, 4, 2]))
    assert found.skill == pytest.approx(1 - np.sqrt(3 / 6))
    assert (found.days, found.low, found.high, found.dm_p) == (4, None, None, None)


@pytest.mark.parametrize("days", [10, 25, 412])
@pytest.mark.parametrize("bias", [0.0, 2.0])
def test_the_interval_is_that_of_the_library(days, bias):
    model, yesterday = errors(days, 1, bias)
    differences = model**2 - yesterday**2
    block = int(np.ceil(optimal_block_length(differences)["circular"].iloc[0]))
    bootstrap = CircularBlockBootstrap(max(block, 1), model, yesterday, seed=0)

    def statistic(drawn, beside):
        return 1 - np.sqrt(np.mean(drawn**2) / np.mean(beside**2))

    low, high = bootstrap.conf_int(statistic, 499, method="percentile", size=0.9)[:, 0]
    found = skill(model, yesterday)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.low < found.skill < found.high


@pytest.mark.parametrize("days", [10, 25, 412])
@pytest.mark.parametrize("bias", [0.0, 0.5, 20.0])
def test_one_step_ahead_the_corrected_test_is_students(days, bias):
    """Harvey, Leybourne and Newbold's factor at h = 1 makes it the t test of the differences."""
    model, yesterday = errors(days, 2, bias)
    expected = stats.ttest_1samp(model**2 - yesterday**2, 0).pvalue
    assert diebold_mariano(model, yesterday) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_forecasts_that_differ_by_the_same_every_day():
    same = np.ones(20)
    assert diebold_mariano(same, same) == 1
    assert diebold_mariano(0 * same, same) == 0
    assert skill(0 * same, same).skill == 1


def test_a_price_that_never_changes_has_no_skill():
    found = skill(np.ones(30), np.zeros(30))
    assert (found.skill, found.low, found.high, found.dm_p) == (None, None, None, None)


def test_a_price_that_hardly_ever_changes_has_no_interval():
    yesterday = np.zeros(30)
    yesterday[0] = 1
    found = skill(np.full(30, 0.5), yesterday)
    assert found.skill == pytest.approx(1 - np.sqrt(30 * 0.25))
    assert found.low is None or found.low <= found.skill


@settings(deadline=None, max_examples=100)
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
    told = [found.low, found.high, found.dm_p]
    assert found.skill is None or (np.isfinite(found.skill) and found.skill <= 1)
    assert days >= FEWEST_DAYS or told == [None] * 3
    assert all(value is None or np.isfinite(value) for value in told)
    assert found.dm_p is None or 0 <= found.dm_p <= 1
    again = skill(model * 10.0**power, yesterday * 10.0**naive_power)
    assert again == found


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
    assert {"arch", "statsmodels", "dieboldmariano"} <= loaded
    assert not loaded & {"numba", "tensorflow", "keras", "matplotlib", "streamlit", "dask"}
