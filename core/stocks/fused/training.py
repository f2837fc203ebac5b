"""The compiled entry points: training a slice of an epoch, predicting, the gradients of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, typeof, types

from core.stocks.fused.adam import adam
from core.stocks.fused.dropout import scramble
from core.stocks.fused.memory import Shape, make_network, make_work
from core.stocks.fused.passes import (
    backward,
    fill,
    forward,
    loss,
    predict_rows,
    transpose,
    weight_gradients,
)
from core.stocks.fused.team import meet

_FLOATS = types.Array(types.float32, 1, "C")
_NUMBERS = types.Array(types.int64, 1, "C")
_TINY = Shape(1, 1)
_NETWORK, _WORK = typeof(make_network(_TINY)), typeof(make_work(_TINY, 1, 1))


@njit(
    types.float64(
        _NETWORK, _WORK, _FLOATS, _FLOATS, _NUMBERS, types.intp, types.float64, types.float64,
        types.uint32, types.intp, _NUMBERS, _NUMBERS, types.intp, _NUMBERS,
    ),
    cache=True, nogil=True,
)  # fmt: skip
def train(
    network: Any, work: Any, x: Any, y: Any, order: Any, batch: int,
    rate: float, learning_rate: float, seed: int, step: int,
    shared_layers: Any, shared_rows: Any, member: int, signals: Any,
) -> float:  # fmt: skip
    """Trains on the windows in `order`, a batch after the other, as one member of a team.

    Args:
        network: what is trained.
        work: room for `batch` windows.
        x: windows (windows x timesteps), flat.
        y: targets (windows,).
        order: which windows.
        batch: windows of one optimiser step.
        rate: of dropout.
        learning_rate: of Adam.
        seed: of dropout.
        step: optimiser steps before this call.
        shared_layers: (members + 1,) member m has layers [m] to [m + 1] - 1.
        shared_rows: (members + 1,) and the weight gradients of such rows of P.
        member: which of the team this thread is.
        signals: zeros, the same array for the whole team; see `team`.

    Returns:
        The sum of squared errors; 0 for members without the top layer.
    """
    first, last = shared_layers[member], shared_layers[member + 1]
    first_row, last_row = shared_rows[member], shared_rows[member + 1]
    members = len(shared_layers) - 1
    meeting = 2 * network.layers
    squares = 0.0
    for start in range(0, len(order), batch):
        rows = min(batch, len(order) - start)
        key = scramble(np.uint32(seed) ^ scramble(np.uint32(step)))
        done = start // batch * work.timesteps
        if first == 0:
            fill(network, work, x, order, start, rows)
        forward(network, work, first, last, rows, rate, key, signals, done)
        if last == network.layers:
            squares += loss(network, work, y, order, start, rows)
        backward(network, work, first, last, rows, signals, done)
        meet(signals, meeting, members, member, 2 * (start // batch) + 1)
        weight_gradients(network, work, first_row, last_row, rows)
        step += 1
        adam(
            network.parameters, network.gradients, network.first_moments, network.second_moments,
            first_row * network.gate_row, last_row * network.gate_row, learning_rate, step,
        )  # fmt: skip
        transpose(network, first_row, last_row)
        meet(signals, meeting, members, member, 2 * (start // batch) + 2)
    return squares


@njit(types.float64(_NETWORK, _WORK, _FLOATS, _FLOATS, _NUMBERS, _NUMBERS), cache=True, nogil=True)
def gradients(network: Any, work: Any, x: Any, y: Any, order: Any, signals: Any) -> float:
    """Sets the network's gradients to those of one batch, without dropout; returns its loss."""
    rows = len(order)
    fill(network, work, x, order, 0, rows)
    forward(network, work, 0, network.layers, rows, 0.0, 0, signals, 0)
    squares = loss(network, work, y, order, 0, rows)
    backward(network, work, 0, network.layers, rows, signals, 0)
    weight_gradients(network, work, 0, network.first_rows[network.layers], rows)
    return squares / rows


@njit(
    types.void(_NETWORK, _WORK, _FLOATS, _NUMBERS, types.intp, _NUMBERS, _FLOATS),
    cache=True, nogil=True,
)  # fmt: skip
def predict(
    network: Any, work: Any, x: Any, order: Any, batch: int, signals: Any, out: Any
) -> None:
    """The prediction of every window, without dropout, `batch` at a time."""
    for start in range(0, len(order), batch):
        rows = min(batch, len(order) - start)
        fill(network, work, x, order, start, rows)
        forward(network, work, 0, network.layers, rows, 0.0, 0, signals, 0)
        predict_rows(network, work, rows, out, start)
