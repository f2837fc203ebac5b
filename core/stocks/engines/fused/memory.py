"""Everything that the fused engine writes to while it works: flat arrays, made once.

How their rows lie says `layout`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.fused.layout import Shape, first_row, part
from core.stocks.engines.fused.vectors.simd import LANES, njit

Floats = NDArray[np.float32]

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
    kept_row: int
    slopes: Any  # (gate_row,) see `activation.gate`
    parameters: Any  # P of all layers, then the Dense layer's kernel and bias, (rows + 1, gate_row)
    gradients: Any  # like P, one for each lane
    first_moments: Any  # like P
    second_moments: Any  # like P


class Work(NamedTuple):
    """What a pass over a batch writes; a row is (time step x windows of the pass + window)."""

    timesteps: int
    windows: int  # that a pass takes at most
    capacity: int  # rows of a layer: (timesteps + 1) x windows
    states: Any  # (layers + 1, capacity, state_row); behind the last layer: the output
    state_gradients: Any  # like states
    gates: Any  # (layers, capacity, z_row): z, the gates, the gradients of z
    kept: Any  # (layers, capacity, kept_row), of the step before
    masks: Any  # (layers, capacity, unit_row)
    carry: Any  # (layers, windows, unit_row), see `cell.Step`
    slopes: Any  # (windows,) gradients of the loss with respect to the predictions
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
        shape.gate_row, shape.z_row, shape.state_row, shape.unit_row, shape.kept_row,
        slopes, parameters, _zeros(lanes, shape.rows + 1, shape.gate_row),
        first_moments, second_moments,
    )  # fmt: skip


def windows_at_once(shape: Shape, timesteps: int) -> int:
    """How many windows a pass takes, so that what it writes stays in the cache, or nearly."""
    rows = shape.z_row + 2 * shape.state_row + shape.kept_row + shape.unit_row
    return max(_FEWEST_AT_ONCE, _CACHE // (4 * shape.layers * timesteps * rows))


def make_work(shape: Shape, timesteps: int, windows: int) -> Work:
    """Room for passes over up to `windows` windows, with masks that drop nothing."""
    capacity = (timesteps + 1) * windows
    states = _zeros(shape.layers + 1, capacity, shape.state_row)
    for layer in range(shape.layers):
        for number in range(shape.parts):
            of_layer = part(shape, layer, number)
            states[layer, :, of_layer.column + of_layer.depth - 1] = 1
    masks = _zeros(shape.layers, capacity, shape.unit_row)
    masks[:] = 1
    return Work(
        timesteps, windows, capacity, states, _zeros(*states.shape),
        _zeros(shape.layers, capacity, shape.z_row), _zeros(shape.layers, capacity, shape.kept_row),
        masks,
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
