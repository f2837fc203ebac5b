"""How weights and states lie in memory, and how the threads that share it wait for each other.

A layer computes its gates' sums as z = [x | h | 1] P: its input x, its hidden state h and a one
stand side by side in a row of states, and P is its kernel, recurrent kernel and bias on top of each
other. So a step forward is one product, a step back one product with P transposed, and the
gradients of all three one product over the whole sequence.

A GRU keeps apart what its input and its hidden state say: [x | 1] and [h | 1] are two parts of a
row of states, each with its own rows of P, the last one its bias, and its own part of a row of z.

Rows, and parts of them, are padded to whole cache lines (of zeros).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.fused.cells import CompiledCell
from core.stocks.engines.fused.vectors import (
    LANES,
    NUMBER,
    build_pointer,
    instruction,
    njit,
    register_jitable,
    types,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """The network's sizes, and those of its arrays, in numbers of float32."""

    cell: CompiledCell
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
    def saved_row(self) -> int:
        """A row of what steps save for the way back."""
        return self.cell.saved * self.unit_row

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


# Everything that the fused engine writes to while it works: flat arrays, made once.


_CACHE = 32 * 2**20  # bytes
_FEWEST_AT_ONCE = 12  # fewer would make the matrix products inefficient


class Network(NamedTuple):
    """What training changes; arrays, or in compiled code their addresses."""

    cell: int  # its number
    layers: int
    units: int
    parts: int
    columns: int
    gate_row: int
    z_row: int
    state_row: int
    unit_row: int
    saved_row: int
    slopes: Any  # (gate_row,) see `cells.gate`
    parameters: Any  # P of all layers, then the Dense layer's kernel and bias, (rows + 1, gate_row)
    gradients: Any  # like P, one for each lane
    first_moments: Any  # like P
    second_moments: Any  # like P


class Workspace(NamedTuple):
    """What a pass over a batch writes; a row is (time step x windows of the pass + window)."""

    timesteps: int
    windows: int  # that a pass takes at most
    capacity: int  # rows of a layer: (timesteps + 1) x windows
    states: Any  # (layers + 1, capacity, state_row); behind the last layer: the output
    state_gradients: Any  # like states
    gates: Any  # (layers, capacity, z_row): z, the gates, the gradients of z
    saved: Any  # (layers, capacity, saved_row), of the step before
    masks: Any  # (layers, capacity, unit_row)
    carry: Any  # (layers, windows, unit_row), see `cells.Step`
    prediction_gradients: Any  # (windows,) gradients of the loss with respect to the predictions
    transposed: Any  # (layers, gate_row, state_row): P of each layer without biases, transposed


def make_network(shape: Shape, lanes: int) -> Network:
    """A network of zeros."""
    slopes = _zeros(shape.gate_row)
    slopes[: shape.columns] = np.repeat(shape.cell.slopes, shape.units)
    parameters, first_moments, second_moments = (
        _zeros(shape.rows + 1, shape.gate_row) for _ in range(3)
    )
    return Network(
        shape.cell.number, shape.layers, shape.units, shape.parts, shape.columns,
        shape.gate_row, shape.z_row, shape.state_row, shape.unit_row, shape.saved_row,
        slopes, parameters, _zeros(lanes, shape.rows + 1, shape.gate_row),
        first_moments, second_moments,
    )  # fmt: skip


def windows_at_once(shape: Shape, timesteps: int) -> int:
    """How many windows a pass takes, so that what it writes stays in the cache, or nearly."""
    rows = shape.z_row + 2 * shape.state_row + shape.saved_row + shape.unit_row
    return max(_FEWEST_AT_ONCE, _CACHE // (4 * shape.layers * timesteps * rows))


def make_workspace(shape: Shape, timesteps: int, windows: int) -> Workspace:
    """Room for passes over up to `windows` windows, with masks that drop nothing."""
    capacity = (timesteps + 1) * windows
    states = _zeros(shape.layers + 1, capacity, shape.state_row)
    for layer in range(shape.layers):
        for number in range(shape.parts):
            of_layer = part(shape, layer, number)
            states[layer, :, of_layer.column + of_layer.depth - 1] = 1
    masks = _zeros(shape.layers, capacity, shape.unit_row)
    masks[:] = 1
    return Workspace(
        timesteps, windows, capacity, states, _zeros(*states.shape),
        _zeros(shape.layers, capacity, shape.z_row),
        _zeros(shape.layers, capacity, shape.saved_row), masks,
        _zeros(shape.layers, windows, shape.unit_row), _zeros(windows),
        _zeros(shape.layers, shape.gate_row, shape.state_row),
    )  # fmt: skip


def addresses(arrays: Any) -> Any:
    """The same tuple for compiled code; whoever calls it keeps the arrays."""
    return type(arrays)(
        *(item.ctypes.data if isinstance(item, np.ndarray) else item for item in arrays)
    )


@njit
def lane_start(network: Network, lane: int) -> int:
    """Where a lane's gradients start."""
    rows: int = lane * (first_row(network, network.layers) + 1)
    return rows * network.gate_row


def _zeros(*shape: int) -> Floats:
    """Zeros that start on a cache line (64 bytes), with room for a vector behind them."""
    size = int(np.prod(shape))
    room = np.zeros(size + 16 + LANES, np.float32)
    start = -room.ctypes.data % 64 // 4
    return room[start : start + size].reshape(shape)


# How the threads of one training wait for each other.
#
# A barrier: a thread says which one it has reached by a number in a place of its own; the others
# read it until it is large enough. Nobody is ever woken, so a wait costs about 0.1 us; a thread
# that waits long sleeps between reads, so that another one can have its core.

SIGNAL_STRIDE = 16  # places between two numbers of 8 bytes: no two on the same cache lines
_SPINS = 20_000  # reads, some 20 us, before a sleep lets others have the core

_WINDOWS = sys.platform == "win32"
_sleep = types.ExternalFunction("Sleep" if _WINDOWS else "usleep", types.int32(types.uint32))
_SLEEP_FOR = 1 if _WINDOWS else 20  # milliseconds there, microseconds elsewhere


@instruction(types.int64, types.intp, types.intp)
def _read(builder: Any, signals: Any, at: Any) -> Any:
    return builder.load_atomic(build_pointer(builder, signals, at, NUMBER), "acquire", 8)


@instruction(types.void, types.intp, types.intp, types.int64)
def _write(builder: Any, signals: Any, at: Any, number: Any) -> None:
    builder.store_atomic(number, build_pointer(builder, signals, at, NUMBER), "release", 8)


@njit
def wait_for_all(signals: int, members: int, member: int, number: int) -> None:
    """Returns when all members have reached barrier `number`."""
    _write(signals, member * SIGNAL_STRIDE, number)
    for other in range(members):
        spins = 0
        while _read(signals, other * SIGNAL_STRIDE) < number:
            spins += 1
            if spins >= _SPINS:
                _sleep(types.uint32(_SLEEP_FOR))
