"""How a layer's weights and states lie in rows.

A layer computes its gates' sums as z = [x | h | 1] P: its input x, its hidden state h and a one
stand side by side in a row of states, and P is its kernel, recurrent kernel and bias on top of each
other. So a step forward is one product, a step back one product with P transposed, and the
gradients of all three one product over the whole sequence.

A GRU keeps apart what its input and its hidden state say: [x | 1] and [h | 1] are two parts of a
row of states, each with its own rows of P, the last one its bias, and its own part of a row of z.

Rows, and parts of them, are padded to whole cache lines (of zeros).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.fused.cells.cell import Cell
from core.stocks.engines.fused.vectors.simd import LANES, register_jitable

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's sizes, and those of its arrays, in numbers of float32."""

    cell: Cell
    layers: int
    units: int

    @property
    def parts(self) -> int:
        """Of a row of states and of a row of z."""
        return self.cell.parts

    @property
    def columns(self) -> int:
        """The columns of P in use, `units` for each gate."""
        return self.cell.gates * self.units

    @property
    def gate_row(self) -> int:
        """A row of P and of everything shaped like it, or a part of a row of z."""
        return _padded(max(self.columns, self.units + 1))  # the Dense layer's weights fit in

    @property
    def z_row(self) -> int:
        """A row of z."""
        return self.parts * self.gate_row

    @property
    def state_row(self) -> int:
        """A row of states."""
        return self.parts * _padded(2 // self.parts * self.units + 1)

    @property
    def unit_row(self) -> int:
        """A row of a mask."""
        return _padded(self.units)

    @property
    def kept_row(self) -> int:
        """A row of what steps keep."""
        return self.cell.kept * self.unit_row

    @property
    def rows(self) -> int:
        """The rows of P of all layers; one more is the Dense layer's."""
        rows: int = first_row(self, self.layers)
        return rows


class Part(NamedTuple):
    """Where a part of z comes from."""

    column: int  # of the states: where it starts
    row: int  # of the layer's P: where it starts
    depth: int  # how many of both; the last ones are the one and its bias


@register_jitable
def inputs(units: int, layer: int) -> int:
    """How many numbers a layer gets a step."""
    return 1 if layer == 0 else units


@register_jitable
def first_row(sizes: Any, layer: int) -> int:
    """A layer's first row of P; behind the last layer, the row of the Dense layer.

    Here and below, `sizes` are a `Shape` or a `Network`.
    """
    row: int = 0 if layer == 0 else layer * (2 * sizes.units + sizes.parts) - (sizes.units - 1)
    return row


@register_jitable
def part(sizes: Any, layer: int, number: int) -> Part:
    """Part `number` of a layer, from 0 on."""
    used = inputs(sizes.units, layer)
    if sizes.parts == 1:
        return Part(0, 0, used + sizes.units + 1)
    if number == 0:
        return Part(0, 0, used + 1)
    return Part(sizes.state_row // 2, used + 1, sizes.units + 1)


@register_jitable
def hidden_column(sizes: Any, layer: int) -> int:
    """Where the hidden state starts in a row of states."""
    column: int = inputs(sizes.units, layer) if sizes.parts == 1 else sizes.state_row // 2
    return column


def read(shape: Shape, packed: Floats) -> list[Floats]:
    """Copies of parameters or gradients as Keras has them; see `Engine.weights`."""
    arrays = [packed[rows, : shape.columns] for rows in _rows(shape)]
    dense = packed[-1, : shape.units + 1]
    return [array.copy() for array in (*arrays, dense[:-1, np.newaxis], dense[-1:])]


def write(shape: Shape, packed: Floats, weights: Sequence[Floats]) -> None:
    """Takes weights in Keras' order."""
    for rows, weight in zip(_rows(shape), weights[:-2], strict=True):
        packed[rows, : shape.columns] = weight
    packed[-1, : shape.units + 1] = np.append(*weights[-2:])


def _rows(shape: Shape) -> list[Any]:
    """The rows of P of every layer's kernel, recurrent kernel and bias; indices into an array."""
    indices: list[Any] = []
    for layer in range(shape.layers):
        top, used = first_row(shape, layer), inputs(shape.units, layer)
        parts = [part(shape, layer, number) for number in range(shape.parts)]
        biases = [top + row + depth - 1 for _, row, depth in parts]
        kernel = range(top, top + used)
        recurrent = [
            row for row in range(top + used, first_row(shape, layer + 1)) if row not in biases
        ]
        # Keras has a row for two biases, and no row for one.
        indices += [list(kernel), recurrent, biases if len(biases) > 1 else biases[0]]
    return indices


def _padded(numbers: int) -> int:
    """Whole vectors, an odd number of them: rows of 4096 bytes would share one place in a cache."""
    return int(LANES * (-(-numbers // LANES) | 1))
