"""What a run that has ended makes worth trying next, and whether it learned anything."""

from __future__ import annotations

import datetime
from typing import Any

from core.advice import NotLearned, Suggestion
from core.cache import cached
from core.errors import UserError
from core.names.evaluation import Verdict
from core.names.settings import NamesSettings
from core.names.suggestion import suggest as suggest_for_names
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings
from core.stocks.suggestion import suggest as suggest_for_prices
from dashboard.backend import store
from dashboard.names.names_checkpoints import JUDGED, all_hold_out, evaluation, measured_curve
from dashboard.names.names_picker import load_names
from dashboard.shared.form import show_settings
from dashboard.stock.forecast_run import forecast_run

# What a names run makes worth trying next.

POINTS = 20  # of the bits a letter along the run


def names_advice(run: Run) -> Suggestion:
    """The next experiment, from the names of the last checkpoint."""
    assert isinstance(run.settings, NamesSettings)
    last = store().checkpoints(run.id)[-1]
    found = evaluation(run.id, run.dataset_id, last, JUDGED)
    curve = store().losses(run.id)
    corpus = load_names(run.dataset_id)
    bits = measured_curve(run, POINTS, unseen=all_hold_out([run]))
    return suggest_for_names(
        run.settings, corpus, curve, bits, found.shares[Verdict.COPIED], found.alike
    )


# What a run on prices makes worth trying next.


def stock_advice(run: Run) -> Suggestion:
    """The next experiment, from the prediction after the last epoch."""
    this = forecast_run(run)
    last = store().checkpoints(run.id)[-1]
    prediction = store().checkpoint(run.id, last).arrays["prediction"]
    result = store().result(run.id)
    validation = None if result is None else result.arrays.get("validation_prediction")
    return suggest_for_prices(
        this.settings, this.windows, store().losses(run.id), prediction, validation
    )


def advice(run: Run) -> Suggestion | None:
    """The next experiment; None while the run is active, or where there is nothing to go by."""
    return None if run.active else _advice(run.id, run.ended)


def learned_nothing(run: Run) -> bool:
    """Whether a run has ended without having learned anything."""
    return isinstance(advice(run), NotLearned)


def as_next_step(run: Run) -> dict[str, Any] | None:
    """The same as the browser takes it (browser/shared/run_controls.js)."""
    found = advice(run)
    if found is None:
        return None
    return {
        "sentence": found.sentence,
        "label": found.label,
        "failed": isinstance(found, NotLearned),
    }


def advised_settings(run: Run) -> RunSettings:
    """The settings of the run, changed as advised; they stand in the form from now on."""
    found = advice(run)
    settings = run.settings.model_copy(update=dict(found.changes) if found else {})
    show_settings(settings)
    return settings


ADVICE_OF = {Kind.STOCK: stock_advice, Kind.NAMES: names_advice}


@cached()
def _advice(run_id: str, ended: datetime.datetime | None) -> Suggestion | None:  # noqa: ARG001
    # `ended` is part of the cache's key: a run that was thought lost may go on and end again.
    run = store().run(run_id)
    if not store().checkpoints(run_id):
        return None
    try:
        return ADVICE_OF[run.kind](run)
    except UserError:  # its data do not fit its settings any more
        return None
