"""What a stock run shows of one epoch: prediction, verdict and figures, always together.

The browser draws these, live and when a training is played back, so everything on the page is of
the same epoch.
"""

from __future__ import annotations

from typing import Any

from core.cache import cached
from core.runs.records import Run
from core.stocks.judgement.metrics import Metrics
from core.stocks.judgement.verdict import miss, sentence
from core.stocks.money import money
from dashboard.backend import store
from dashboard.server.hub import json_bytes
from dashboard.shared.checkpoints import spread
from dashboard.stock.forecast_run import ForecastRun, Prices, forecast_run
from dashboard.text import percent, significant

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
    kept = store().checkpoint_arrays(run_id, spread(epochs, most))
    return json_bytes([frame(this, epoch, arrays["prediction"]) for epoch, arrays in kept])


def one_frame(run: Run, epoch: int) -> Frame:
    """A given epoch.

    Raises:
        UnknownRunError: The run has no checkpoint of it.
    """
    kept = store().checkpoint(run.id, epoch)
    return frame(forecast_run(run), epoch, kept.arrays["prediction"])


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
