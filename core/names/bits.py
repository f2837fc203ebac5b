"""How well a network knows names: bits a letter, measured.

The training's own loss tells less: it is smoothed from a number that no name had, it is of
whole names, long or short, and the state that is carried from name to name may know the list's
order (see `order_sentence`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.names import model
from core.names.corpus import Corpus, split
from core.names.settings import NamesSettings

_NAMES_ASKED = 1000  # of a part; more would not change the second digit
_AT_ONCE = 128  # names of similar length
_BY_ORDER = 0.6  # of the measured bits; a sound training needs about as many as are measured


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
    def shown(self) -> float:
        """Of the names held out; where there are none, of those that it learned from."""
        return self.training if self.held_out is None else self.held_out

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


def order_sentence(
    bits: LetterBits, iteration: int, smoothed: float, settings: NamesSettings, corpus: Corpus
) -> str:
    """Says it where the network has learned the order of the list; empty where it has not.

    While training, a name begins with the state that the name before has left. Of a short list
    that says which name comes next: the training's loss is then far below what the same names
    need from a zero state, with which names are invented.

    Args:
        bits: measured after `iteration`.
        iteration: of a checkpoint.
        smoothed: its loss as the training reports it, in nats a name.
        settings: of the run.
        corpus: what it was trained on.
    """
    names = split(settings, corpus).training
    letters = sum(len(name) + 1 for name in names) / len(names)
    left = model.SMOOTHING ** (iteration + 1)
    running = (smoothed - left * model.initial_loss(len(corpus.alphabet))) / (1 - left)
    while_training = running / letters / math.log(2)
    if not while_training < _BY_ORDER * bits.training:
        return ""
    return (
        f"While it trains it needs only {max(0.0, while_training):.2f}: it has learned in which "
        "order the names of the list come, because its state is carried from one name to the next."
    )
