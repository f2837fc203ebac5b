"""How good the names of a network are, and what there is to learn from the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from core.cells.arrays import Array
from core.names import model
from core.names.corpus import END, Corpus
from core.names.likeness import LetterBits, Likeness, is_name_like, letter_bits, likeness
from core.names.sampling import sample_names
from core.names.settings import NamesSettings

DRAWN = 100  # names, by which a network is judged


class Verdict(StrEnum):
    """Where a sampled name comes from."""

    NEW = "new"  # it is not on the list, and made like the names that are
    GIBBERISH = "gibberish"  # it is not made like them
    COPIED = "copied"  # it is on the list
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
        elif is_name_like(name, corpus):
            verdicts.append(Verdict.NEW)
        else:
            verdicts.append(Verdict.GIBBERISH)
        seen.add(name)
    return verdicts


def shares(names: Sequence[str], corpus: Corpus) -> dict[Verdict, float]:
    """Share of the names, 0 to 1, for each verdict; at least one name is needed."""
    verdicts = judge(names, corpus)
    return {verdict: verdicts.count(verdict) / len(names) for verdict in Verdict}


def new_share(parameters: model.Parameters, corpus: Corpus) -> float:
    """Share, 0 to 1, of new and name-like names among some drawn from a network."""
    drawn = sample_names(parameters, corpus.alphabet, count=DRAWN)
    return shares([name.text for name in drawn], corpus)[Verdict.NEW]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good a checkpoint's network is."""

    shares: Mapping[Verdict, float]  # of the names drawn, 0 to 1
    alike: Likeness | None  # None where all the names are empty
    bits: LetterBits

    @property
    def sentence(self) -> str:
        """The verdict on the names in words, what most of them are first."""
        found = [verdict for verdict in Verdict if self.shares[verdict]]
        found.sort(key=self.shares.__getitem__, reverse=True)
        parts = [f"{self.shares[verdict] * 100:.0f} % {_WORDS[verdict][1]}" for verdict in found]
        return f"{_WORDS[found[0]][0]}: {', '.join(parts)}."


_WORDS = {
    Verdict.NEW: ("It invents names", "new and name-like"),
    Verdict.GIBBERISH: ("It babbles", "gibberish"),
    Verdict.COPIED: ("It copies", "copied from the list"),
    Verdict.REPEAT: ("It repeats itself", "repeated"),
    Verdict.EMPTY: ("It says nothing", "without a letter"),
}


def evaluate(
    parameters: model.Parameters, names: Sequence[str], settings: NamesSettings, corpus: Corpus
) -> Evaluation:
    """Judges a checkpoint by names drawn from it, and by how well it knows real ones.

    Raises:
        SettingsError: the settings leave no name to train on.
    """
    bits = letter_bits(parameters, settings, corpus)
    return Evaluation(shares(names, corpus), likeness(names, corpus), bits)


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


def likeliest_next(corpus: Corpus, before: str, most: int) -> list[tuple[str, float]]:
    """The letters that most often follow a letter in the names, and how often (shares, 0 to 1).

    The end mark stands for the beginning of a name as `before`, else for its end.
    """
    text = END + END.join(corpus.names) + END
    after = Counter(letter for first, letter in pairwise(text) if first == before)
    return [(letter, times / after.total()) for letter, times in after.most_common(most)]
