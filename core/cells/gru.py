"""The gated recurrent unit (Cho et al. 2014), forward and backward, in plain NumPy.

    z = sigmoid(xz + sz)         update gate
    r = sigmoid(xr + sr)         reset gate
    g = tanh(xg + r * sg)        candidate
    a = z * a_prev + (1 - z) * g

where xz, xr, xg are the row blocks of Wx x + bx and sz, sr, sg those of Wa a_prev + ba. The reset
gate acts after the product with Wa, as in cuDNN: Keras' `GRU` with `reset_after=True`, its default,
has the same order (it writes z, r, h) and the same weights transposed: kernel = Wx.T,
recurrent_kernel = Wa.T, bias = [bx[:, 0], ba[:, 0]].

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.cells.arrays import Array, sigmoid


class Parameters(NamedTuple):
    """The weights of the cell; gradients with respect to them come in the same form."""

    Wx: Array  # (3 n_a, n_x) from the input to z, r, g
    Wa: Array  # (3 n_a, n_a) from the previous hidden state
    bx: Array  # (3 n_a, 1) added to the input's products
    ba: Array  # (3 n_a, 1) added to the hidden state's


class Cache(NamedTuple):
    """What one step keeps for its way back, every gate among it, each (n_a, m)."""

    x: Array  # (n_x, m)
    a_prev: Array
    z: Array  # update gate, 0 to 1: how much of the old state stays
    r: Array  # reset gate, 0 to 1: how much of the old state the candidate sees
    g: Array  # candidate, -1 to 1: what may take its place
    sg: Array  # what the hidden state says to the candidate, before the reset gate
    a: Array


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step, each (n_a, m)."""

    z: Array
    r: Array
    g: Array
    xz: Array  # what the input says to each gate, before its sigmoid or tanh
    xr: Array
    xg: Array
    sz: Array  # what the hidden state says
    sr: Array
    sg: Array


def step_forward(parameters: Parameters, x: Array, a_prev: Array) -> tuple[Array, Cache]:
    """One step: input x (n_x, m) and state a_prev (n_a, m) -> the next state (n_a, m)."""
    Wx, Wa, bx, ba = parameters
    xz, xr, xg = np.split(Wx @ x + bx, 3)
    sz, sr, sg = np.split(Wa @ a_prev + ba, 3)
    z, r = sigmoid(xz + sz), sigmoid(xr + sr)
    g = np.tanh(xg + r * sg)
    a = z * a_prev + (1 - z) * g
    return a, Cache(x, a_prev, z, r, g, sg, a)


def step_backward(
    parameters: Parameters, da: Array, cache: Cache
) -> tuple[Parameters, Array, Array]:
    """One step back.

    Args:
        parameters: those of the step forward.
        da: gradient of the loss with respect to the step's state, (n_a, m).
        cache: what the step forward kept.

    Returns:
        The gradients with respect to the parameters, the input x and the state a_prev.
    """
    inner, dx, da_prev = flow_back(parameters, da, cache)
    dx_sums = np.concatenate([inner.xz, inner.xr, inner.xg])
    da_sums = np.concatenate([inner.sz, inner.sr, inner.sg])
    gradients = Parameters(
        Wx=dx_sums @ cache.x.T,
        Wa=da_sums @ cache.a_prev.T,
        bx=dx_sums.sum(axis=1, keepdims=True),
        ba=da_sums.sum(axis=1, keepdims=True),
    )
    return gradients, dx, da_prev


def flow_back(parameters: Parameters, da: Array, cache: Cache) -> tuple[Inner, Array, Array]:
    """What flows back through one step, but for the parameters: see `step_backward`.

    Returns:
        The gradients with respect to what is inside, the input x and the state a_prev.
    """
    _, a_prev, z, r, g, sg, _ = cache
    dz, dg = (a_prev - g) * da, (1 - z) * da
    dxg = (1 - g * g) * dg
    dr = sg * dxg
    dxz, dxr, dsg = z * (1 - z) * dz, r * (1 - r) * dr, r * dxg
    dx = parameters.Wx.T @ np.concatenate([dxz, dxr, dxg])
    da_prev = parameters.Wa.T @ np.concatenate([dxz, dxr, dsg]) + z * da
    return Inner(dz, dr, dg, dxz, dxr, dxg, dxz, dxr, dsg), dx, da_prev


def forward(parameters: Parameters, x: Array, a0: Array) -> tuple[Array, list[Cache]]:
    """A whole sequence: inputs x (T, n_x, m) and first state a0 -> the states (T, n_a, m)."""
    a = a0
    caches = []
    for x_t in x:
        a, cache = step_forward(parameters, x_t, a)
        caches.append(cache)
    return np.stack([cache.a for cache in caches]), caches


def backward(
    parameters: Parameters, da: Array, caches: Sequence[Cache]
) -> tuple[Parameters, Array, Array]:
    """The whole sequence back.

    Args:
        parameters: those of the way forward.
        da: gradient of the loss with respect to each state by itself, (T, n_a, m); what
            reaches a state through later ones is added here.
        caches: what the way forward kept.

    Returns:
        The gradients with respect to the parameters, the inputs x (T, n_x, m) and a0 (n_a, m).
    """
    gradients = Parameters(*map(np.zeros_like, parameters))
    dx = np.empty((len(caches), *caches[0].x.shape), dtype=da.dtype)
    da_next = np.zeros_like(da[0])
    for t in reversed(range(len(caches))):
        of_step, dx[t], da_next = step_backward(parameters, da[t] + da_next, caches[t])
        for total, term in zip(gradients, of_step, strict=True):
            total += term
    return gradients, dx, da_next
