"""The promise of the verdict, on fewer series than `python -m benchmarks.verdict` takes.

All of it is seeded: the counts are the same on every machine but for the networks' rounding.
"""

import pytest

from benchmarks.verdict import (
    NEAR,
    ar_on_structure,
    by_the_rule,
    daniell,
    forecast,
    network_on_a_walk,
    students,
)
from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import PRESETS

pytestmark = pytest.mark.slow

SMALL = PRESETS["ge"].model_copy(update={"epochs": 20, "units": 8, "layers": 1})
SERIES = 2000


def said(rule, days, persistence, **planted):
    return [rule(*forecast(seed, days, persistence, **planted)) for seed in range(SERIES)]


@pytest.mark.parametrize("target", ["price", "change"])
def test_networks_on_random_walks_are_hardly_ever_called_better(target):
    settings = SMALL.model_copy(update={"target": target})
    each = [network_on_a_walk(seed, settings) for seed in range(10)]
    assert [len(words) for words in each] == [20] * 10
    assert sum(words[-1] is Verdict.BETTER for words in each) <= 1


def test_an_autoregression_is_called_better_where_it_is():
    found = [ar_on_structure(seed) for seed in range(40)]
    assert found.count(Verdict.BETTER) >= 38


@pytest.mark.parametrize("days", [25, 60, 200])
@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.8])
def test_of_forecasts_as_good_as_yesterdays_price_few_are_told_apart(days, persistence):
    found = said(by_the_rule, days, persistence)
    for word in (Verdict.BETTER, Verdict.WORSE):
        assert found.count(word) <= 0.066 * SERIES  # 6 %, and a standard error


def test_without_an_allowance_for_losses_that_hang_together_many_are():
    assert said(students, 25, 0.5).count(Verdict.BETTER) > 0.1 * SERIES
    assert said(students, 200, 0.8).count(Verdict.BETTER) > 0.2 * SERIES
    assert said(daniell, 25, 0.8).count(Verdict.BETTER) > 0.07 * SERIES  # on few days, not enough


def test_a_gain_is_found_where_there_are_enough_days():
    assert said(by_the_rule, 200, 0.0, ratio=0.9).count(Verdict.BETTER) > 0.6 * SERIES
    assert said(by_the_rule, 200, 0.5, ratio=0.8).count(Verdict.BETTER) > 0.7 * SERIES
    assert said(by_the_rule, 25, 0.0, ratio=0.5).count(Verdict.BETTER) > 0.5 * SERIES


@pytest.mark.parametrize(("days", "persistence"), [(25, 0.8), (60, 0.5), (200, 0.0)])
def test_as_good_is_hardly_ever_said_of_what_is_5_or_10_percent_worse(days, persistence):
    for ratio, most in ((1.05, 0.06), (1.1, 0.01)):
        found = said(by_the_rule, days, persistence, ratio=ratio, apart=NEAR)
        assert found.count(Verdict.AS_GOOD) <= most * SERIES
        closer = said(by_the_rule, days, persistence, ratio=ratio, apart=NEAR / 2)
        assert closer.count(Verdict.AS_GOOD) <= most * SERIES


def test_as_good_is_said_where_it_is_so():
    assert said(by_the_rule, 200, 0.0, apart=NEAR).count(Verdict.AS_GOOD) > 0.7 * SERIES
    assert said(by_the_rule, 25, 0.5, apart=0.01).count(Verdict.AS_GOOD) > 0.7 * SERIES
