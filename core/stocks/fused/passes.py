"""A batch through the network, forward and backward, by one thread or several.

Threads share the layers among them: while one thread is at a time step of its layers, the thread
of the layers above (on the way back: below) is at the step before. The gradients of the weights
are shared by rows. Each number is computed by the same instructions whoever does it, so that the
result does not depend on the number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint32

from core.stocks.fused.cell import activate, cell_backward, cell_forward
from core.stocks.fused.dropout import draw, scramble
from core.stocks.fused.product import multiply
from core.stocks.fused.team import report, wait


@njit(nogil=True)
def fill(network: Any, work: Any, x: Any, order: Any, start: int, rows: int) -> None:
    """Writes the first layer's inputs: windows order[start:start + rows] of x, by time steps."""
    for t in range(work.timesteps):
        for row in range(rows):
            window = order[start + row]
            work.states[(t * rows + row) * network.state_row] = x[window * work.timesteps + t]


@njit(nogil=True)
def forward(
    network: Any, work: Any, first: int, last: int, rows: int, rate: float, key: int,
    signals: Any, done: int,
) -> None:  # fmt: skip
    """Layers first to last - 1, all time steps; draws masks if `rate` is not 0."""
    for layer in range(first, last):
        _clear_start(network, work, layer, rows)
    for t in range(work.timesteps):
        if first > 0:
            wait(signals, first - 1, done + t + 1)
        for layer in range(first, last):
            if rate > 0:
                at = (layer * work.capacity + t * rows) * network.unit_row
                masks = work.masks[at : at + rows * network.unit_row]
                draw(masks, rate, scramble(uint32(key + layer * work.timesteps + t)))
            _step_forward(network, work, layer, t, rows)
        report(signals, last - 1, done + t + 1)


@njit(nogil=True)
def backward(
    network: Any, work: Any, first: int, last: int, rows: int, signals: Any, done: int
) -> None:
    """Layers last - 1 down to first, all time steps from the last one on."""
    for layer in range(first, last):
        _clear_end(network, work, layer, rows)
    for t in range(work.timesteps - 1, -1, -1):
        number = done + work.timesteps - t
        if last < network.layers:
            wait(signals, network.layers + last, number)
        for layer in range(last - 1, first - 1, -1):
            _step_backward(network, work, layer, t, rows)
        report(signals, network.layers + first, number)


@njit(nogil=True)
def predict_rows(network: Any, work: Any, rows: int, out: Any, out_at: int) -> None:
    """The Dense layer on the last step's output."""
    dense = network.first_rows[network.layers] * network.gate_row
    base = network.layers * work.capacity + (work.timesteps - 1) * rows
    for row in range(rows):
        output = (base + row) * network.state_row
        prediction = network.parameters[dense + network.units]
        for unit in range(network.units):
            prediction += work.states[output + unit] * network.parameters[dense + unit]
        out[out_at + row] = prediction


@njit(nogil=True)
def loss(network: Any, work: Any, y: Any, order: Any, start: int, rows: int) -> float:
    """The batch's sum of squared errors; sets out the gradients of the Dense layer and below."""
    dense = network.first_rows[network.layers] * network.gate_row
    base = network.layers * work.capacity
    width = network.state_row
    work.state_gradients[base * width : (base + (work.timesteps - 1) * rows) * width] = 0
    network.gradients[dense : dense + network.units + 1] = 0
    predict_rows(network, work, rows, work.errors, 0)
    squares = 0.0
    for row in range(rows):
        error = work.errors[row] - y[order[start + row]]
        squares += np.float64(error) * error
        slope = np.float32(2) * error / np.float32(rows)
        output = (base + (work.timesteps - 1) * rows + row) * width
        for unit in range(network.units):
            work.state_gradients[output + unit] = slope * network.parameters[dense + unit]
            network.gradients[dense + unit] += slope * work.states[output + unit]
        network.gradients[dense + network.units] += slope
    return squares


@njit(nogil=True)
def weight_gradients(network: Any, work: Any, first: int, last: int, rows: int) -> None:
    """The gradients of rows first to last - 1 of P, from the whole sequence."""
    for layer in range(network.layers):
        start = max(first, network.first_rows[layer])
        stop = min(last, network.first_rows[layer + 1])
        if start < stop:
            base = layer * work.capacity
            state = base * network.state_row + start - network.first_rows[layer]
            multiply(
                stop - start, 4 * network.units, work.timesteps * rows,
                work.states, state, 1, network.state_row,
                work.gates, base * network.gate_row, network.gate_row,
                network.gradients, start * network.gate_row, network.gate_row,
            )  # fmt: skip


@njit(nogil=True)
def transpose(network: Any, first: int, last: int) -> None:
    """Copies rows first to last - 1 of P to their transposed places."""
    for layer in range(network.layers):
        top = network.first_rows[layer]
        base = layer * 4 * network.units * network.state_row
        for row in range(max(first, top), min(last, network.first_rows[layer + 1] - 1)):
            for gate in range(4 * network.units):
                value = network.parameters[row * network.gate_row + gate]
                network.transposed[base + gate * network.state_row + row - top] = value


@njit(nogil=True)
def _inputs(network: Any, layer: int) -> int:
    return 1 if layer == 0 else network.units


@njit(nogil=True)
def _step_forward(network: Any, work: Any, layer: int, t: int, rows: int) -> None:
    units, inputs = network.units, _inputs(network, layer)
    base = layer * work.capacity + t * rows
    above = base + work.capacity
    multiply(
        rows, 4 * units, inputs + units + 1,
        work.states, base * network.state_row, network.state_row, 1,
        network.parameters, network.first_rows[layer] * network.gate_row, network.gate_row,
        work.gates, base * network.gate_row, network.gate_row,
    )  # fmt: skip
    for row in range(base, base + rows):
        activate(work.gates, row * network.gate_row, network.slopes, 4 * units)
        cell_forward(
            units, work.gates, row * network.gate_row,
            work.cells, row * network.unit_row, (row + rows) * network.unit_row, work.tanh_cells,
            work.masks, row * network.unit_row,
            work.states, (row + rows) * network.state_row + inputs,
            (row - base + above) * network.state_row,
        )  # fmt: skip


@njit(nogil=True)
def _step_backward(network: Any, work: Any, layer: int, t: int, rows: int) -> None:
    units, inputs = network.units, _inputs(network, layer)
    base = layer * work.capacity + t * rows
    above = base + work.capacity
    for row in range(base, base + rows):
        cell_backward(
            units, work.gates, row * network.gate_row,
            work.cells, row * network.unit_row, work.tanh_cells, work.masks,
            row * network.unit_row,
            work.state_gradients, (row + rows) * network.state_row + inputs,
            (row - base + above) * network.state_row,
            work.cell_gradients, (layer * work.capacity // (work.timesteps + 1) + row - base)
            * network.unit_row,
        )  # fmt: skip
    multiply(
        rows, inputs + units, 4 * units,
        work.gates, base * network.gate_row, network.gate_row, 1,
        network.transposed, layer * 4 * units * network.state_row, network.state_row,
        work.state_gradients, base * network.state_row, network.state_row,
    )  # fmt: skip


@njit(nogil=True)
def _clear_start(network: Any, work: Any, layer: int, rows: int) -> None:
    """Hidden and cell state are zero before the first step."""
    base, inputs = layer * work.capacity, _inputs(network, layer)
    for row in range(base, base + rows):
        hidden = row * network.state_row + inputs
        work.states[hidden : hidden + network.units] = 0
    work.cells[base * network.unit_row : (base + rows) * network.unit_row] = 0


@njit(nogil=True)
def _clear_end(network: Any, work: Any, layer: int, rows: int) -> None:
    """Nothing comes back from behind the last step."""
    end = layer * work.capacity + work.timesteps * rows
    width = network.state_row
    work.state_gradients[end * width : (end + rows) * width] = 0
    batch = layer * work.capacity // (work.timesteps + 1) * network.unit_row
    work.cell_gradients[batch : batch + rows * network.unit_row] = 0
