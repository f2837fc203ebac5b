"""One picture of a film (`core.inside.film`): what is shown of a layer in one trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np

from core.cells.arrays import Array
from core.inside.layer import GATES
from core.inside.names import NamesInput
from core.inside.trace import Given, Trace

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


def picture_of(found: Trace, given: Given, layer: int, letters: Sequence[int]) -> Picture:
    """A frame with all units."""
    picture: dict[str, Array] = {}
    for name in ("a", "c", "Wax", "Waa", "Wx", "Wa"):
        array = found.arrays.get(found.symbol(name, layer))
        if array is not None:
            gates = max(1, len(GATES[found.cell]))
            picture[name] = (
                array.reshape(gates, -1, array.shape[1]) if name.startswith("W") else array
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
