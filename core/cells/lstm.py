"""The LSTM cell (report, section 3.1), forward and backward, in plain NumPy.

    i = sigmoid(input gate)      f = sigmoid(forget gate)
    g = tanh(candidate)          o = sigmoid(output gate)
    c = f * c_prev + i * g
    a = o * tanh(c)

where the four gates are the row blocks, in this order, of Wx x + Wa a_prev + b. Keras' `LSTM`
has the same order (it writes i, f, c, o) and the same weights transposed: kernel = Wx.T,
recurrent_kernel = Wa.T, bias = b[:, 0].

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.cells.arrays import Array, sigmoid


class Parameters(NamedTuple):
    """The weights of the cell; gradients with respect to them come in the same form."""

    Wx: Array  # (4 n_a, n_x) from the input to the gates i, f, g, o
    Wa: Array  # (4 n_a, n_a) from the previous hidden state
    b: Array  # (4 n_a, 1)


class State(NamedTuple):
    """What the cell hands on; gradients with respect to it come in the same form."""

    a: Array  # (n_a, m) hidden state, the cell's output
    c: Array  # (n_a, m) cell state, its memory


class Cache(NamedTuple):
    """What one step keeps for its way back, every gate among it, each (n_a, m)."""

    x: Array  # (n_x, m)
    previous: State
    i: Array  # input gate, 0 to 1: how much of the candidate is written
    f: Array  # forget gate, 0 to 1: how much of the old memory stays
    g: Array  # candidate, -1 to 1: what may be written
    o: Array  # output gate, 0 to 1: how much of the memory is shown
    state: State


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step, each (n_a, m)."""

    c: Array  # cell state: what came from later steps, and what comes through this step's output
    i: Array
    f: Array
    g: Array
    o: Array
    zi: Array  # the same before the gate's sigmoid or tanh
    zf: Array
    zg: Array
    zo: Array


def step_forward(parameters: Parameters, x: Array, previous: State) -> tuple[State, Cache]:
    """One step: input x (n_x, m) and the previous state -> the next state."""
    Wx, Wa, b = parameters
    zi, zf, zg, zo = np.split(Wx @ x + Wa @ previous.a + b, 4)
    i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
    c = f * previous.c + i * g
    a = o * np.tanh(c)
    state = State(a, c)
    return state, Cache(x, previous, i, f, g, o, state)


def step_backward(
    parameters: Parameters, dstate: State, cache: Cache
) -> tuple[Parameters, Array, State]:
    """One step back.

    Args:
        parameters: those of the step forward.
        dstate: gradient of the loss with respect to the step's state.
        cache: what the step forward kept.

    Returns:
        The gradients with respect to the parameters, the input x and the previous state.
    """
    inner, dx, dprevious = flow_back(parameters, dstate, cache)
    dz = np.concatenate([inner.zi, inner.zf, inner.zg, inner.zo])
    gradients = Parameters(
        Wx=dz @ cache.x.T, Wa=dz @ cache.previous.a.T, b=dz.sum(axis=1, keepdims=True)
    )
    return gradients, dx, dprevious


def flow_back(parameters: Parameters, dstate: State, cache: Cache) -> tuple[Inner, Array, State]:
    """What flows back through one step, but for the parameters: see `step_backward`.

    Returns:
        The gradients with respect to what is inside, the input x and the previous state.
    """
    _, previous, i, f, g, o, state = cache
    da, dc = dstate
    tanh_c = np.tanh(state.c)
    dc = dc + (1 - tanh_c * tanh_c) * o * da
    di, df, dg, do = g * dc, previous.c * dc, i * dc, tanh_c * da
    dzi, dzf, dzg, dzo = i * (1 - i) * di, f * (1 - f) * df, (1 - g * g) * dg, o * (1 - o) * do
    dz = np.concatenate([dzi, dzf, dzg, dzo])
    dprevious = State(a=parameters.Wa.T @ dz, c=f * dc)
    return Inner(dc, di, df, dg, do, dzi, dzf, dzg, dzo), parameters.Wx.T @ dz, dprevious


def forward(parameters: Parameters, x: Array, state0: State) -> tuple[Array, list[Cache]]:
    """A whole sequence: inputs x (T, n_x, m) and first state -> the outputs a (T, n_a, m)."""
    state = state0
    caches = []
    for x_t in x:
        state, cache = step_forward(parameters, x_t, state)
        caches.append(cache)
    return np.stack([cache.state.a for cache in caches]), caches


def backward(
    parameters: Parameters, da: Array, caches: Sequence[Cache]
) -> tuple[Parameters, Array, State]:
    """The whole sequence back.

    Args:
        parameters: those of the way forward.
        da: gradient of the loss with respect to each output by itself, (T, n_a, m); what
            reaches an output through later steps is added here.
        caches: what the way forward kept.

    Returns:
        The gradients with respect to the parameters, the inputs x (T, n_x, m) and the first state.
    """
    gradients = Parameters(*map(np.zeros_like, parameters))
    dx = np.empty((len(caches), *caches[0].x.shape), dtype=da.dtype)
    dnext = State(np.zeros_like(da[0]), np.zeros_like(da[0]))
    for t in reversed(range(len(caches))):
        dstate = State(a=da[t] + dnext.a, c=dnext.c)
        of_step, dx[t], dnext = step_backward(parameters, dstate, caches[t])
        for total, term in zip(gradients, of_step, strict=True):
            total += term
    return gradients, dx, dnext
