"""What one finds in a trace: whatever is likeliest, strongest or faintest, and without a memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.cells.arrays import Array
from core.inside.interfere import interfere
from core.inside.interference import HoldGate
from core.inside.trace import Given, Trace, trace


@dataclass(frozen=True, slots=True)
class Cut:
    """The cell state of a unit after the last step, as it is and with the forget gate at 0."""

    kept: float
    cut: float
    written: float  # i g of that step, with the forget gate at 0

    @property
    def nearest(self) -> int:
        """What the cut one is: 0 that which is kept, 1 what is written, 2 nought."""
        candidates = np.array([self.kept, self.written, 0.0])
        return int(np.abs(candidates - self.cut).argmin())


def likeliest(found: Trace, step: int, count: int) -> list[str]:
    """The letters that a names run expects most after a step, from 0; the likeliest first."""
    order = np.argsort(-found.arrays["y"][step])[:count]
    return [found.alphabet[place] for place in order]


def odds(found: Trace, step: int, letter: str) -> float:
    """How probable a letter is after a step, 0 to 1."""
    return float(found.arrays["y"][step, found.alphabet.index(letter)])


def sizes(found: Trace, symbol: str, layer: int = 1) -> Array:
    """The Euclidean norm of a vector at each step, (T,)."""
    return np.asarray(np.linalg.norm(found.arrays[found.symbol(symbol, layer)], axis=1))


def highest_unit(found: Trace, symbol: str, step: int, layer: int = 1) -> int:
    """The unit whose number is the highest at a step, from 0."""
    return int(found.arrays[found.symbol(symbol, layer)][step].argmax())


def largest(among: Sequence[int], values: Array) -> int:
    """The place in `among` of the index whose value is the farthest from 0; NaN never is."""
    return int(np.nan_to_num(np.abs(values[list(among)]), nan=-1.0).argmax())


def largest_jump(values: Array) -> int:
    """The index of the value that is the farthest from the one before it."""
    return int(np.abs(np.diff(values)).argmax()) + 1


def without_memory(given: Given, unit: int, layer: int = 1) -> Cut:
    """What is left of the memory of an LSTM's unit, from 0, when nothing of it is kept."""
    kept, cut = trace(given), trace(interfere(given, [HoldGate("f", 0.0, layer)]))

    def last(of: Trace, name: str) -> float:
        return float(of.arrays[of.symbol(name, layer)][-1, unit])

    return Cut(last(kept, "c"), last(cut, "c"), last(cut, "i") * last(cut, "g"))
