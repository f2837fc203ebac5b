"""Adam as Keras does it (Kingma & Ba 2015, with the two corrections folded into the rate)."""

from __future__ import annotations

import numpy as np
from numba import njit

from core.stocks.engines.fused.simd import LANES, load, multiply_add, splat, square_root, store

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7


@njit
def adam(
    parameters: int, gradients: int, lanes: int, lane_size: int, first: int, second: int,
    start: int, stop: int,
    learning_rate: float, step: int,
) -> None:  # fmt: skip
    """Moves the parameters from `start` to `stop` - 1 by the sum of the lanes' gradients.

    `step` counts from 1.
    """
    rate = learning_rate * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    for at in range(start, stop, LANES):
        n = stop - at
        gradient = load(gradients, at, n)
        for lane in range(1, lanes):
            gradient = gradient + load(gradients, lane * lane_size + at, n)
        m, v = load(first, at, n), load(second, at, n)
        m = multiply_add(gradient - m, splat(np.float32(1 - BETA_1)), m)
        v = multiply_add(gradient * gradient - v, splat(np.float32(1 - BETA_2)), v)
        move = splat(np.float32(rate)) * m / (square_root(v) + splat(np.float32(EPSILON)))
        store(first, at, n, m)
        store(second, at, n, v)
        store(parameters, at, n, load(parameters, at, n) - move)
