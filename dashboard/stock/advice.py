"""What a run on prices makes worth trying next."""

from __future__ import annotations

from core.advice import Suggestion
from core.runs.records import Run
from core.stocks.suggestion import suggest
from dashboard.backend import store
from dashboard.stock.forecast_run import forecast_run


def stock_advice(run: Run) -> Suggestion:
    """The next experiment, from the prediction after the last epoch."""
    this = forecast_run(run)
    last = store().checkpoints(run.id)[-1]
    prediction = store().checkpoint(run.id, last).arrays["prediction"]
    result = store().result(run.id)
    validation = None if result is None else result.arrays.get("validation_prediction")
    return suggest(this.settings, this.windows, store().losses(run.id), prediction, validation)
