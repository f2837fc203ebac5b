"""How name-like invented names are: whether they are spelt as the names learned from are.

That a name is not on the list says little: gibberish is not on it either. And that its letters
follow each other as they do there says only that it can be pronounced.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.cache import cached
from core.names.corpus import END, normalise

_PRONOUNCEABLE = 0.7  # of what the learned names have in common with each other
_ODDEST_BITS = 0.05  # share of the learned names that are too surprising to pass, themselves
_ODDEST_TRIPLES = 0.03  # that are made of too rare triples
_ODDEST_LENGTHS = 0.005  # that are too short, and too long
# Of a long list, names evenly spread; more would not change the second digit, and take seconds.
_LETTERS_COUNTED = 200_000  # ends included: of the names whose groups are counted
_NAMES_MODELLED, _LETTERS_MODELLED = 3000, 40_000  # of these, for what says the next letter
_NAMES_ASKED = 1000  # of these, how far they stray from the others
_BEFORE = 3  # letters that say what comes next
_TRUST = 4.0  # how often they must have been seen to count as much as one letter fewer


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares, 0 to 1, of the invented names' groups of letters that occur in the learned ones.

    The beginning and the end of a name count as letters, so a name of 4 has 5 pairs, 4 triples.
    """

    pairs: float
    triples: float


def likeness(names: Sequence[str], learned: tuple[str, ...]) -> Likeness | None:
    """How much of the invented names is made of what the learned names are made of.

    Capitals do not count, and neither do empty names; None where no name is left.
    """
    written = [normalise(name) for name in names if name]
    if not written:
        return None
    known = spelling(learned)
    return Likeness(known.share(written, 2), known.share(written, 3))


def likeness_among(learned: tuple[str, ...]) -> Likeness:
    """The same of the learned names, each beside all the others: what real names reach."""
    known = spelling(learned)
    return Likeness(known.among(2), known.among(3))


@cached(key=frozenset)  # the seed shuffles them
def spelling(learned: tuple[str, ...]) -> Spelling:
    """How the names that a network learned from are spelt, worked out once for all who ask."""
    return Spelling(learned)


class Spelling:
    """What the names of a list have in common, and how far each strays from the others.

    A name counts as name-like if it strays no further than nearly all of the list's names do, each
    of them held against the others: in the bits a letter that it needs from a model that guesses
    each letter by the three before, in the share of its triples that another name has, and in its
    length. Some 93 % of real names pass, on the list or not.
    """

    def __init__(self, learned: Sequence[str]) -> None:
        names = sorted(set(learned))
        self.names = frozenset(names)
        counted = _spread(names, len(names), _LETTERS_COUNTED)
        self._owners = Counter(
            group for name in counted for group in set(_groups(name, 2)) | set(_groups(name, 3))
        )
        self._some = _spread(counted, _NAMES_MODELLED, _LETTERS_MODELLED)
        self._among_both = self.among(2, 3)
        self._next = _NextLetter(self._some)
        shares = [_share(_groups(name, 3), self._owners, more_than=1) for name in self._some]
        apart = _spread(self._some, _NAMES_ASKED, _LETTERS_MODELLED)
        bits = [self._next.bits(name, without_itself=True) for name in apart]
        lengths = [len(name) for name in names]
        self._fewest_triples = float(np.quantile(shares, _ODDEST_TRIPLES, method="lower"))
        self._most_bits = float(np.quantile(bits, 1 - _ODDEST_BITS, method="higher"))
        # A list of few names has not shown all lengths: a letter more or less is none the worse.
        self._shortest = int(np.quantile(lengths, _ODDEST_LENGTHS, method="lower")) - 1
        self._longest = int(np.quantile(lengths, 1 - _ODDEST_LENGTHS, method="higher")) + 1

    def share(self, names: Sequence[str], *sizes: int) -> float:
        """Share, 0 to 1, of the groups of so many letters that the list has, too."""
        return _share((g for name in names for g in _groups(name, *sizes)), self._owners)

    def among(self, *sizes: int) -> float:
        """The share of the groups of each of the list's names that another one has, too."""
        groups = (group for name in self._some for group in _groups(name, *sizes))
        return _share(groups, self._owners, more_than=1)

    def bits(self, name: str) -> float:
        """How surprising each letter of a name is, its end included, to one who read the list."""
        return self._next.bits(name)

    def is_pronounceable(self, name: str) -> bool:
        """Whether letters follow each other as they do on the list, in pairs and triples.

        Their share has to be more than 0.7 of what the list's names reach among themselves. Nearly
        every name of a network that has seen a thousand names can be pronounced.
        """
        return self.share([name], 2, 3) > _PRONOUNCEABLE * self._among_both

    def is_name_like(self, name: str) -> bool:
        """Whether a name, of at least one letter, is like those of the list in all of it."""
        return (
            self._shortest <= len(name) <= self._longest
            and self.is_pronounceable(name)
            and self.share([name], 3) >= self._fewest_triples
            and self.bits(name) <= self._most_bits
        )


class _NextLetter:
    """Guesses a letter by those before it: a letter n-gram, smoothed by shorter ones.

        p(letter | h) = (n(h, letter) + t p(letter | h')) / (n(h) + t)

    h are the last letters, h' one fewer, t is `_TRUST`; with no letter left, all are alike.
    MacKay and Peto (1995), A hierarchical Dirichlet language model.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._letters = len(set("".join(names))) + 1  # with the end
        steps = [step for name in names for step in _steps(name)]
        self._seen = Counter(last + letter for last, letter in steps)
        self._before = Counter(last for last, _ in steps)

    def bits(self, name: str, *, without_itself: bool = False) -> float:
        """The mean of -log2 p of its letters and its end; or as if it had not been counted."""
        steps = _steps(name)
        seen = Counter(last + letter for last, letter in steps) if without_itself else {}
        before = Counter(last for last, _ in steps) if without_itself else {}
        total, p = 0.0, 1.0
        for last, letter in steps:
            shorter = p if last else 1 / self._letters
            times = self._seen.get(last + letter, 0) - seen.get(last + letter, 0)
            of = self._before.get(last, 0) - before.get(last, 0)
            p = (times + _TRUST * shorter) / (of + _TRUST)
            if len(last) == _BEFORE:
                total -= math.log2(p)
        return total / (len(name) + 1)


def _steps(name: str) -> list[tuple[str, str]]:
    """Each letter of a name and its end: after none of the letters before, the last, two, ..."""
    marked = END * _BEFORE + name + END
    return [
        (marked[place - some : place], marked[place])
        for place in range(_BEFORE, len(marked))
        for some in range(_BEFORE + 1)
    ]


def _spread(names: Sequence[str], most: int, most_letters: int) -> Sequence[str]:
    """Every n-th name, so that they are at most `most`, of at most `most_letters`, ends included.

    All of them where they are no more than that.
    """
    every = max(-(-len(names) // most), -(-_letters(names) // most_letters))
    while every < len(names) and _letters(names[::every]) > most_letters:
        every += 1
    return names[::every]


def _letters(names: Sequence[str]) -> int:
    return sum(map(len, names)) + len(names)


def _share(groups: Iterator[str], owners: Counter[str], more_than: int = 0) -> float:
    known = [owners.get(group, 0) > more_than for group in groups]
    return sum(known) / len(known)


def _groups(name: str, *sizes: int) -> Iterator[str]:
    """The groups of so many letters that follow each other, with a mark at each end."""
    marked = f"{END}{name}{END}"
    for size in sizes:
        yield from (marked[start : start + size] for start in range(len(marked) - size + 1))
