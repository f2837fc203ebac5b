"""A film of a training: the same sequence through the network of each of its checkpoints.

F frames (a checkpoint each), T steps, U units that are in it, K letters that are in it. Of arrays:

=========== ================== =================================================================
a           (F, T, U)          hidden state of the layer
c           (F, T, U)          its cell state, of an LSTM
y           (F, T, K)          of names: how probable each next letter is
loss        (F,)               of names the mean of -ln y[target] over the letters that came, in
                               nats; of prices (y - target)^2; none where nothing came
price       (F,)               of prices: the prediction in money
actual      (1,)               and what came; none where that is not known yet
yesterday   (1,)               the last price that is read
Wax Wx      (F, G, U, inputs)  weights of the input: a block a gate, in the cell's order, one of
                               an RNN; inputs are letters, the price, or units of the layer below
Waa Wa      (F, G, U, U)       weights of the state before
Wya         (F, 1, K or 1, U)  weights of the output; of prices with the top layer only
=========== ================== =================================================================

All but `loss` are numbers of a `core.inside.trace.Trace`, whose names they have without a layer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias

import numpy as np

from core.cells import CELLS
from core.cells.arrays import Array
from core.errors import SettingsError
from core.inside.names_trace import NamesInput
from core.inside.trace import Trace, TraceInput, trace
from core.names.sampling import sample_names

# One picture of a film (`core.inside.film`): what is shown of a layer in one trace.

MOST_LETTERS: Final = 40

_ROWS, _COLUMNS = 1, 2  # axes of a frame's weights
_UNITS: Final[dict[str, tuple[int, ...]]] = {  # axes of a frame's array that are units
    "a": (1,),
    "c": (1,),
    "Wax": (_ROWS,),
    "Wx": (_ROWS,),
    "Waa": (_ROWS, _COLUMNS),
    "Wa": (_ROWS, _COLUMNS),
    "Wya": (_COLUMNS,),
}
_OF_LAYER_BELOW: Final[dict[str, tuple[int, ...]]] = {
    "Wax": (_ROWS, _COLUMNS),
    "Wx": (_ROWS, _COLUMNS),
}

Picture: TypeAlias = Mapping[str, Array]  # a frame's arrays, without their first axis


def letters_of(last: Trace) -> list[int]:
    """Those that are in the film: that come, and that the last checkpoint expects most."""
    if len(last.alphabet) <= MOST_LETTERS:
        return list(range(len(last.alphabet)))
    expected = last.arrays["y"].max(axis=0)
    came = last.arrays["target"].astype(int)
    expected[came[came >= 0]] = 1
    return sorted(np.argsort(-expected, kind="stable")[:MOST_LETTERS].tolist())


def picture_of(found: Trace, given: TraceInput, layer: int, letters: Sequence[int]) -> Picture:
    """A frame with all units."""
    picture: dict[str, Array] = {}
    for name in ("a", "c", "Wax", "Waa", "Wx", "Wa"):
        array = found.arrays.get(found.symbol(name, layer))
        if array is not None:
            blocks = CELLS[found.cell].blocks
            picture[name] = (
                array.reshape(blocks, -1, array.shape[1]) if name.startswith("W") else array
            )
    Wya = found.arrays["Wya"][np.newaxis]
    if isinstance(given, NamesInput):
        picture |= {"Wax": picture["Wax"][:, :, letters], "Wya": Wya[:, letters]}
        return picture | {"y": found.arrays["y"][:, letters]} | _mean_loss(found)
    said = ("price", "actual", "loss")
    picture |= {name: found.arrays[name] for name in said if name in found.arrays}
    picture["yesterday"] = given.prices[-1:]
    return picture | ({"Wya": Wya} if layer == found.layers else {})


def _mean_loss(found: Trace) -> dict[str, Array]:
    came = found.arrays["target"] >= 0
    return {"loss": found.arrays["loss"][came].mean(keepdims=True)} if came.any() else {}


def thinned(picture: Picture, layer: int, every: int) -> Picture:
    """Only every so many-th unit, wherever a row or a column is one."""
    axes = _UNITS | (_OF_LAYER_BELOW if layer > 1 else {})

    def cut(name: str, array: Array) -> Array:
        of_units = axes.get(name, ())
        parts = (slice(None, None, every if axis in of_units else 1) for axis in range(array.ndim))
        return array[tuple(parts)]

    return {name: cut(name, array) for name, array in picture.items()}


NAMES: Final = 6  # that are drawn with each checkpoint
SEED: Final = 0  # of their dice
MOST_NUMBERS: Final = 480_000
_LEAST_FRAMES: Final = 24  # rather than fewer, every second unit is left out, or more

_FIGURES: Final = ("loss", "price")  # one a frame
_SAME: Final = ("actual", "yesterday")  # of all frames


@dataclass(frozen=True)
class Film:
    """One sequence through a layer of a network, checkpoint by checkpoint."""

    cell: str  # "rnn", "lstm" or "gru"
    layer: int  # 1 at the bottom
    steps: tuple[int, ...]  # (F,) iterations or epochs
    read: tuple[str, ...]  # (T,) as a trace has them
    comes: tuple[str | None, ...]
    alphabet: str  # (K,) the letters that are in it; empty of prices
    units: tuple[int, ...]  # (U,) from 0
    all_units: int
    names: tuple[tuple[str, ...], ...]  # (F, NAMES) drawn with the same dice; empty of prices
    arrays: Picture


def film(
    given: Callable[[int], TraceInput],
    steps: Sequence[int],
    *,
    layer: int = 1,
    most: int = MOST_NUMBERS,
) -> Film:
    """Films a training.

    Args:
        given: a checkpoint -> what is traced, of the same sequence.
        steps: the checkpoints, in order. Where there are too many, the first is taken, every so
            many-th after it, and the last.
        layer: whose states and weights, 1 at the bottom.
        most: numbers that it may have. Of a large network every second unit is in it, every
            fourth, ..., so that there are frames enough to be called a film.

    Raises:
        SettingsError: There is no such layer.
        UserError: What is traced, or a checkpoint, is not there.
    """
    newest = given(steps[-1])
    last = trace(newest)
    if not 1 <= layer <= last.layers:
        raise SettingsError(f"There is no layer {layer}; choose 1 to {last.layers}.")
    letters = letters_of(last)
    whole = picture_of(last, newest, layer, letters)
    every, frames = _fitting(whole, layer, len(steps), most)
    shown = _some(steps, frames)
    pictures, names = [], []
    for step in shown:
        of_step = given(step)
        picture = picture_of(trace(of_step), of_step, layer, letters)
        pictures.append(thinned(picture, layer, every))
        names.append(_drawn(of_step))
    units = whole["a"].shape[1]
    return Film(
        cell=last.cell,
        layer=layer,
        steps=tuple(shown),
        read=last.read,
        comes=last.comes,
        alphabet="".join(last.alphabet[letter] for letter in letters),
        units=tuple(range(0, units, every)),
        all_units=units,
        names=tuple(filter(None, names)),
        arrays={name: _stacked(name, pictures) for name in whole},
    )


def _fitting(picture: Picture, layer: int, steps: int, most: int) -> tuple[int, int]:
    """Every how many-th unit, and how many frames: as many as fit, but enough for a film."""
    units = picture["a"].shape[1]
    every = 1
    while True:
        frames = most // sum(array.size for array in thinned(picture, layer, every).values())
        if frames >= min(steps, _LEAST_FRAMES) or every >= units:
            return every, frames
        every *= 2


def _some(steps: Sequence[int], most: int) -> list[int]:
    """The first one, every so many-th after it, and the last."""
    every = max(1, ceil((len(steps) - 1) / max(1, most - 1)))
    return [*steps[:-1:every], steps[-1]]


def _stacked(name: str, pictures: Sequence[Picture]) -> Array:
    if name in _SAME:
        return pictures[0][name]
    join = np.concatenate if name in _FIGURES else np.stack
    joined: Array = join([picture[name] for picture in pictures])
    return joined


def _drawn(given: TraceInput) -> tuple[str, ...]:
    if not isinstance(given, NamesInput):
        return ()
    drawn = sample_names(given.parameters, given.alphabet, count=NAMES, seed=SEED)
    return tuple(name.title for name in drawn)
