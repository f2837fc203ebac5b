"""Parameters -> names, letter by letter, with every probability kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.cells import RNN
from core.cells.arrays import Array
from core.errors import SettingsError, shortened
from core.names import model
from core.names.corpus import END, MAX_NAME_LENGTH, normalise

MAX_COUNT = 1000
MAX_TEMPERATURE = 100.0

Choice: TypeAlias = Callable[[int, Array], NDArray[np.int64]]
"""(place in the names, probability of every letter (n_x, m)) -> the letter's id in each (m,)."""


@dataclass(frozen=True, slots=True)
class SampledName:
    """A name, and how probable every letter was at each of its places."""

    text: str  # lower case, without the end mark
    probabilities: Array  # (letters, with the end mark if it was reached; letters of the alphabet)

    @property
    def title(self) -> str:
        """The name as people read it."""
        return titled(self.text)


def titled(name: str) -> str:
    """A name as people read it: its first letter is a capital."""
    return name[:1].upper() + name[1:]


def sample_names(
    parameters: model.Parameters,
    alphabet: str,
    *,
    count: int = 7,
    temperature: float = 1.0,
    first_letters: str = "",
    max_length: int = MAX_NAME_LENGTH,
    seed: int = 0,
) -> list[SampledName]:
    """Draws names.

    One number between 0 and 1 belongs to each place of each name, whatever the parameters: with
    the same seed, names of two checkpoints differ only because their weights do, and the first
    names stay when more are asked for.

    Args:
        parameters: of a checkpoint.
        alphabet: of the corpus that they were trained on.
        count: how many names.
        temperature: the scores are divided by it: below 1 more careful, above 1 bolder.
        first_letters: what every name begins with; upper case is lowered.
        max_length: letters after which a name is cut.
        seed: of the draws.

    Raises:
        SettingsError: a letter outside the alphabet, or a figure outside its range.
    """
    beginning = normalise(first_letters)
    _check(alphabet, count, temperature, beginning, max_length)
    forced = [alphabet.index(letter) for letter in beginning]
    draws = [dice(seed, number, max_length) for number in range(count)]
    return _spell(
        parameters,
        alphabet,
        count,
        _by_draws(np.array(draws), forced),
        temperature=temperature,
        max_length=max_length,
    )


def sample_report_names(
    parameters: model.Parameters, alphabet: str, *, count: int = 7
) -> list[SampledName]:
    """Draws names as the report does, for its Table 1.

    Before every letter NumPy's legacy generator is seeded afresh with the letter's place plus a
    running seed, which starts at the name's number (0, 1, ...) and grows by one a letter.
    """
    return _spell(parameters, alphabet, count, _by_report())


def _by_draws(draws: Array, forced: Sequence[int]) -> Choice:
    """Forced letters first, then the letter in whose share from 0 to 1 the place's draw falls.

    `draws` holds a row for each name, a column for each place.
    """

    def choose(place: int, probabilities: Array) -> NDArray[np.int64]:
        if place < len(forced):
            return np.full(len(draws), forced[place])
        return chosen(probabilities, draws[:, place])

    return choose


def dice(seed: int, number: int, places: int) -> Array:
    """The numbers between 0 and 1 that belong to the places of one of a seed's names."""
    return np.random.default_rng([seed, number]).random(places)


def chosen(probabilities: Array, draws: Array) -> NDArray[np.int64]:
    """The letters in whose share from 0 to 1 the draws (m,) fall, by probabilities (n_x, m)."""
    shares = np.cumsum(probabilities[:-1], axis=0)
    letters: NDArray[np.int64] = np.count_nonzero(shares <= draws, axis=0)
    return letters


def _by_report() -> Choice:
    """The report's draws: a generator seeded afresh for every letter of every name."""
    random = np.random.RandomState()

    def choose(place: int, probabilities: Array) -> NDArray[np.int64]:
        letters = []
        for number, column in enumerate(probabilities.T):
            random.seed(place + (number + place))
            letters.append(random.choice(len(column), p=column))
        return np.array(letters)

    return choose


def _spell(
    parameters: model.Parameters,
    alphabet: str,
    count: int,
    choose: Choice,
    *,
    temperature: float = 1.0,
    max_length: int = MAX_NAME_LENGTH,
) -> list[SampledName]:
    """Names side by side: from zero inputs and states, each letter chosen feeds the next step."""
    cell = model.cell(parameters)
    state = RNN.first_state(np.zeros((len(parameters["b"]), count)))
    x = np.zeros((len(alphabet), count))
    steps: list[Array] = []
    spelt: list[NDArray[np.int64]] = []
    open_ = np.ones(count, dtype=bool)
    while open_.any() and len(steps) < max_length:
        state, _ = RNN.step_forward(cell, x, state)
        steps.append(np.exp(model.log_softmax(model.logits(parameters, state.a) / temperature)))
        letters = choose(len(spelt), steps[-1])
        spelt.append(letters)
        open_ &= letters != model.END_ID
        x = np.zeros_like(x)
        x[letters, np.arange(count)] = 1
    probabilities = np.stack(steps, axis=1).T  # (count, places, n_x)
    return [
        _name([alphabet[letter] for letter in name], of_name)
        for name, of_name in zip(np.transpose(spelt), probabilities, strict=True)
    ]


def _name(letters: Sequence[str], probabilities: Array) -> SampledName:
    """Cuts a name at its end mark, if it has one; what came after was never said."""
    text = "".join(letters).split(END, 1)[0]
    return SampledName(text, probabilities[: len(text) + 1])


def _check(alphabet: str, count: int, temperature: float, beginning: str, max_length: int) -> None:
    if not 1 <= count <= MAX_COUNT:
        raise SettingsError(f"The number of names is {count}; choose 1 to {MAX_COUNT:,}.")
    if not (math.isfinite(temperature) and 0 < temperature <= MAX_TEMPERATURE):
        raise SettingsError(
            f"The temperature is {temperature:g}; choose more than 0, at most {MAX_TEMPERATURE:g}."
        )
    if not 1 <= max_length <= MAX_NAME_LENGTH:
        raise SettingsError(
            f"The maximum length is {max_length} letters; choose 1 to {MAX_NAME_LENGTH}."
        )
    if len(beginning) > max_length:
        raise SettingsError(
            f"The first letters ({shortened(beginning)}) are {len(beginning)}, more than "
            f"the maximum length of {max_length}; shorten them or raise the maximum."
        )
    for letter in beginning:
        if letter == END or letter not in alphabet:
            raise SettingsError(
                f"The letter {letter!r} is in none of the names learned from; "
                f"begin with any of {' '.join(alphabet[1:41])}."
            )
