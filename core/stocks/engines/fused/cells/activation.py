"""The activations of the gates, of whole vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.stocks.engines.fused.vectors.arithmetic import clamp, multiply_add, splat
from core.stocks.engines.fused.vectors.simd import njit


@njit
def gate(slope: Any, x: Any) -> Any:
    """A sigmoid with slope 1/2, tanh with slope 1.

    One function for both: sigmoid(x) = tanh(x / 2) / 2 + 1 / 2, so that a gate is
    slope * tanh(slope * x) + 1 - slope.
    """
    return multiply_add(slope, tanh(slope * x), splat(np.float32(1)) - slope)


@njit
def tanh(x: Any) -> Any:
    """Hyperbolic tangent, accurate to float32 (the rational function of Eigen)."""
    limit = np.float32(7.90531110763549805)  # beyond, tanh is 1 in float32
    x = clamp(x, splat(-limit), splat(limit))
    square = x * x
    p = splat(np.float32(-2.76076847742355e-16))
    p = multiply_add(p, square, splat(np.float32(2.00018790482477e-13)))
    p = multiply_add(p, square, splat(np.float32(-8.60467152213735e-11)))
    p = multiply_add(p, square, splat(np.float32(5.12229709037114e-08)))
    p = multiply_add(p, square, splat(np.float32(1.48572235717979e-05)))
    p = multiply_add(p, square, splat(np.float32(6.37261928875436e-04)))
    p = multiply_add(p, square, splat(np.float32(4.89352455891786e-03)))
    q = splat(np.float32(1.19825839466702e-06))
    q = multiply_add(q, square, splat(np.float32(1.18534705686654e-04)))
    q = multiply_add(q, square, splat(np.float32(2.26843463243900e-03)))
    q = multiply_add(q, square, splat(np.float32(4.89352518554385e-03)))
    return x * p / q
