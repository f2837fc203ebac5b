"""How name-like invented names are, and how well a network knows names.

Both tell more than how many names are not on the list: gibberish is not on it either.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.cache import cached
from core.names import model
from core.names.corpus import END, Corpus, normalise
from core.names.settings import NamesSettings
from core.names.split import split

_NAMES_ASKED = 1000  # of a part; more would not change the second digit
_AT_ONCE = 128  # names of similar length
_NAME_LIKE = 0.7  # of what the list's names have in common with each other


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares, 0 to 1, of the invented names' groups of letters that occur in the list.

    The beginning and the end of a name count as letters, so a name of 4 has 5 pairs, 4 triples.
    """

    pairs: float
    triples: float


def likeness(names: Sequence[str], corpus: Corpus) -> Likeness | None:
    """How much of the invented names is made of what the list's names are made of.

    Capitals do not count, and neither do empty names; None where no name is left.
    """
    written = [normalise(name) for name in names if name]
    if not written:
        return None
    return Likeness(_known(written, corpus, 2), _known(written, corpus, 3))


def likeness_among(corpus: Corpus) -> Likeness:
    """The same of the list's own names, each beside all the others: what real names reach."""
    return Likeness(_shared(corpus, 2), _shared(corpus, 3))


def is_name_like(name: str, corpus: Corpus) -> bool:
    """Whether a name, of at least one letter, is made like those of the list.

    It is if the share of its pairs and triples, taken together, that occur in the list is more
    than 0.7 of what the list's names reach among themselves. Of dinosaurs that are left out of
    the list all are, of what the untrained network says 4 %.
    """
    return _known([name], corpus, 2, 3) > _NAME_LIKE * _shared(corpus, 2, 3)


@dataclass(frozen=True, slots=True)
class LetterBits:
    """How surprised a network is by each letter of real names, their end included, in bits.

    0 is a letter that is certain, `blind` one that is guessed; a list learned by heart has few
    bits in training and many held out.
    """

    training: float
    held_out: float | None  # None where nothing was held out
    held_out_names: int
    blind: float  # see `blind_bits`

    @property
    def sentence(self) -> str:
        """Bits a letter in words, saying of which names."""
        if self.held_out is None:
            return f"{self.training:.2f} bits a letter of the names that it learned from."
        return (
            f"{self.held_out:.2f} bits a letter of {self.held_out_names:,} names that it never "
            f"saw, {self.training:.2f} of those that it learned from."
        )


def letter_bits(
    parameters: model.Parameters, settings: NamesSettings, corpus: Corpus
) -> LetterBits:
    """Bits a letter under a checkpoint's network, of the names trained on and of those held out.

    Of a part with more than 1,000 names, 1,000 are asked, evenly spread.

    Raises:
        SettingsError: The settings leave no name to train on.
    """
    parts = split(settings, corpus)
    return LetterBits(
        training=bits_a_letter(parameters, _some(parts.training), corpus),
        held_out=(
            bits_a_letter(parameters, _some(parts.held_out), corpus) if parts.held_out else None
        ),
        held_out_names=len(parts.held_out),
        blind=blind_bits(corpus),
    )


def blind_bits(corpus: Corpus) -> float:
    """Bits a letter where every letter and the end mark are equally likely."""
    return math.log2(len(corpus.alphabet))


def bits_a_letter(parameters: model.Parameters, names: Sequence[str], corpus: Corpus) -> float:
    """The mean of -log2 of the probability of each letter and end mark of `names`.

    Each name starts as when sampling: from a zero input and a zero state.

    Args:
        parameters: of a network trained on letters of `corpus`.
        names: at least one, of letters of the corpus.
        corpus: gives the letters their ids.
    """
    by_length = sorted(names, key=len)
    nats = sum(
        _nats(parameters, by_length[start : start + _AT_ONCE], corpus)
        for start in range(0, len(by_length), _AT_ONCE)
    )
    return nats / math.log(2) / sum(len(name) + 1 for name in names)


def _nats(parameters: model.Parameters, names: Sequence[str], corpus: Corpus) -> float:
    """The loss of `names` summed up, all of them side by side, shorter ones padded."""
    Wax, Waa, b = model.cell(parameters)
    lengths = np.array([len(name) for name in names])
    letters = np.full((lengths.max() + 1, len(names)), model.END_ID)  # (T, m)
    for column, name in enumerate(names):
        letters[: len(name), column] = corpus.ids(name)
    columns = np.arange(len(names))
    a = np.zeros((len(b), len(names)))
    x = np.zeros_like(a)  # Wax times the input: the first is zero, then it picks a column of Wax
    total = 0.0
    for t, letter in enumerate(letters):
        a = np.tanh(x + Waa @ a + b)
        log_y = model.log_softmax(model.logits(parameters, a))
        total -= float(log_y[letter, columns][t <= lengths].sum())
        x = Wax[:, letter]
    return total


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    return names[:: -(-len(names) // _NAMES_ASKED)]


def _known(names: Sequence[str], corpus: Corpus, *sizes: int) -> float:
    known = _groups_of(corpus, *sizes)
    groups = [group for name in names for group in _groups(name, *sizes)]
    return sum(group in known for group in groups) / len(groups)


@cached()
def _groups_of(corpus: Corpus, *sizes: int) -> frozenset[str]:
    return frozenset(group for name in set(corpus.names) for group in _groups(name, *sizes))


@cached()
def _shared(corpus: Corpus, *sizes: int) -> float:
    """The share of each name's groups that another name has, too."""
    names = set(corpus.names)
    owners = Counter(group for name in names for group in set(_groups(name, *sizes)))
    groups = [group for name in names for group in _groups(name, *sizes)]
    return sum(owners[group] > 1 for group in groups) / len(groups)


def _groups(name: str, *sizes: int) -> Iterator[str]:
    """The groups of so many letters that follow each other, with a mark at each end."""
    marked = f"{END}{name}{END}"
    for size in sizes:
        yield from (marked[start : start + size] for start in range(len(marked) - size + 1))
