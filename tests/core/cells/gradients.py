"""Gradients by differences: the yardstick for every backward pass."""

from collections.abc import Callable

import numpy as np

from core.cells.arrays import Array

_STEP = 1e-3
_STENCIL = ((-2, 1), (-1, -8), (1, 8), (2, -1))  # five points: the error is of the fourth order


def numerical_gradient(loss: Callable[[], float], array: Array) -> Array:
    """The gradient of `loss()` with respect to `array`, which is nudged in place."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        value = array[place]
        total = 0.0
        for steps, weight in _STENCIL:
            array[place] = value + steps * _STEP
            total += weight * loss()
        array[place] = value
        gradient[place] = total / (12 * _STEP)
    return gradient


def relative_error(actual: Array, expected: Array) -> float:
    return float(np.linalg.norm(actual - expected) / np.linalg.norm(expected))
