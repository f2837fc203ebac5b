"""The promise of the verdict, on fewer series than `python -m benchmarks.verdict` takes.

All of it is seeded: the counts are the same on every machine but for the networks' rounding.
"""

from benchmarks.verdict import ar_on_structure, equally_good, network_on_a_walk
from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import PRESETS

SMALL = PRESETS["ge"].model_copy(update={"epochs": 20, "units": 8, "layers": 1})


def test_networks_on_random_walks_are_hardly_ever_called_better():
    said = [network_on_a_walk(seed, SMALL) for seed in range(20)]
    assert said.count(Verdict.BETTER) <= 1


def test_an_autoregression_is_called_better_where_it_is():
    said = [ar_on_structure(seed) for seed in range(40)]
    assert said.count(Verdict.BETTER) >= 38


def test_of_forecasts_as_good_as_yesterdays_price_few_are_told_apart():
    said = [equally_good(seed) for seed in range(400)]
    test, alone = ([each[way] for each in said] for way in (0, 1))
    assert test.count(Verdict.BETTER) <= 0.05 * 400
    assert test.count(Verdict.WORSE) <= 0.08 * 400
    assert alone.count(Verdict.WORSE) > 2 * test.count(Verdict.WORSE)  # why the test decides
