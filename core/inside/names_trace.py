"""What a trace of the character model is made from: a network, and a text or dice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cells import RNN
from core.cells.arrays import Array
from core.errors import SettingsError, shortened
from core.inside.layer import Layer, step
from core.names import model
from core.names.corpus import END, MAX_NAME_LENGTH, normalise
from core.names.sampling import chosen, dice

_LISTED = 40  # letters in a sentence


@dataclass(frozen=True)
class NamesInput:
    """One sequence of letters for one checkpoint of a names run."""

    parameters: model.Parameters
    alphabet: str
    text: str  # in letters of the alphabet
    layer: Layer
    ended: bool = True  # the text is a whole name: its end mark comes last
    dice: Array | None = None  # (places,) 0 to 1; where given, letters are drawn after the text
    forced: Mapping[int, str] = field(default_factory=dict)  # the letter after a step, from 0


def names_input(
    parameters: model.Parameters,
    alphabet: str,
    text: str,
    *,
    a0: Array | None = None,
    ended: bool = True,
    seed: int | None = None,
    number: int = 0,
) -> NamesInput:
    """Puts together what is traced.

    Args:
        parameters: of a checkpoint.
        alphabet: of the corpus that they were trained on.
        text: a name or its first letters; upper case is lowered.
        a0: the hidden state before the first step, (n_a,); zero by default, as in sampling.
        ended: whether the end mark comes after the text, as it does after a name.
        seed: draws letters after the text, as `sample_names` with this seed does.
        number: which of its names, 0 is the first.

    Raises:
        SettingsError: The text is empty, too long, or has a letter outside the alphabet.
    """
    text = normalise(text)
    _check(text, alphabet, drawn=seed is not None)
    start = np.zeros(len(parameters["b"])) if a0 is None else a0
    return NamesInput(
        parameters,
        alphabet,
        text,
        Layer(RNN, model.cell(parameters), start),
        ended,
        None if seed is None else dice(seed, number, MAX_NAME_LENGTH),
    )


def spell(given: NamesInput) -> tuple[NDArray[np.int64], bool]:
    """The letters' ids, without the end mark, and whether that comes after them.

    Where dice are given, a letter is drawn at each place after the text until the end mark, each
    with the place's own number: a letter that is forced changes only what comes after it.
    """
    letters: list[int] = []
    state = given.layer.first_state
    for place in range(MAX_NAME_LENGTH):
        if place in given.forced:
            letter = given.alphabet.index(given.forced[place])
        elif place < len(given.text):
            letter = given.alphabet.index(given.text[place])
        elif given.dice is None:
            break
        else:
            letter = -1  # until it is drawn
        if given.dice is not None:
            state = _read(given, letters[-1:], state)
            letter = _drawn(given, state, place) if letter < 0 else letter
        if letter == model.END_ID:
            return np.array(letters, dtype=np.int64), True
        letters.append(letter)
    return np.array(letters, dtype=np.int64), given.ended and given.dice is None


def _read(given: NamesInput, letter: list[int], state: Any) -> Any:
    """The state after reading a letter, or the zeros before the first."""
    x = np.zeros(len(given.alphabet))
    x[letter] = 1
    state, _ = step(given.layer, x[:, np.newaxis], state)
    return state


def _drawn(given: NamesInput, state: Any, place: int) -> int:
    assert given.dice is not None
    y = np.exp(model.log_softmax(model.logits(given.parameters, state.a)))
    return int(chosen(y, given.dice[place : place + 1])[0])


def check_letter(letter: str, known: str) -> None:
    """Raises a SettingsError for a letter that is none of those that the network knows."""
    if len(letter) != 1 or letter not in known:
        letters = known.strip(END)
        listed = " ".join(letters[:_LISTED]) + (" …" if len(letters) > _LISTED else "")
        raise SettingsError(
            f"The letter {shortened(letter)!r} is in none of the names learned from; "
            f"choose of {listed}."
        )


def _check(text: str, alphabet: str, *, drawn: bool) -> None:
    if not text and not drawn:
        raise SettingsError("There is no letter to follow through the network; give at least one.")
    if len(text) > MAX_NAME_LENGTH:
        raise SettingsError(
            f"The text has {len(text):,} letters; at most {MAX_NAME_LENGTH} can be followed."
        )
    for letter in text:
        check_letter(letter, alphabet.strip(END))
