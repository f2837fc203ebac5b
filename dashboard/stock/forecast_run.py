"""A stock run together with what it was trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cache import cached
from core.runs.groups.planning.plan import Purpose
from core.runs.records import Run
from core.stocks.judgement.judge import skill_on
from core.stocks.judgement.metrics import Metrics, metrics
from core.stocks.judgement.verdict import ONE_OF_A_SWEEP, Verdict, unplanned, verdict
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.windows import Windows, prepare, used
from dashboard.backend import store
from dashboard.stock.price_picker import load_prices

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """A run, its settings, its prices, and how these were split and scaled."""

    run: Run
    settings: StockSettings
    history: PriceHistory  # the days that the settings use
    windows: Windows

    def why_no_verdict(self, epoch: float) -> str:
        """A sentence, where an epoch is not one that the verdict was planned for; else empty.

        That is the last of the settings', of a run that is not one to be chosen from.
        """
        if self.settings.validation_days and self.run.group_id and _is_sweep(self.run.group_id):
            return ONE_OF_A_SWEEP
        return "" if epoch == self.settings.epochs else unplanned(self.settings.epochs)

    def scores(self, prediction: Prices) -> Metrics:
        """How good a prediction of the test days is, beside yesterday's price."""
        test = self.windows.test
        return metrics(test.actual, prediction, test.yesterday)

    def verdict(self, prediction: Prices) -> Verdict:
        """Whether it is better than yesterday's price: of the planned epoch's prediction alone."""
        return verdict(skill_on(self.windows, prediction))


def forecast_run(run: Run) -> ForecastRun:
    """Joins a stock run with its data."""
    assert isinstance(run.settings, StockSettings)
    history = used(run.settings, load_prices(run.dataset_id))
    return ForecastRun(run, run.settings, history, _prepared(run.dataset_id, run.settings))


@cached()
def _is_sweep(group_id: str) -> bool:
    return store().group(group_id).purpose is Purpose.SWEEP


@cached()
def _prepared(dataset_id: str, settings: StockSettings) -> Windows:
    return prepare(settings, load_prices(dataset_id))
