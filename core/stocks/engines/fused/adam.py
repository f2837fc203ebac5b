"""Adam as Keras does it (Kingma & Ba 2015, with the two corrections folded into the rate)."""

from __future__ import annotations

import numpy as np

from core.stocks.engines.fused.vectors.arithmetic import (
    load,
    multiply_add,
    splat,
    square_root,
    store,
)
from core.stocks.engines.fused.vectors.simd import LANES, njit

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
        m = multiply_add(gradient - m, splat(np.float32(1 - BETA_1)), m)
        v = multiply_add(gradient * gradient - v, splat(np.float32(1 - BETA_2)), v)
        move = splat(np.float32(rate)) * m / (square_root(v) + splat(np.float32(EPSILON)))
        store(first, at, LANES, m)
        store(second, at, LANES, v)
        store(parameters, at, LANES, load(parameters, at) - move)
