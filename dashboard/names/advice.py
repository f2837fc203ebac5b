"""What a names run makes worth trying next."""

from __future__ import annotations

from core.advice import Suggestion
from core.names.evaluation import Verdict, judge
from core.names.likeness import likeness
from core.names.settings import NamesSettings
from core.names.suggestion import suggest
from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.checkpoints import Sampling, draw
from dashboard.names.names_picker import load_names

SAMPLED = Sampling(count=100, temperature=1.0, first_letters="", seed=0)


def names_advice(run: Run) -> Suggestion:
    """The next experiment, from the names of the last checkpoint."""
    assert isinstance(run.settings, NamesSettings)
    corpus = load_names(run.dataset_id)
    last = store().checkpoints(run.id)[-1]
    names = [name.text for name in draw(run.id, run.dataset_id, last, SAMPLED)]
    copied = judge(names, corpus).count(Verdict.COPIED) / len(names)
    curve = store().losses(run.id)
    return suggest(run.settings, corpus, curve, copied, likeness(names, corpus))
