"""The Dense layer: a prediction from the last step's output, and back."""

from __future__ import annotations

import numpy as np

from core.stocks.engines.fused.layout import first_row
from core.stocks.engines.fused.memory import Network, Work, lane_start
from core.stocks.engines.fused.vectors.arithmetic import (
    clear,
    first,
    get,
    load,
    multiply_add,
    put,
    splat,
    store,
    total,
)
from core.stocks.engines.fused.vectors.simd import LANES, njit


@njit
def predict(network: Network, work: Work, row: int, rows: int) -> float:
    """The prediction of window `row` of the pass."""
    weights = first_row(network, network.layers) * network.gate_row
    output = _output(network, work, row, rows)
    products = splat(np.float32(0))
    for j in range(0, network.units, LANES):
        weight = first(load(network.parameters, weights + j), network.units - j)
        products = multiply_add(weight, load(work.states, output + j), products)
    prediction: float = total(products) + get(network.parameters, weights + network.units)
    return prediction


@njit
def gradients(network: Network, work: Work, rows: int, lane: int, add: bool) -> None:
    """From each prediction's gradient those of the Dense layer and of the top layer's outputs.

    Adds to the Dense layer's gradients if `add`.
    """
    weights = first_row(network, network.layers) * network.gate_row
    place = lane_start(network, lane) + weights
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
            weight = load(network.parameters, weights + j)
            store(work.state_gradients, output + j, n, splat(slope) * weight)
            gradient = load(network.gradients, place + j)
            gradient = multiply_add(splat(slope), load(work.states, output + j), gradient)
            store(network.gradients, place + j, n, gradient)
        bias = place + network.units
        put(network.gradients, bias, get(network.gradients, bias) + slope)


@njit
def _output(network: Network, work: Work, row: int, rows: int) -> int:
    """Where the last step's output of window `row` stands in states."""
    top = network.layers * work.capacity
    return (top + (work.timesteps - 1) * rows + row) * network.state_row
