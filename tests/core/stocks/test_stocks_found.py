"""Where tomorrow's change is told by today's, a network that reads changes finds it.

`benchmarks/found.py` has it of 100 series and of networks that are trained long.
"""

import numpy as np
import pytest

from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import StockSettings
from core.stocks.trainer import train
from tests.core.stocks.histories import make_history

DAYS, TEST_DAYS, SERIES = 900, 200, 5
SMALL = StockSettings(
    target="change", layers=1, units=10, epochs=15, dropout=0, test_days=TEST_DAYS
)


def changes_of(seed, coefficient):
    """An AR(1) of this coefficient; of 0 the changes of a random walk."""
    unrest = np.random.default_rng(seed).normal(size=DAYS)
    changes = np.zeros(DAYS)
    for day in range(1, DAYS):
        changes[day] = coefficient * changes[day - 1] + unrest[day]
    return changes


def verdicts(reads, coefficient):
    """What is said of each series, and the errors as shares of the spread of the changes."""
    said, errors = [], []
    for seed in range(SERIES):
        changes = changes_of(seed, coefficient)
        asked = SMALL.model_copy(update={"reads": reads, "seed": seed})
        *_, result = train(asked, make_history(1000 + changes.cumsum()))
        said.append(result.values["verdict"])
        errors.append(result.values["rmse"] / changes[-TEST_DAYS:].std())
    return said, np.array(errors)


def test_what_is_in_the_changes_is_found_in_them():
    said, errors = verdicts("changes", 0.6)
    assert said == [Verdict.BETTER] * SERIES
    assert errors.mean() < 0.9  # what an AR(1) leaves is 0.8


def test_and_not_in_levels():
    said, errors = verdicts("levels", 0.6)
    assert said.count(Verdict.BETTER) < SERIES
    assert errors.mean() > 0.95


def test_in_a_random_walk_nothing_is_found():
    said, errors = verdicts("changes", 0.0)
    assert Verdict.BETTER not in said
    assert errors.mean() == pytest.approx(1.0, abs=0.04)
