"""What the engine has to know of a cell, and what a cell has to know of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from core.stocks.engines.fused.vectors.arithmetic import load, multiply_add, store
from core.stocks.engines.fused.vectors.simd import njit


@dataclass(frozen=True, slots=True)
class Cell:
    """What tells one cell from another outside its equations."""

    number: int  # in compiled code
    slopes: tuple[float, ...]  # of the gates, in Keras' order; see `activation.gate`
    parts: int  # 1: input and hidden state make one sum a gate; 2: each makes its own
    kept: int  # numbers a unit that a step keeps beside its gates and its hidden state

    @property
    def gates(self) -> int:
        """How many there are."""
        return len(self.slopes)


class Sizes(NamedTuple):
    """The sizes that a step needs, in numbers."""

    units: int
    gate_row: int  # from a gate's sum of the first part to that of the second
    unit_row: int  # from one kept number of a unit to the next
    slopes: int  # address of each gate's slope, (gate_row,)


class Step(NamedTuple):
    """Where one window's numbers of one step of a layer lie: addresses."""

    gates: int  # first the gates' sums, then the gates, on the way back the sums' gradients
    before: int  # hidden state before the step
    hidden: int  # hidden state after it; on the way back its gradient from the next step
    output: int  # what the layer above gets; on the way back its gradient
    mask: int  # of the dropout between the two
    kept_before: int  # what the step before kept
    kept: int  # what this one keeps
    carry: int  # on the way back: a gradient handed to the step before, past the products


@njit
def show(at: Step, j: int, count: int, hidden: Any) -> None:
    """Writes a vector of the hidden state, and what dropout leaves of it as the output."""
    store(at.hidden, j, count, hidden)
    store(at.output, j, count, hidden * load(at.mask, j))


@njit
def seen(at: Step, j: int) -> Any:
    """The gradient of a vector of the hidden state: from the next step and from the output."""
    return multiply_add(load(at.output, j), load(at.mask, j), load(at.hidden, j))
