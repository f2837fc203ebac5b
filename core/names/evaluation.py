"""How far the names are the network's own."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from core.names.corpus import Corpus


class Verdict(StrEnum):
    """Where a sampled name comes from."""

    NEW = "new"
    COPIED = "copied"  # it is in the training list
    REPEAT = "repeat"  # it came up before in the same sample
    EMPTY = "empty"  # the end mark was drawn at once


def judge(names: Sequence[str], corpus: Corpus) -> list[Verdict]:
    """A verdict for each name, in order; capitals do not count, and a copy is always a copy."""
    learned = set(corpus.names)
    seen: set[str] = set()
    verdicts = []
    for name in map(str.lower, names):
        if not name:
            verdicts.append(Verdict.EMPTY)
        elif name in learned:
            verdicts.append(Verdict.COPIED)
        elif name in seen:
            verdicts.append(Verdict.REPEAT)
        else:
            verdicts.append(Verdict.NEW)
        seen.add(name)
    return verdicts


def share_new(names: Sequence[str], corpus: Corpus) -> float:
    """Share of the names, 0 to 1, that are new; at least one name is needed."""
    return judge(names, corpus).count(Verdict.NEW) / len(names)
