"""What a run that has ended makes worth trying next, and whether it learned anything."""

from __future__ import annotations

import datetime
from typing import Any

from core.advice import NotLearned, Suggestion
from core.cache import cached
from core.errors import UserError
from core.runs.records import Run
from core.runs.settings import RunSettings
from dashboard.backend import store
from dashboard.run_analysis import ANALYSES
from dashboard.shared.form import show_settings


def advice(run: Run) -> Suggestion | None:
    """The next experiment; None while the run is active, or where there is nothing to go by."""
    return None if run.active else _advice(run.id, run.ended)


def learned_nothing(run: Run) -> bool:
    """Whether a run has ended without having learned anything."""
    return isinstance(advice(run), NotLearned)


def as_next_step(run: Run) -> dict[str, Any] | None:
    """The same as the browser takes it (browser/shared/next.js)."""
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


@cached()
def _advice(run_id: str, ended: datetime.datetime | None) -> Suggestion | None:  # noqa: ARG001
    # `ended` is part of the cache's key: a run that was thought lost may go on and end again.
    run = store().run(run_id)
    if not store().checkpoints(run_id):
        return None
    try:
        return ANALYSES[run.kind].advice(run)
    except UserError:  # its data do not fit its settings any more
        return None
