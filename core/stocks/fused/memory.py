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
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.stocks.fused.simd import LANES

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


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

    def inputs(self, layer: int) -> int:
        """How many numbers the layer gets a step."""
        return 1 if layer == 0 else self.units

    def first_row(self, layer: int) -> int:
        """The layer's first row of P; after the last layer, the row of the Dense layer."""
        return sum(self.inputs(below) + self.units + 1 for below in range(layer))


class Network(NamedTuple):
    """What training changes; the last row of P is the Dense layer's kernel and bias."""

    layers: int
    units: int
    gate_row: int
    state_row: int
    unit_row: int
    first_rows: Numbers  # (layers + 1,) where each layer's rows of P start
    slopes: Floats  # (gate_row,) see `cell.activate`
    parameters: Floats  # P, (first_rows[-1] + 1, gate_row)
    gradients: Floats  # like P
    first_moments: Floats  # like P
    second_moments: Floats  # like P
    transposed: Floats  # (layers, 4 units, state_row): P of each layer without the bias, transposed


class Work(NamedTuple):
    """What one pass over a batch writes; a row is (time step x batch + window)."""

    timesteps: int
    capacity: int  # rows of a layer: (timesteps + 1) x the largest batch
    states: Floats  # (layers + 1, capacity, state_row): x | h | 1; the last layer's x: the output
    state_gradients: Floats  # like states
    gates: Floats  # (layers, capacity, gate_row)
    cells: Floats  # (layers, capacity, unit_row), a step later than states
    tanh_cells: Floats  # (layers, capacity, unit_row)
    masks: Floats  # (layers, capacity, unit_row)
    cell_gradients: Floats  # (layers, largest batch x unit_row)
    errors: Floats  # (largest batch,) prediction - target


def make_network(shape: Shape) -> Network:
    """A network of zeros."""
    first_rows = np.array([shape.first_row(layer) for layer in range(shape.layers + 1)])
    slopes = np.full(shape.gate_row, 0.5, np.float32)
    slopes[2 * shape.units : 3 * shape.units] = 1
    size = (int(first_rows[-1]) + 1) * shape.gate_row
    return Network(
        shape.layers, shape.units, shape.gate_row, shape.state_row, shape.unit_row, first_rows,
        slopes, *(_zeros(size) for _ in range(4)),
        _zeros(shape.layers * 4 * shape.units * shape.state_row),
    )  # fmt: skip


def make_work(shape: Shape, timesteps: int, batch: int) -> Work:
    """Room for batches of up to `batch` windows, with masks that drop nothing."""
    capacity = (timesteps + 1) * batch
    rows = shape.layers * capacity
    states = _zeros((rows + capacity) * shape.state_row)
    by_layer = states.reshape(shape.layers + 1, capacity, shape.state_row)
    for layer in range(shape.layers):
        by_layer[layer, :, shape.inputs(layer) + shape.units] = 1
    masks = _zeros(rows * shape.unit_row)
    masks[:] = 1
    return Work(
        timesteps, capacity, states, _zeros(len(states)), _zeros(rows * shape.gate_row),
        *(_zeros(rows * shape.unit_row) for _ in range(2)), masks,
        _zeros(shape.layers * batch * shape.unit_row), _zeros(batch),
    )  # fmt: skip


def read(shape: Shape, packed: Floats) -> list[Floats]:
    """Copies of parameters or gradients as Keras has them; see `Engine.weights`."""
    rows = packed.reshape(-1, shape.gate_row)
    arrays = []
    for layer in range(shape.layers):
        of_layer = rows[shape.first_row(layer) : shape.first_row(layer + 1), : 4 * shape.units]
        parts = np.split(of_layer, [shape.inputs(layer), shape.inputs(layer) + shape.units])
        kernel, recurrent_kernel, bias = parts
        arrays += [kernel, recurrent_kernel, bias[0]]
    dense = rows[-1, : shape.units + 1]
    return [array.copy() for array in (*arrays, dense[:-1, np.newaxis], dense[-1:])]


def write(shape: Shape, network: Network, weights: Sequence[Floats]) -> None:
    """Takes weights in Keras' order."""
    rows = network.parameters.reshape(-1, shape.gate_row)
    for layer in range(shape.layers):
        of_layer = np.vstack(weights[3 * layer : 3 * layer + 3])
        rows[shape.first_row(layer) : shape.first_row(layer + 1), : 4 * shape.units] = of_layer
        used = shape.inputs(layer) + shape.units
        transposed = network.transposed.reshape(shape.layers, -1, shape.state_row)
        transposed[layer, :, :used] = of_layer[:used].T
    kernel, bias = weights[-2:]
    rows[-1, : shape.units + 1] = np.append(kernel, bias)


def _padded(numbers: int) -> int:
    """Whole vectors, an odd number of them: rows of 4096 bytes would share one place in a cache."""
    return LANES * (-(-numbers // LANES) | 1)


def _zeros(size: int) -> Floats:
    """Zeros that start on a cache line (64 bytes)."""
    room = np.zeros(size + 16, np.float32)
    start = -room.ctypes.data % 64 // 4
    return room[start : start + size]
