"""What the runs of a group on prices predicted, and the verdict on all of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.runs.data import load_prices
from core.runs.groups.records import Group, Member
from core.runs.records import RunState
from core.runs.settings import Kind, build
from core.runs.store import Store
from core.stocks.judgement.metrics import Metrics, metrics
from core.stocks.judgement.verdict import opening, skill, skill_sentence, verdict
from core.stocks.money import times
from core.stocks.settings import StockSettings
from core.stocks.windows import Windows, prepare

Prices = NDArray[np.float64]

_MEASURED_BY: Final = 20  # days at least, that tell how far off yesterday's price is at a time


@dataclass(frozen=True, slots=True)
class Forecast:
    """The test days of a run, oldest first; all are (days,)."""

    run: Member
    dates: pd.DatetimeIndex
    predicted: Prices
    actual: Prices
    yesterday: Prices
    usual_miss: float
    """RMSE of yesterday's price at that time: on the test days, or on the last 20 of all if those
    are fewer, as a single quiet day would be no measure. In the currency of the prices."""

    @property
    def scores(self) -> Metrics:
        """How good it is, beside yesterday's price."""
        return metrics(self.actual, self.predicted, self.yesterday)


def forecasts(store: Store, group: Group, members: Sequence[Member]) -> list[Forecast]:
    """The forecasts of the runs that went through, in the order of the group."""
    assert group.kind is Kind.STOCK
    history = load_prices(store, group.plan.dataset_id)
    found = []
    for run in members:
        result = store.result(run.id) if run.state is RunState.FINISHED else None
        if result is not None:
            windows = prepare(build(StockSettings, run.settings), history)
            test, predicted = windows.test, result.arrays["test_prediction"]
            usual = _usual_miss(windows)
            found.append(Forecast(run, test.dates, predicted, test.actual, test.yesterday, usual))
    return found


def _usual_miss(windows: Windows) -> float:
    rows = windows.test.rows
    if len(rows) < _MEASURED_BY:
        rows = np.arange(max(1, rows.max() + 1 - _MEASURED_BY), rows.max() + 1)
    changes = windows.prices[rows] - windows.prices[rows - 1]
    return float(np.sqrt(np.mean(changes[rows > 0] ** 2)))


def why_no_verdict(group: Group, through: int) -> str:
    """A sentence for as long as not all times that were planned went through; else empty."""
    planned = group.plan.run_count
    if through == planned:
        return ""
    if group.stop_requested:
        return f"The training was stopped after {through:,} of {planned:,} times: no verdict."
    lost = group.counts.over - group.counts.by_state.get(RunState.FINISHED, 0)
    if lost:
        return f"{lost:,} of {planned:,} times did not go through: no verdict."
    return f"The verdict waits for all {planned:,} times that were planned."


def pooled_verdict(parts: Sequence[Forecast], why_none: str = "") -> str:
    """The verdict on the days of all forecasts together, and how sure it is.

    With `why_none`, how far off they are and this sentence alone: who looks again after each time
    finds "better" sooner or later.

    Each time's errors count in units of how far off yesterday's price was at that time; in currency
    the few times of the largest moves would decide alone.
    """
    measured = [part for part in parts if part.usual_miss > 0]
    left_out = len(parts) - len(measured)
    said = f"At {left_out} of them the price never changed. " if left_out else ""
    if not measured:
        return "The price never changed: yesterday's is always right."
    errors, yesterday = (
        np.concatenate([(getattr(part, name) - part.actual) / part.usual_miss for part in measured])
        for name in ("predicted", "yesterday")
    )
    told = np.isfinite(yesterday)  # a mistake may test on the first day, which has none
    sure = skill(errors[told], yesterday[told])
    if sure.skill is None:
        return "The price never changed: yesterday's is always right."
    missed = (
        f"{said}Typical miss (RMSE) over {sure.days:,} day{'s' * (sure.days != 1)} "
        f"{times(1 - sure.skill)} that of yesterday's price, {_unit(measured)}."
    )
    if why_none:
        return f"{missed} {why_none}"
    return f"{opening(verdict(sure), sure.days)} {missed} {skill_sentence(sure)}"


def _unit(parts: Sequence[Forecast]) -> str:
    unit = "each time in multiples of how far off yesterday's price was"
    short = any(len(part.dates) < _MEASURED_BY for part in parts)
    return f"{unit} over the {_MEASURED_BY} days up to its end" if short else f"{unit} then"
