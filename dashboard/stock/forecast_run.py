"""A stock run with its data: its frames for the browser, its trained network, what to try next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.advice import Suggestion
from core.cache import cached
from core.runs.groups.plan import Purpose
from core.runs.records import Run
from core.runs.settings import Kind
from core.stocks.engines.engine import listed
from core.stocks.judgement.judge import skill_on
from core.stocks.judgement.metrics import Metrics, metrics
from core.stocks.judgement.verdict import (
    ONE_OF_A_SWEEP,
    Verdict,
    miss,
    sentence,
    unplanned,
    verdict,
)
from core.stocks.money import money
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory
from core.stocks.suggestion import suggest
from core.stocks.windows import Windows, prepare, used
from dashboard.backend import group_store, store
from dashboard.server.hub import json_bytes
from dashboard.shared.advice import advice
from dashboard.shared.charting import evenly_spaced
from dashboard.stock.price_picker import load_prices
from dashboard.text import percent, significant

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
    return group_store().group(group_id).purpose is Purpose.SWEEP


@cached()
def _prepared(dataset_id: str, settings: StockSettings) -> Windows:
    return prepare(settings, load_prices(dataset_id))


# What a stock run shows of one epoch: prediction, verdict and figures, always together.
#
# The browser draws these, live and when a training is played back, so everything on the page is of
# the same epoch.

MOST_NUMBERS = 300_000  # of all the predictions that are sent at once
MOST_FRAMES = 1001

Frame = dict[str, Any]


def newest_frame(this: ForecastRun) -> dict[str, Frame]:
    """The newest epoch of a run, as {"frame": ...}; nothing before the first."""
    newest = store().latest_checkpoint(this.run.id)
    if newest is None:
        return {}
    return {"frame": frame(this, newest.step, newest.arrays["prediction"])}


@cached()
def all_frames(run_id: str, last: int) -> bytes:
    """The epochs up to `last` in JSON, or as many of them as can be sent, evenly spread."""
    run = store().run(run_id)
    this = forecast_run(run)
    most = max(2, min(MOST_FRAMES, MOST_NUMBERS // len(this.windows.test.dates)))
    epochs = [epoch for epoch in store().checkpoints(run_id) if epoch <= last]
    kept = store().checkpoint_arrays(run_id, evenly_spaced(epochs, most))
    return json_bytes([frame(this, epoch, arrays["prediction"]) for epoch, arrays in kept])


def one_frame(run: Run, epoch: int) -> Frame:
    """A given epoch.

    Raises:
        UnknownRunError: The run has no checkpoint of it.
    """
    kept = store().checkpoint(run.id, epoch)
    return frame(forecast_run(run), epoch, kept.arrays["prediction"])


def read_frames(run_id: str, query: Mapping[str, str]) -> bytes:
    """The frames of a run that has ended, or one frame of any, for the browser.

    Raises:
        UserError, ValueError: There is no such run or epoch.
    """
    run = store().run(run_id)
    if run.kind is not Kind.STOCK:
        raise ValueError("Only a run on prices has frames.")
    if "epoch" in query:
        return json_bytes(one_frame(run, int(query["epoch"])))
    reached = store().checkpoints(run_id)
    return all_frames(run_id, reached[-1]) if reached else json_bytes([])


def frame(this: ForecastRun, epoch: int, prediction: Prices) -> Frame:
    """An epoch as the browser takes it; `prediction` is (test days,)."""
    scores = this.scores(prediction)
    return {
        "epoch": epoch,
        "line": [float(f"{price:.7g}") for price in prediction],
        "verdict": verdict_words(this, epoch, prediction),
        "figures": _figures(scores, this.history.currency),
    }


def verdict_words(this: ForecastRun, epoch: int, prediction: Prices) -> str:
    """The verdict on the planned epoch; of any other how far it is off, and why without one."""
    scores, days, currency = this.scores(prediction), len(prediction), this.history.currency
    why_none = this.why_no_verdict(epoch)
    if why_none:
        return f"{miss(scores, days, currency)} {why_none}"
    return sentence(this.verdict(prediction), scores, days, currency)


def _figures(scores: Metrics, currency: str) -> list[list[str]]:
    """Each figure of the model beside that of yesterday's price, in the order of FIGURES."""
    return [
        [money(scores.rmse, currency), money(scores.naive_rmse, currency)],
        [money(scores.mae, currency), money(scores.naive_mae, currency)],
        [f"{significant(scores.mape * 100)} %", f"{significant(scores.naive_mape * 100)} %"],
        [percent(scores.direction_accuracy), "says neither"],
    ]


FIGURES = (
    ("RMSE", "Root of the mean squared error on the test days."),
    ("MAE", "Mean absolute error on the test days."),
    ("MAPE", "Mean absolute error as a share of the actual price."),
    (
        "Direction right",
        "How often it is right about up or down. A coin is right half of the time; "
        "repeating yesterday's price says neither.",
    ),
)


# A stock run together with its trained network, which predicts on this server.


@dataclass(frozen=True, slots=True)
class Trained:
    """A run with the newest weights that are kept of it."""

    this: ForecastRun
    weights: list[NDArray[np.float32]]
    step: int  # epochs that they have been trained for

    @property
    def network(self) -> Network:
        """The network with these weights."""
        return Network(self.this.settings, self.weights)


def trained(run: Run) -> Trained | None:
    """The run with its weights; None where none are kept."""
    kept = store().weights(run.id)
    if kept is None:
        return None
    return Trained(forecast_run(run), listed(kept.arrays), kept.step)


@contextmanager
def panel(question: str, key: str) -> Iterator[bool]:
    """A folded panel; what is in it is only to be made where the value is true."""
    with st.expander(question, key=key, on_change="rerun") as folded:
        yield bool(folded.open)


# What a run on prices makes worth trying next.


def stock_advice(run: Run) -> Suggestion | None:
    """The next experiment, from the prediction after the last epoch."""
    return advice(run, _suggestion)


def _suggestion(run: Run) -> Suggestion:
    this = forecast_run(run)
    last = store().checkpoints(run.id)[-1]
    prediction = store().checkpoint(run.id, last).arrays["prediction"]
    result = store().result(run.id)
    validation = None if result is None else result.arrays.get("validation_prediction")
    return suggest(this.settings, this.windows, store().losses(run.id), prediction, validation)
