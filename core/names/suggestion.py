"""The next experiment that a names run suggests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.advice import Curve, Suggestion, advise, late_trend
from core.names.corpus import Corpus
from core.names.learning import more_iterations, not_learned
from core.names.likeness import Likeness
from core.names.settings import NamesSettings

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
