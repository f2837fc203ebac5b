"""Some windows through the recurrent layers, forward and backward."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.stocks.engines.fused.cells import Sizes, Step, step_backward, step_forward
from core.stocks.engines.fused.layout import (
    Network,
    Workspace,
    first_row,
    hidden_column,
    lane_start,
    part,
)
from core.stocks.engines.fused.vectors import (
    FLOATS,
    INTEGERS,
    LANES,
    address_of,
    build_vector_pointer,
    clear,
    instruction,
    ir,
    multiply,
    njit,
    store_number,
    types,
    uint32,
)

# Dropout masks from a counter: the same numbers whatever is computed before, after or beside.


@njit
def mix_bits(x: Any) -> Any:
    """A bijection of 32 bits that leaves no pattern (C. Wellons' lowbias32)."""
    x = uint32(x ^ (x >> uint32(16)))
    x = uint32(x * uint32(0x7FEB352D))
    x = uint32(x ^ (x >> uint32(15)))
    x = uint32(x * uint32(0x846CA68B))
    return uint32(x ^ (x >> uint32(16)))


@njit
def draw_mask(mask: int, start: int, stop: int, rate: float, key: int) -> None:
    """Fills a mask from `start` to `stop` - 1: 0 with probability `rate`, else 1 / (1 - rate)."""
    threshold = uint32(rate * 2.0**32)
    scale = np.float32(1 / (1 - rate))
    for at in range(start, stop):
        random = mix_bits(uint32(uint32(at - start) * uint32(0x9E3779B9) + uint32(key)))
        store_number(mask, at, scale if random >= threshold else np.float32(0))


@njit
def forward(network: Network, work: Workspace, rows: int, rate: float, key: int) -> None:
    """All time steps of all layers; draws masks if `rate` is not 0."""
    for layer in range(network.layers):
        _clear_start(network, work, layer, rows)
    for t in range(work.timesteps):
        for layer in range(network.layers):
            if rate > 0:
                start = (layer * work.capacity + t * rows) * network.unit_row
                step_key = mix_bits(uint32(key + layer * work.timesteps + t))
                draw_mask(work.masks, start, start + rows * network.unit_row, rate, step_key)
            _step_forward(network, work, layer, t, rows)


@njit
def backward(network: Network, work: Workspace, rows: int) -> None:
    """All time steps of all layers, from the last ones on."""
    for layer in range(network.layers):
        _transpose(network, work, layer)
        _clear_end(network, work, layer, rows)
    for t in range(work.timesteps - 1, -1, -1):
        for layer in range(network.layers - 1, -1, -1):
            _step_backward(network, work, layer, t, rows)


@njit
def weight_gradients(network: Network, work: Workspace, rows: int, lane: int, add: bool) -> None:
    """The gradients of P from the whole sequence, in the lane's place; added there if `add`."""
    for layer in range(network.layers):
        base = layer * work.capacity
        top = lane_start(network, lane) + first_row(network, layer) * network.gate_row
        for number in range(network.parts):
            column, row, depth = part(network, layer, number)
            multiply(
                depth, network.columns, work.timesteps * rows, add,
                work.states, base * network.state_row + column, np.intp(1), network.state_row,
                work.gates, base * network.z_row + number * network.gate_row, network.z_row,
                network.gradients, top + row * network.gate_row, network.gate_row,
            )  # fmt: skip


@njit
def _step_forward(network: Network, work: Workspace, layer: int, t: int, rows: int) -> None:
    base = layer * work.capacity + t * rows
    top = first_row(network, layer)
    for number in range(network.parts):
        column, row, depth = part(network, layer, number)
        multiply(
            rows, network.columns, depth, False,
            work.states, base * network.state_row + column, network.state_row, np.intp(1),
            network.parameters, (top + row) * network.gate_row, network.gate_row,
            work.gates, base * network.z_row + number * network.gate_row, network.z_row,
        )  # fmt: skip
    for window in range(rows):
        at = _step(network, work, layer, base, window, rows, work.states)
        step_forward(network.cell, _sizes(network), at)


@njit
def _step_backward(network: Network, work: Workspace, layer: int, t: int, rows: int) -> None:
    base = layer * work.capacity + t * rows
    for window in range(rows):
        at = _step(network, work, layer, base, window, rows, work.state_gradients)
        step_backward(network.cell, _sizes(network), at)
    for number in range(network.parts):
        column, _, depth = part(network, layer, number)
        multiply(
            rows, depth - 1, network.columns, False,
            work.gates, base * network.z_row + number * network.gate_row, network.z_row, np.intp(1),
            work.transposed, layer * network.gate_row * network.state_row + column,
            network.state_row,
            work.state_gradients, base * network.state_row + column, network.state_row,
        )  # fmt: skip


@njit
def _sizes(network: Network) -> Sizes:
    return Sizes(network.units, network.gate_row, network.unit_row, network.slopes)


@njit
def _step(
    network: Network, work: Workspace, layer: int, base: int, window: int, rows: int, values: int
) -> Step:
    """Where the numbers of a window lie; `values` are the states or their gradients."""
    hidden = hidden_column(network, layer)
    row = base + window
    next_row, row_above = row + rows, row + work.capacity
    return Step(
        address_of(work.gates, row * network.z_row),
        address_of(work.states, row * network.state_row + hidden),
        address_of(values, next_row * network.state_row + hidden),
        address_of(values, row_above * network.state_row),
        address_of(work.masks, row * network.unit_row),
        address_of(work.saved, row * network.saved_row),
        address_of(work.saved, next_row * network.saved_row),
        address_of(work.carry, (layer * work.windows + window) * network.unit_row),
    )


@njit
def _clear_start(network: Network, work: Workspace, layer: int, rows: int) -> None:
    """Nothing is before the first step."""
    base = layer * work.capacity
    for row in range(base, base + rows):
        hidden = row * network.state_row + hidden_column(network, layer)
        clear(work.states, hidden, hidden + network.units)
    clear(work.saved, base * network.saved_row, (base + rows) * network.saved_row)


@njit
def _clear_end(network: Network, work: Workspace, layer: int, rows: int) -> None:
    """Nothing comes back from behind the last step."""
    end = layer * work.capacity + work.timesteps * rows
    clear(work.state_gradients, end * network.state_row, (end + rows) * network.state_row)
    start = layer * work.windows
    clear(work.carry, start * network.unit_row, (start + rows) * network.unit_row)


# Transposing matrices, a square of vectors at a time.


@instruction(types.void, *[types.intp] * 7)
def _transpose_square(
    builder: Any, source: Any, source_at: Any, source_row: Any, height: Any,
    target: Any, target_at: Any, target_row: Any,
) -> None:  # fmt: skip
    """Copies a square of `LANES` rows and columns transposed; rows from `height` on as zeros."""
    number = height.type
    rows = []
    for lane in range(LANES):
        there = builder.icmp_signed("<", number(lane), height)
        at = builder.add(source_at, builder.mul(source_row, number(lane)))
        # What does not exist is not read: the first row stands in for it.
        place = build_vector_pointer(builder, source, builder.select(there, at, source_at))
        rows.append(builder.select(there, builder.load(place, align=4), FLOATS(None)))
    for lane, row in enumerate(_transposed(builder, rows)):
        at = builder.add(target_at, builder.mul(target_row, number(lane)))
        builder.store(row, build_vector_pointer(builder, target, at), align=4)


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Exchanges the two off-diagonal quarters of the square, then of its quarters, and so on."""
    rows = list(rows)
    half = LANES // 2
    while half:
        upper = [lane if not lane & half else LANES + lane - half for lane in range(LANES)]
        lower = [lane + half if not lane & half else LANES + lane for lane in range(LANES)]
        for top in range(LANES):
            if not top & half:
                a, b = rows[top], rows[top + half]
                for row, lanes in ((top, upper), (top + half, lower)):
                    rows[row] = builder.shuffle_vector(a, b, ir.Constant(INTEGERS, lanes))
        half //= 2
    return rows


@njit
def _transpose(network: Network, work: Workspace, layer: int) -> None:
    """Copies the layer's P, without biases, for the way back."""
    base = layer * network.gate_row * network.state_row
    for number in range(network.parts):
        column, first_of_part, depth = part(network, layer, number)
        top = first_row(network, layer) + first_of_part
        for row in range(0, depth - 1, LANES):
            for gate in range(0, network.columns, LANES):
                _transpose_square(
                    network.parameters, (top + row) * network.gate_row + gate, network.gate_row,
                    depth - 1 - row,
                    work.transposed, base + gate * network.state_row + column + row,
                    network.state_row,
                )  # fmt: skip
