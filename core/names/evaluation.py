"""How far the names are the network's own, and what there is to learn from the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

import numpy as np

from core.cells.arrays import Array
from core.names.corpus import END, Corpus


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


def shares(names: Sequence[str], corpus: Corpus) -> dict[Verdict, float]:
    """Share of the names, 0 to 1, for each verdict; at least one name is needed."""
    verdicts = judge(names, corpus)
    return {verdict: verdicts.count(verdict) / len(names) for verdict in Verdict}


def frequent_letters(corpus: Corpus, most: int) -> str:
    """The end mark and the `most` most frequent letters of the corpus, sorted."""
    counts = Counter("".join(corpus.names))
    return END + "".join(sorted(letter for letter, _ in counts.most_common(most)))


def letter_pairs(corpus: Corpus, letters: str) -> Array:
    """Which letter follows which in the names.

    Returns:
        Shares, 0 to 1, (len(letters), len(letters)): row a, column b is how often b comes next
        after a. The end mark stands for the beginning of a name as a row, for its end as a column.
    """
    text = END + END.join(corpus.names) + END
    times = Counter(pairwise(text))
    before = Counter(text[:-1])
    return np.array([[times[a, b] / before[a] for b in letters] for a in letters])
