"""Whether a names training learned anything, and what helps where it did not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

from core.advice import Curve, NotLearned, advise
from core.names.corpus import Corpus
from core.names.model import SMOOTHING
from core.names.settings import MAX_CHECKPOINTS, NamesSettings

MOST_ITERATIONS = 200_000
_FEW_ITERATIONS = 1000  # with fewer a sound training may not be past the blind guess
_SHARE_OF_BLIND = 0.98  # a sound training is below 0.9 after a thousand names
_DEFAULT = NamesSettings()
_Remedies: TypeAlias = Iterator[tuple[str, dict[str, Any]]]


def not_learned(settings: NamesSettings, corpus: Corpus, curve: Curve) -> NotLearned | None:
    """Says how one can see that the network learned nothing; None where it learned.

    It learned nothing when its loss is no number, or no lower than that of guessing every letter
    blindly. The latter is not held against a training of fewer than 1,000 names.

    Args:
        settings: of the run.
        corpus: what it was trained on.
        curve: what was reported so far.
    """
    if not curve:
        return None
    diverged = not math.isfinite(curve[-1][1])
    if diverged:
        seen = "the loss is no longer a number"
    elif curve[-1][0] >= _FEW_ITERATIONS and recent_loss(curve) >= _SHARE_OF_BLIND * blind(corpus):
        seen = "its loss is no lower than if it guessed every letter blindly"
    else:
        return None
    help_, changes = next(_remedies(settings))
    return advise(NotLearned, settings, f"It has not learned: {seen}. {help_}", changes)


def blind(corpus: Corpus) -> float:
    """The mean loss of a name, in nats, when all letters and the end mark are equally likely."""
    letters = sum(len(name) + 1 for name in corpus.names) / len(corpus.names)
    return letters * math.log(len(corpus.alphabet))


def recent_loss(curve: Curve) -> float:
    """The running mean of the loss at the end of the curve, without what it started from.

    The reported mean starts at a number that no name had (see `core.names.model`), and forgets a
    thousandth of it with every name.
    """
    (_, start, _), (iterations, reported, _) = curve[0], curve[-1]
    left = SMOOTHING**iterations
    return (reported - left * start) / (1 - left) if left < 1 else reported


def more_iterations(settings: NamesSettings) -> dict[str, int]:
    """Twice the iterations, at least 10,000; empty where that is too many."""
    more = min(max(10_000, 2 * settings.iterations), MOST_ITERATIONS)
    fits = more // settings.checkpoint_interval < MAX_CHECKPOINTS
    return {"iterations": more} if fits and more > settings.iterations else {}


def _remedies(settings: NamesSettings) -> _Remedies:
    """What may help, the likeliest first."""
    rate, usual = settings.learning_rate, _DEFAULT.learning_rate
    if rate > usual:
        yield (
            f"The learning rate, {rate:g}, is likely too high; {usual:g} helps.",
            {"learning_rate": usual},
        )
    if rate < usual:
        yield (
            f"The learning rate, {rate:g}, is likely too low; {usual:g} helps.",
            {"learning_rate": usual},
        )
    if settings.clip_value < _DEFAULT.clip_value:
        clip = _DEFAULT.clip_value
        yield f"Gradients clipped at {clip:g} teach more.", {"clip_value": clip}
    if more := more_iterations(settings):
        yield f"More iterations may help: {more['iterations']:,}.", more
    yield "There may be nothing to learn in these names; try others.", {}
