"""What the runs of a group on prices predicted, and the verdict on all of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.runs.groups.records import Group, Member
from core.runs.records import RunState
from core.runs.settings import Kind, build
from core.runs.store import Store
from core.stocks.judgement.metrics import Metrics, metrics
from core.stocks.judgement.skill import skill
from core.stocks.judgement.verdict import sentence, skill_sentence, verdict
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import prepare

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The test days of a run, oldest first; all are (days,)."""

    run: Member
    dates: pd.DatetimeIndex
    predicted: Prices
    actual: Prices
    yesterday: Prices

    @property
    def scores(self) -> Metrics:
        """How good it is, beside yesterday's price."""
        return metrics(self.actual, self.predicted, self.yesterday)


def forecasts(store: Store, group: Group, members: Sequence[Member]) -> list[Forecast]:
    """The forecasts of the runs that went through, in the order of the group."""
    assert group.kind is Kind.STOCK
    history = PriceHistory.from_bytes(store.dataset(group.plan.dataset_id).blob)
    found = []
    for run in members:
        result = store.result(run.id) if run.state is RunState.FINISHED else None
        if result is not None:
            test = prepare(build(StockSettings, run.settings), history).test
            predicted = result.arrays["test_prediction"]
            found.append(Forecast(run, test.dates, predicted, test.actual, test.yesterday))
    return found


def pooled_verdict(parts: Sequence[Forecast], currency: str) -> str:
    """The verdict on the days of all forecasts together, as that of one, and how sure it is."""
    actual, predicted, yesterday = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("actual", "predicted", "yesterday")
    )
    told = np.isfinite(yesterday)  # a mistake may test on the first day, which has none
    actual, predicted, yesterday = actual[told], predicted[told], yesterday[told]
    sure = skill(predicted - actual, yesterday - actual)
    found = verdict(sure.skill, sure.dm_p)
    said = sentence(found, metrics(actual, predicted, yesterday), len(actual), currency)
    return f"{said} {skill_sentence(sure)}"
