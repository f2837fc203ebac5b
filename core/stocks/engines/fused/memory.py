"""Where everything lies while the fused engine works: flat arrays, made once.

A layer computes z = [x | h | 1] P: its input x, its hidden state h and a one stand side by side in
a row of `states`, and P is its kernel, recurrent kernel and bias on top of each other, which is
also their order in Keras. So a step forward is one product, a step back one product with P
transposed, and the gradients of all three one product over the whole sequence. Rows are padded to
whole cache lines (of zeros).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from core.stocks.engines.fused.simd import LANES

Floats = NDArray[np.float32]

_CACHE = 32 * 2**20  # bytes
_FEWEST_AT_ONCE = 12  # fewer would make the matrix products inefficient


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's sizes, and those of its arrays, in numbers of float32."""

    layers: int
    units: int

    @property
    def gate_row(self) -> int:
        """A row of z, of P and of everything shaped like it: the four gates."""
        return _padded(4 * self.units)

    @property
    def state_row(self) -> int:
        """A row of states: input, hidden state and a one."""
        return _padded(2 * self.units + 1)

    @property
    def unit_row(self) -> int:
        """A row of cell states or of a mask."""
        return _padded(self.units)

    @property
    def rows(self) -> int:
        """The rows of P of all layers; one more is the Dense layer's."""
        rows: int = first_row(self.units, self.layers)
        return rows


class Network(NamedTuple):
    """What training changes; arrays, or in compiled code their addresses."""

    layers: int
    units: int
    gate_row: int
    state_row: int
    unit_row: int
    slopes: Any  # (gate_row,) see `cell.activate`
    parameters: Any  # P of all layers, then the Dense layer's kernel and bias, (rows + 1, gate_row)
    gradients: Any  # like P, one for each lane
    first_moments: Any  # like P
    second_moments: Any  # like P


class Work(NamedTuple):
    """What a pass over a batch writes; a row is (time step x windows of the pass + window)."""

    timesteps: int
    windows: int  # that a pass takes at most
    capacity: int  # rows of a layer: (timesteps + 1) x windows
    states: Any  # (layers + 1, capacity, state_row): x | h | 1; behind the last layer: the output
    state_gradients: Any  # like states
    gates: Any  # (layers, capacity, gate_row)
    cells: Any  # (layers, capacity, unit_row), each before its step
    tanh_cells: Any  # (layers, capacity, unit_row), each after its step
    masks: Any  # (layers, capacity, unit_row)
    cell_gradients: Any  # (layers, windows, unit_row)
    slopes: Any  # (windows,) gradients of the loss with respect to the predictions
    transposed: Any  # (layers, gate_row, state_row): P of each layer without the bias, transposed


def make_network(shape: Shape, lanes: int) -> Network:
    """A network of zeros."""
    slopes = _zeros(shape.gate_row)
    slopes[:] = 0.5
    slopes[2 * shape.units : 3 * shape.units] = 1
    parameters, first_moments, second_moments = (
        _zeros(shape.rows + 1, shape.gate_row) for _ in range(3)
    )
    return Network(
        shape.layers, shape.units, shape.gate_row, shape.state_row, shape.unit_row,
        slopes, parameters, _zeros(lanes, shape.rows + 1, shape.gate_row),
        first_moments, second_moments,
    )  # fmt: skip


def windows_at_once(shape: Shape, timesteps: int) -> int:
    """How many windows a pass takes, so that what it writes stays in the cache, or nearly."""
    rows = shape.gate_row + 2 * shape.state_row + 3 * shape.unit_row
    return max(_FEWEST_AT_ONCE, _CACHE // (4 * shape.layers * timesteps * rows))


def make_work(shape: Shape, timesteps: int, windows: int) -> Work:
    """Room for passes over up to `windows` windows, with masks that drop nothing."""
    capacity = (timesteps + 1) * windows
    states = _zeros(shape.layers + 1, capacity, shape.state_row)
    for layer in range(shape.layers):
        states[layer, :, inputs(shape.units, layer) + shape.units] = 1
    cells, tanh_cells, masks = (_zeros(shape.layers, capacity, shape.unit_row) for _ in range(3))
    masks[:] = 1
    return Work(
        timesteps, windows, capacity, states, _zeros(*states.shape),
        _zeros(shape.layers, capacity, shape.gate_row), cells, tanh_cells, masks,
        _zeros(shape.layers, windows, shape.unit_row), _zeros(windows),
        _zeros(shape.layers, shape.gate_row, shape.state_row),
    )  # fmt: skip


def addresses(arrays: Any) -> Any:
    """The same tuple for compiled code; whoever calls it keeps the arrays."""
    return type(arrays)(
        *(item.ctypes.data if isinstance(item, np.ndarray) else item for item in arrays)
    )


@register_jitable
def inputs(units: int, layer: int) -> int:
    """How many numbers a layer gets a step."""
    return 1 if layer == 0 else units


@register_jitable
def first_row(units: int, layer: int) -> int:
    """A layer's first row of P; behind the last layer, the row of the Dense layer."""
    return 0 if layer == 0 else layer * (2 * units + 1) - (units - 1)


def read(shape: Shape, packed: Floats) -> list[Floats]:
    """Copies of parameters or gradients as Keras has them; see `Engine.weights`."""
    arrays = []
    for layer in range(shape.layers):
        start, used = first_row(shape.units, layer), inputs(shape.units, layer)
        of_layer = packed[start : first_row(shape.units, layer + 1), : 4 * shape.units]
        kernel, recurrent_kernel, bias = np.split(of_layer, [used, used + shape.units])
        arrays += [kernel, recurrent_kernel, bias[0]]
    dense = packed[-1, : shape.units + 1]
    return [array.copy() for array in (*arrays, dense[:-1, np.newaxis], dense[-1:])]


def write(shape: Shape, packed: Floats, weights: Sequence[Floats]) -> None:
    """Takes weights in Keras' order."""
    rows = np.vstack([*weights[:-2]])
    packed[:-1, : 4 * shape.units] = rows
    packed[-1, : shape.units + 1] = np.append(*weights[-2:])


def _padded(numbers: int) -> int:
    """Whole vectors, an odd number of them: rows of 4096 bytes would share one place in a cache."""
    return int(LANES * (-(-numbers // LANES) | 1))


def _zeros(*shape: int) -> Floats:
    """Zeros that start on a cache line (64 bytes)."""
    size = int(np.prod(shape))
    room = np.zeros(size + 16, np.float32)
    start = -room.ctypes.data % 64 // 4
    return room[start : start + size].reshape(shape)
