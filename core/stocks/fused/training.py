"""The compiled entry points: training a slice of an epoch, predicting, the gradients of a batch."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit, typeof, types, uint32

from core.stocks.fused.adam import adam
from core.stocks.fused.dropout import scramble
from core.stocks.fused.memory import (
    Network,
    Shape,
    Work,
    addresses,
    first_row,
    make_network,
    make_work,
)
from core.stocks.fused.passes import backward, dense, dense_gradients, forward, weight_gradients
from core.stocks.fused.simd import put
from core.stocks.fused.team import meet

_FLOATS = types.Array(types.float32, 1, "C")
_NUMBERS = types.Array(types.int64, 1, "C")

# Numba's disk cache asks only whether this file is newer; it also depends on the others.
_newest = max(file.stat().st_mtime_ns for file in Path(__file__).parent.glob("*.py"))
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
    """What one member of a team does; `last` ones are not included."""

    member: int
    members: int
    first_layer: int
    last_layer: int
    first_row: int  # of the weights, see `memory`
    last_row: int


_TINY = Shape(1, 1)
_NETWORK = typeof(addresses(make_network(_TINY)))
_WORK = typeof(addresses(make_work(_TINY, 1, 1)))
_RECIPE, _SHARE = typeof(Recipe(1, 0.0, 0.0, 0)), typeof(Share(0, 0, 0, 0, 0, 0))


@njit
def _fill(network: Network, work: Work, x: Any, order: Any, start: int, rows: int) -> None:
    """Writes the first layer's inputs: windows order[start:start + rows] of x, by time steps."""
    for t in range(work.timesteps):
        for row in range(rows):
            window = order[start + row]
            put(work.states, (t * rows + row) * network.state_row, x[window * work.timesteps + t])


@njit
def _loss(
    network: Network, work: Work, y: Any, order: Any, start: int, rows: int, size: int, add: bool
) -> float:
    """Windows' sum of squared errors; sends their gradients on to the Dense layer and below.

    The loss is the mean over all `size` windows of the batch.
    """
    squares = 0.0
    for row in range(rows):
        error = dense(network, work, row, rows) - y[order[start + row]]
        squares += np.float64(error) * np.float64(error)
        put(work.slopes, row, np.float32(2) * error / np.float32(size))
    dense_gradients(network, work, rows, add)
    return squares


@njit(
    types.Tuple((types.intp, types.float64))(
        _NETWORK, _WORK, _RECIPE, _SHARE, _FLOATS, _FLOATS, _NUMBERS, *[types.intp] * 4
    ),
    cache=True, nogil=True,
)  # fmt: skip
def train(
    network: Network, work: Work, recipe: Recipe, share: Share,
    x: Any, y: Any, order: Any, start: int, enough: int, step: int, signals: int,
) -> tuple[int, float]:  # fmt: skip
    """Trains for a while, as one member of a team.

    Args:
        network: what is trained.
        work: room for a pass; a batch may take several, whose gradients are summed.
        recipe: how.
        share: which part of it this member does.
        x: windows (windows x timesteps), flat.
        y: targets (windows,).
        order: the windows of this epoch.
        start: how many of them are done.
        enough: returns when so many more are, or a few more than that.
        step: optimiser steps before this epoch.
        signals: address of zeros, the same for the whole team; see `team`.

    Returns:
        How many windows are done, and the sum of squared errors of those done here; for members
        without the top layer 0.
    """
    batch, meeting = recipe.batch_size, 2 * network.layers
    passes, squares, at = 0, 0.0, start
    while at < min(start + enough, len(order)):
        within = at % batch
        size = min(batch, len(order) - at + within)
        rows = min(work.windows, size - within)
        batches = step + at // batch
        key = scramble(uint32(within) ^ scramble(uint32(batches) ^ scramble(uint32(recipe.seed))))
        done = passes * work.timesteps
        if share.first_layer == 0:
            _fill(network, work, x, order, at, rows)
        forward(
            network, work, share.first_layer, share.last_layer, rows, recipe.dropout, key,
            signals, done,
        )  # fmt: skip
        if share.last_layer == network.layers:
            squares += _loss(network, work, y, order, at, rows, size, within > 0)
        backward(network, work, share.first_layer, share.last_layer, rows, signals, done)
        meet(signals, meeting, share.members, share.member, 2 * passes + 1)
        weight_gradients(network, work, share.first_row, share.last_row, rows, within > 0)
        if within + rows == size:
            adam(
                network.parameters, network.gradients,
                network.first_moments, network.second_moments,
                share.first_row * network.gate_row, share.last_row * network.gate_row,
                recipe.learning_rate, batches + 1,
            )  # fmt: skip
        meet(signals, meeting, share.members, share.member, 2 * passes + 2)
        passes += 1
        at += rows
    return at, squares


@njit(
    types.float64(_NETWORK, _WORK, _FLOATS, _FLOATS, _NUMBERS, types.intp), cache=True, nogil=True
)
def gradients(network: Network, work: Work, x: Any, y: Any, order: Any, signals: int) -> float:
    """Sets the network's gradients to those of one batch, without dropout; returns its loss."""
    rows = len(order)
    none = np.intp(0)  # not a literal, for which everything would be compiled once more
    _fill(network, work, x, order, none, rows)
    forward(network, work, none, network.layers, rows, 0.0, uint32(0), signals, none)
    squares = _loss(network, work, y, order, none, rows, rows, False)
    backward(network, work, none, network.layers, rows, signals, none)
    all_rows = first_row(network.units, network.layers)
    weight_gradients(network, work, none, all_rows, rows, False)
    loss: float = squares / rows
    return loss


@njit(
    types.void(_NETWORK, _WORK, _FLOATS, _NUMBERS, types.intp, _FLOATS),
    cache=True, nogil=True,
)  # fmt: skip
def predict(network: Network, work: Work, x: Any, order: Any, signals: int, out: Any) -> None:
    """The prediction of every window, without dropout."""
    none = np.intp(0)
    for start in range(0, len(order), work.windows):
        rows = min(work.windows, len(order) - start)
        _fill(network, work, x, order, start, rows)
        forward(network, work, none, network.layers, rows, 0.0, uint32(0), signals, none)
        for row in range(rows):
            out[start + row] = dense(network, work, row, rows)
