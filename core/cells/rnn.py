"""The recurrent cell (report, section 2.1), forward and backward, in plain NumPy.

    a = tanh(Wax x + Waa a_prev + b)

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.
Keras' `SimpleRNN` keeps the same weights transposed: kernel = Wax.T, recurrent_kernel = Waa.T.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.cells.arrays import Array


class Parameters(NamedTuple):
    """The weights of the cell; gradients with respect to them come in the same form."""

    Wax: Array  # (n_a, n_x) from the input
    Waa: Array  # (n_a, n_a) from the previous hidden state
    b: Array  # (n_a, 1)


class Cache(NamedTuple):
    """What one step keeps for its way back."""

    x: Array  # (n_x, m)
    a_prev: Array  # (n_a, m)
    a: Array  # (n_a, m)


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step."""

    z: Array  # (n_a, m) the sum before tanh


def step_forward(parameters: Parameters, x: Array, a_prev: Array) -> tuple[Array, Cache]:
    """One step: input x (n_x, m) and state a_prev (n_a, m) -> the next state (n_a, m)."""
    Wax, Waa, b = parameters
    a = np.tanh(Wax @ x + Waa @ a_prev + b)
    return a, Cache(x, a_prev, a)


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
    (dz,), dx, da_prev = flow_back(parameters, da, cache)
    gradients = Parameters(
        Wax=dz @ cache.x.T, Waa=dz @ cache.a_prev.T, b=dz.sum(axis=1, keepdims=True)
    )
    return gradients, dx, da_prev


def flow_back(parameters: Parameters, da: Array, cache: Cache) -> tuple[Inner, Array, Array]:
    """What flows back through one step, but for the parameters: see `step_backward`.

    Returns:
        The gradients with respect to what is inside, the input x and the state a_prev.
    """
    dz = (1 - cache.a * cache.a) * da  # through tanh
    return Inner(dz), parameters.Wax.T @ dz, parameters.Waa.T @ dz


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
