"""What a run that has ended makes worth trying next, and whether it learned anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.advice import NotLearned, Suggestion
from core.cache import cached
from core.errors import UserError
from core.runs.records import Run
from core.runs.settings import RunSettings
from dashboard.backend import store
from dashboard.shared.form import show_settings


def advice(run: Run, suggest: Callable[[Run], Suggestion]) -> Suggestion | None:
    """The next experiment; None while the run is active, or where there is nothing to go by."""
    return None if run.active else _advice(run, suggest)


# `ended` is part of the key: a run that was thought lost may go on and end again.
@cached(key=lambda run, _: (run.id, run.ended))
def _advice(run: Run, suggest: Callable[[Run], Suggestion]) -> Suggestion | None:
    if not store().checkpoints(run.id):
        return None
    try:
        return suggest(run)
    except UserError:  # its data do not fit its settings any more
        return None


def learned_nothing(found: Suggestion | None) -> bool:
    """Whether the run has ended without having learned anything."""
    return isinstance(found, NotLearned)


def as_next_step(found: Suggestion | None) -> dict[str, Any] | None:
    """Advice as the browser takes it (browser/shared/run_controls.js)."""
    if found is None:
        return None
    return {"sentence": found.sentence, "label": found.label, "failed": learned_nothing(found)}


def show_advised(run: Run, found: Suggestion | None) -> RunSettings:
    """Puts the settings of the run, changed as advised, into the form; returns them."""
    settings = run.settings.model_copy(update=dict(found.changes) if found else {})
    show_settings(settings)
    return settings
