"""What a names run makes worth trying next."""

from __future__ import annotations

from core.advice import Suggestion
from core.names.evaluation import Verdict
from core.names.settings import NamesSettings
from core.names.suggestion import suggest
from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.checkpoints import JUDGED, all_hold_out, evaluation, measured_curve
from dashboard.names.picker.names_picker import load_names

POINTS = 20  # of the bits a letter along the run


def names_advice(run: Run) -> Suggestion:
    """The next experiment, from the names of the last checkpoint."""
    assert isinstance(run.settings, NamesSettings)
    last = store().checkpoints(run.id)[-1]
    found = evaluation(run.id, run.dataset_id, last, JUDGED)
    curve = store().losses(run.id)
    corpus = load_names(run.dataset_id)
    bits = measured_curve(run, POINTS, unseen=all_hold_out([run]))
    return suggest(run.settings, corpus, curve, bits, found.shares[Verdict.COPIED], found.alike)
