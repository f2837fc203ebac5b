"""Some windows through the network, forward and backward."""

from __future__ import annotations

import numpy as np
from numba import njit, uint32

from core.stocks.engines.fused.cell import activate, cell_backward, cell_forward
from core.stocks.engines.fused.dropout import draw, scramble
from core.stocks.engines.fused.memory import Network, Work, first_row, inputs
from core.stocks.engines.fused.product import multiply
from core.stocks.engines.fused.simd import (
    LANES,
    clear,
    get,
    load,
    multiply_add,
    put,
    splat,
    store,
    total,
    transpose_square,
)


@njit
def forward(network: Network, work: Work, rows: int, rate: float, key: int) -> None:
    """All time steps of all layers; draws masks if `rate` is not 0."""
    for layer in range(network.layers):
        _clear_start(network, work, layer, rows)
    for t in range(work.timesteps):
        for layer in range(network.layers):
            if rate > 0:
                start = (layer * work.capacity + t * rows) * network.unit_row
                step_key = scramble(uint32(key + layer * work.timesteps + t))
                draw(work.masks, start, start + rows * network.unit_row, rate, step_key)
            _step_forward(network, work, layer, t, rows)


@njit
def backward(network: Network, work: Work, rows: int) -> None:
    """All time steps of all layers, from the last ones on."""
    for layer in range(network.layers):
        _transpose(network, work, layer)
        _clear_end(network, work, layer, rows)
    for t in range(work.timesteps - 1, -1, -1):
        for layer in range(network.layers - 1, -1, -1):
            _step_backward(network, work, layer, t, rows)


@njit
def dense(network: Network, work: Work, row: int, rows: int) -> float:
    """The prediction of window `row` of the batch: the Dense layer on the last step's output."""
    weights = first_row(network.units, network.layers) * network.gate_row
    output = _output(network, work, row, rows)
    products = splat(np.float32(0))
    for j in range(0, network.units, LANES):
        n = network.units - j
        weight = load(network.parameters, weights + j, n)
        products = multiply_add(weight, load(work.states, output + j, n), products)
    prediction: float = total(products) + get(network.parameters, weights + network.units)
    return prediction


@njit
def dense_gradients(network: Network, work: Work, rows: int, lane: int, add: bool) -> None:
    """From each prediction's gradient those of the Dense layer and of the top layer's outputs.

    Adds to the Dense layer's gradients if `add`.
    """
    weights = first_row(network.units, network.layers) * network.gate_row
    place = _lane(network, lane) + weights
    top = network.layers * work.capacity
    last_step = (top + (work.timesteps - 1) * rows) * network.state_row
    clear(work.state_gradients, top * network.state_row, last_step)
    if not add:
        clear(network.gradients, place, place + network.units + 1)
    for row in range(rows):
        output = _output(network, work, row, rows)
        slope = get(work.slopes, row)
        for j in range(0, network.units, LANES):
            n = network.units - j
            weight = load(network.parameters, weights + j, n)
            store(work.state_gradients, output + j, n, splat(slope) * weight)
            gradient = load(network.gradients, place + j, n)
            gradient = multiply_add(splat(slope), load(work.states, output + j, n), gradient)
            store(network.gradients, place + j, n, gradient)
        bias = place + network.units
        put(network.gradients, bias, get(network.gradients, bias) + slope)


@njit
def weight_gradients(network: Network, work: Work, rows: int, lane: int, add: bool) -> None:
    """The gradients of P from the whole sequence, in the lane's place; added there if `add`."""
    for layer in range(network.layers):
        base = layer * work.capacity
        top = _lane(network, lane) + first_row(network.units, layer) * network.gate_row
        multiply(
            inputs(network.units, layer) + network.units + 1, 4 * network.units,
            work.timesteps * rows, add,
            work.states, base * network.state_row, np.intp(1), network.state_row,
            work.gates, base * network.gate_row, network.gate_row,
            network.gradients, top, network.gate_row,
        )  # fmt: skip


@njit
def _lane(network: Network, lane: int) -> int:
    """Where the lane's gradients start."""
    rows: int = lane * (first_row(network.units, network.layers) + 1)
    return rows * network.gate_row


@njit
def _step_forward(network: Network, work: Work, layer: int, t: int, rows: int) -> None:
    units, used = network.units, inputs(network.units, layer)
    base = layer * work.capacity + t * rows
    multiply(
        rows, 4 * units, used + units + 1, False,
        work.states, base * network.state_row, network.state_row, np.intp(1),
        network.parameters, first_row(units, layer) * network.gate_row, network.gate_row,
        work.gates, base * network.gate_row, network.gate_row,
    )  # fmt: skip
    for row in range(base, base + rows):
        activate(work.gates, row * network.gate_row, network.slopes, 4 * units)
        cell_forward(
            units, work.gates, row * network.gate_row,
            work.cells, row * network.unit_row, (row + rows) * network.unit_row, work.tanh_cells,
            work.masks, row * network.unit_row,
            work.states, (row + rows) * network.state_row + used,
            (row + work.capacity) * network.state_row,
        )  # fmt: skip


@njit
def _step_backward(network: Network, work: Work, layer: int, t: int, rows: int) -> None:
    units, used = network.units, inputs(network.units, layer)
    base = layer * work.capacity + t * rows
    for row in range(base, base + rows):
        cell_backward(
            units, work.gates, row * network.gate_row,
            work.cells, row * network.unit_row, work.tanh_cells, work.masks, row * network.unit_row,
            work.state_gradients, (row + rows) * network.state_row + used,
            (row + work.capacity) * network.state_row,
            work.cell_gradients, (layer * work.windows + row - base) * network.unit_row,
        )  # fmt: skip
    multiply(
        rows, used + units, 4 * units, False,
        work.gates, base * network.gate_row, network.gate_row, np.intp(1),
        work.transposed, layer * network.gate_row * network.state_row, network.state_row,
        work.state_gradients, base * network.state_row, network.state_row,
    )  # fmt: skip


@njit
def _output(network: Network, work: Work, row: int, rows: int) -> int:
    """Where the last step's output of window `row` stands in states."""
    top = network.layers * work.capacity
    return (top + (work.timesteps - 1) * rows + row) * network.state_row


@njit
def _clear_start(network: Network, work: Work, layer: int, rows: int) -> None:
    """Hidden and cell state are zero before the first step."""
    base = layer * work.capacity
    for row in range(base, base + rows):
        hidden = row * network.state_row + inputs(network.units, layer)
        clear(work.states, hidden, hidden + network.units)
    clear(work.cells, base * network.unit_row, (base + rows) * network.unit_row)


@njit
def _clear_end(network: Network, work: Work, layer: int, rows: int) -> None:
    """Nothing comes back from behind the last step."""
    end = layer * work.capacity + work.timesteps * rows
    clear(work.state_gradients, end * network.state_row, (end + rows) * network.state_row)
    start = layer * work.windows
    clear(work.cell_gradients, start * network.unit_row, (start + rows) * network.unit_row)


@njit
def _transpose(network: Network, work: Work, layer: int) -> None:
    """Copies the layer's P, without the bias, for the way back."""
    top = first_row(network.units, layer)
    used = inputs(network.units, layer) + network.units
    base = layer * network.gate_row * network.state_row
    for row in range(0, used, LANES):
        for gate in range(0, 4 * network.units, LANES):
            transpose_square(
                network.parameters, (top + row) * network.gate_row + gate, network.gate_row,
                used - row,
                work.transposed, base + gate * network.state_row + row, network.state_row,
            )  # fmt: skip
