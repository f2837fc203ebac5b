"""The compiled entry points: training a slice of an epoch, predicting, the gradients of a batch."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.stocks.engines.fused.cells import CELLS
from core.stocks.engines.fused.layout import (
    Network,
    Shape,
    Workspace,
    addresses,
    first_row,
    lane_start,
    make_network,
    make_workspace,
    wait_for_all,
)
from core.stocks.engines.fused.passes import backward, forward, mix_bits, weight_gradients
from core.stocks.engines.fused.vectors import (
    LANES,
    broadcast,
    clear,
    compiled,
    first_lanes,
    load,
    load_number,
    multiply_add,
    njit,
    square_root,
    store,
    store_number,
    sum_lanes,
    typeof,
    types,
    uint32,
)

# Adam as Keras does it (Kingma & Ba 2015, with the two corrections folded into the rate).

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7


@njit
def adam(
    parameters: int, gradients: int, lanes: int, lane_size: int, first: int, second: int,
    start: int, stop: int,
    learning_rate: float, step: int,
) -> None:  # fmt: skip
    """Moves the parameters from `start` to `stop` - 1 by the sum of the lanes' gradients.

    `start` and `stop` are whole rows; `step` counts from 1.
    """
    rate = learning_rate * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    for at in range(start, stop, LANES):
        gradient = load(gradients, at)
        for lane in range(1, lanes):
            gradient = gradient + load(gradients, lane * lane_size + at)
        m, v = load(first, at), load(second, at)
        m = multiply_add(gradient - m, broadcast(np.float32(1 - BETA_1)), m)
        v = multiply_add(gradient * gradient - v, broadcast(np.float32(1 - BETA_2)), v)
        move = broadcast(np.float32(rate)) * m / (square_root(v) + broadcast(np.float32(EPSILON)))
        store(first, at, LANES, m)
        store(second, at, LANES, v)
        store(parameters, at, LANES, load(parameters, at) - move)


# The Dense layer: a prediction from the last step's output, and back.


@njit
def dense_output(network: Network, work: Workspace, row: int, rows: int) -> float:
    """The prediction of window `row` of the pass."""
    weights = first_row(network, network.layers) * network.gate_row
    output = _output(network, work, row, rows)
    products = broadcast(np.float32(0))
    for j in range(0, network.units, LANES):
        weight = first_lanes(load(network.parameters, weights + j), network.units - j)
        products = multiply_add(weight, load(work.states, output + j), products)
    prediction: float = sum_lanes(products) + load_number(
        network.parameters, weights + network.units
    )
    return prediction


@njit
def dense_gradients(network: Network, work: Workspace, rows: int, lane: int, add: bool) -> None:
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
        slope = load_number(work.prediction_gradients, row)
        for j in range(0, network.units, LANES):
            n = network.units - j
            weight = load(network.parameters, weights + j)
            store(work.state_gradients, output + j, n, broadcast(slope) * weight)
            gradient = load(network.gradients, place + j)
            gradient = multiply_add(broadcast(slope), load(work.states, output + j), gradient)
            store(network.gradients, place + j, n, gradient)
        bias = place + network.units
        store_number(network.gradients, bias, load_number(network.gradients, bias) + slope)


@njit
def _output(network: Network, work: Workspace, row: int, rows: int) -> int:
    """Where the last step's output of window `row` stands in states."""
    top = network.layers * work.capacity
    return (top + (work.timesteps - 1) * rows + row) * network.state_row


_FLOATS = types.Array(types.float32, 1, "C")
_NUMBERS = types.Array(types.int64, 1, "C")
_SUMS = types.Array(types.float64, 1, "C")

# Numba's disk cache asks only whether this file is newer; it also depends on the others.
_newest = max(file.stat().st_mtime_ns for file in Path(__file__).parent.rglob("*.py"))
if Path(__file__).stat().st_mtime_ns < _newest:
    with suppress(OSError):
        os.utime(__file__, ns=(_newest, _newest))


class Recipe(NamedTuple):
    """How to train."""

    batch_size: int  # windows of one optimiser step
    dropout: float
    learning_rate: float  # of Adam
    seed: int  # of dropout


class Share(NamedTuple):
    """What one thread of a team does; `last` ones are not included."""

    member: int
    members: int
    lanes: int  # of the team
    first_lane: int
    last_lane: int
    first_row: int  # of the parameters, see `layout.Network`
    last_row: int


_TINY = Shape(CELLS["lstm"], 1, 1)
_NETWORK = typeof(addresses(make_network(_TINY, 1)))
_WORK = typeof(addresses(make_workspace(_TINY, 1, 1)))
_RECIPE, _SHARE = typeof(Recipe(1, 0.0, 0.0, 0)), typeof(Share(0, 0, 0, 0, 0, 0, 0))


@njit
def _fill(network: Network, work: Workspace, x: Any, order: Any, start: int, rows: int) -> None:
    """Writes the first layer's inputs: windows order[start:start + rows] of x, by time steps."""
    for t in range(work.timesteps):
        for row in range(rows):
            window = order[start + row]
            store_number(
                work.states, (t * rows + row) * network.state_row, x[window * work.timesteps + t]
            )


@njit
def _loss(
    network: Network,
    work: Workspace,
    y: Any,
    order: Any,
    start: int,
    rows: int,
    size: int,
    lane: int,
    add: bool,
) -> float:
    """Windows' sum of squared errors; sends their gradients on to the Dense layer and below.

    The loss is the mean over all `size` windows of the batch.
    """
    squares = 0.0
    for row in range(rows):
        error = dense_output(network, work, row, rows) - y[order[start + row]]
        squares += np.float64(error) * np.float64(error)
        store_number(work.prediction_gradients, row, np.float32(2) * error / np.float32(size))
    dense_gradients(network, work, rows, lane, add)
    return squares


@compiled(
    types.intp(
        _NETWORK, _WORK, _RECIPE, _SHARE, _FLOATS, _FLOATS, _NUMBERS, *[types.intp] * 4, _SUMS
    )
)
def train(
    network: Network, work: Workspace, recipe: Recipe, share: Share, x: Any, y: Any, order: Any,
    start: int, count: int, step: int, signals: int, squares: Any,
) -> int:  # fmt: skip
    """Trains for a while, as one thread of a team.

    A batch is cut into lanes, whose gradients are summed; a large batch goes through them in
    several rounds. How it is cut depends on the sizes alone, so that the result does not depend
    on the number of threads.

    Args:
        network: what is trained.
        work: this thread's room for a pass.
        recipe: how.
        share: which lanes and weights are this thread's.
        x: windows (windows x timesteps), flat.
        y: targets (windows,).
        order: the windows of this epoch.
        start: how many of them are done.
        count: returns when so many more are, or a few more than that.
        step: optimiser steps before this epoch.
        signals: address of zeros, the same for the whole team; see
            `layout.wait_for_all`.
        squares: (lanes,) to each the squared errors of its windows are added.

    Returns:
        How many windows are done.
    """
    batch, at, rounds = recipe.batch_size, start, 0
    lane_size = (first_row(network, network.layers) + 1) * network.gate_row
    while at < min(start + count, len(order)):
        within = at % batch
        size = min(batch, len(order) - at + within)
        rows = min(share.lanes * work.windows, size - within)
        steps = step + at // batch
        for lane in range(share.first_lane, share.last_lane):
            first, last = lane * rows // share.lanes, (lane + 1) * rows // share.lanes
            key = uint32(within + first) ^ mix_bits(uint32(steps) ^ mix_bits(uint32(recipe.seed)))
            if first < last:
                _fill(network, work, x, order, at + first, last - first)
                forward(network, work, last - first, recipe.dropout, mix_bits(key))
                squares[lane] += _loss(
                    network, work, y, order, at + first, last - first, size, lane, within > 0
                )
                backward(network, work, last - first)
                weight_gradients(network, work, last - first, lane, within > 0)
            elif within == 0:
                clear(network.gradients, lane * lane_size, (lane + 1) * lane_size)
        wait_for_all(signals, share.members, share.member, 2 * rounds + 1)
        if within + rows == size:
            adam(
                network.parameters, network.gradients, share.lanes, lane_size,
                network.first_moments, network.second_moments,
                share.first_row * network.gate_row, share.last_row * network.gate_row,
                recipe.learning_rate, steps + 1,
            )  # fmt: skip
        wait_for_all(signals, share.members, share.member, 2 * rounds + 2)
        rounds += 1
        at += rows
    return at


@compiled(types.float64(_NETWORK, _WORK, _FLOATS, _FLOATS, _NUMBERS))
def gradients(network: Network, work: Workspace, x: Any, y: Any, order: Any) -> float:
    """Sets the first lane's gradients to those of one batch, without dropout; returns its loss."""
    rows = len(order)
    none = np.intp(0)  # not a literal, for which everything would be compiled once more
    _fill(network, work, x, order, none, rows)
    forward(network, work, rows, 0.0, uint32(0))
    squares = _loss(network, work, y, order, none, rows, rows, none, False)
    backward(network, work, rows)
    weight_gradients(network, work, rows, none, False)
    loss: float = squares / rows
    return loss


@compiled(types.void(_NETWORK, _WORK, _FLOATS, _NUMBERS, _FLOATS))
def predict(network: Network, work: Workspace, x: Any, order: Any, out: Any) -> None:
    """The prediction of every window, without dropout."""
    for start in range(0, len(order), work.windows):
        rows = min(work.windows, len(order) - start)
        _fill(network, work, x, order, start, rows)
        forward(network, work, rows, 0.0, uint32(0))
        for row in range(rows):
            out[start + row] = dense_output(network, work, row, rows)
