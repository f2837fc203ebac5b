"""The next experiment that a names run suggests."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

from core.advice import Curve, NotLearned, Suggestion, advise, late_trend
from core.names.corpus import Corpus
from core.names.likeness import Likeness
from core.names.model import SMOOTHING
from core.names.settings import MAX_CHECKPOINTS, NamesSettings

# Whether a names training learned anything, and what helps where it did not.

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


_FALLING = 0.97  # see `late_trend`
_MANY_COPIES = 0.2  # of the names sampled
_LITTLE_ALIKE = 0.6  # of the groups of three letters
_HELD_OUT = 0.1


def suggest(
    settings: NamesSettings,
    corpus: Corpus,
    curve: Curve,
    bits: Curve,
    copied: float,
    alike: Likeness | None,
) -> Suggestion:
    """One experiment, chosen from what the run showed; always other settings than the run's.

    What helps a training that did not learn comes first (a `NotLearned`, whose changes may be
    empty), then copying, then bits that still fall, then what there is to find out.

    Args:
        settings: of the run.
        corpus: what it was trained on.
        curve: what was reported.
        bits: a letter, measured at the last checkpoints.
        copied: share, 0 to 1, of names of the last checkpoint, drawn at temperature 1, that it
            learned from.
        alike: how name-like these are; None where all of them are empty.
    """
    failed = not_learned(settings, corpus, curve)
    if failed:
        return failed
    sentence, changes = next(_experiments(settings, bits, copied, alike))
    return advise(Suggestion, settings, sentence, changes)


def _experiments(
    settings: NamesSettings, bits: Curve, copied: float, alike: Likeness | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is worth trying, the most telling first."""
    if copied > _MANY_COPIES and settings.hidden_units > 1:
        fewer = settings.hidden_units // 2
        yield (
            f"At temperature 1 it copies {copied:.0%} of its names from the list: does a smaller "
            "network invent?",
            {"hidden_units": fewer},
        )
    more = more_iterations(settings)
    if more and alike is not None and alike.triples < _LITTLE_ALIKE:
        yield "Its names are little like real ones yet: does more practice help?", more
    if more and late_trend(bits) < _FALLING:
        yield "It was still getting better at the end: how far does it go?", more
    if settings.held_out == 0:
        yield (
            "Has it learned or copied? Keep a tenth of the names from it.",
            {"held_out": _HELD_OUT},
        )
    if settings.hidden_units < 100:
        yield "Does a larger network invent better names?", {"hidden_units": 100}
    seed = settings.seed + 1 if settings.seed < 2**31 - 1 else 0
    yield "How much of this is luck? Another seed shuffles the names anew.", {"seed": seed}
