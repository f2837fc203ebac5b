"""What arrays have to be like before compiled code, a page or a database takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.events import Arrays

LARGEST: Final = 1e12  # of a weight; no training gets near it, and its products stay numbers
_TOLD: Final = 3  # dimensions of an array in a sentence; none of ours has more


class StateError(UserError):
    """A state that no training of its settings can have left.

    Args:
        wrong: what is wrong with it, in words.
    """

    def __init__(self, wrong: str) -> None:
        super().__init__(
            f"What is kept of this run does not belong to its settings ({wrong}), so nothing can "
            "go on from it; train it again instead."
        )


@dataclass(frozen=True, slots=True)
class Form:
    """What one array has to be like: its shape, its type, and between what its numbers lie."""

    shape: tuple[int, ...]
    dtype: str  # of NumPy: "<f4"
    least: float = -math.inf  # no number of it is lower, none infinite or not a number
    most: float = math.inf

    @property
    def nbytes(self) -> int:
        """What its numbers take."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    def differs(self, shape: tuple[int, ...], dtype: str) -> str | None:
        """How an array of that shape and type is another than this, in words; None where not."""
        if shape != self.shape:
            return f"is {_size(shape)}, not {_size(self.shape)}"
        if np.dtype(dtype) != np.dtype(self.dtype):
            return f"is of {np.dtype(dtype)}, not {np.dtype(self.dtype)}"
        return None

    def fault(self, array: NDArray[Any]) -> str | None:
        """What is wrong with an array, in words; None where nothing is."""
        differs = self.differs(array.shape, array.dtype.str)
        if differs is not None or not array.size:
            return differs
        low, high = array.min(), array.max()  # not a number, where any is not
        inside = self.least <= low and high <= self.most
        return None if inside and np.isfinite([low, high]).all() else "has impossible numbers"


Forms: TypeAlias = Mapping[str, Form]

SECONDS: Final[Forms] = {"seconds": Form((), "<f8", 0, LARGEST)}  # of every `State`


def fault(arrays: Arrays, forms: Forms, *more: Forms) -> str | None:
    """What is wrong with named arrays, in words: "Wax is 50 × 1, not 50 × 27"; or None.

    Args:
        arrays: what there is.
        forms: what there has to be, and nothing else.
        more: what may be there beside it, all or nothing of each.
    """
    for optional in more:
        if arrays.keys() & optional.keys():
            forms = {**forms, **optional}
    if arrays.keys() != forms.keys():
        name = min(arrays.keys() ^ forms.keys())
        return f"{name[:40]} {'is missing' if name in forms else 'does not belong there'}"
    for name, form in forms.items():
        wrong = form.fault(arrays[name])
        if wrong is not None:
            return f"{name} {wrong}"
    return None


def refuse_foreign(state: Arrays, forms: Forms, *more: Forms) -> None:
    """Keeps a state that does not belong to a training from its engine; see `fault`.

    Raises:
        StateError: It does not.
    """
    wrong = fault(state, forms, *more)
    if wrong is not None:
        raise StateError(wrong)


def _size(shape: tuple[int, ...]) -> str:
    if not shape:
        return "a number"
    shown = " × ".join(map(str, shape[:_TOLD])) + (" × …" if len(shape) > _TOLD else "")
    return f"{shown} numbers" if len(shape) == 1 else shown
