"""Keras without its graphs, and gradients by differences: the yardstick of backward passes."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from core.cells.arrays import Array
from tests.core.eager import eagerly

_STEP = 1e-3
_STENCIL = ((-2, 1), (-1, -8), (1, 8), (2, -1))  # five points: the error is of the fourth order


@pytest.fixture
def eager(request: pytest.FixtureRequest) -> Iterator[None]:
    """See `eagerly`; off where it is given False."""
    with eagerly(on=getattr(request, "param", True)):
        yield


@pytest.fixture
def gradient_error() -> Callable[[Callable[[], float], Array, Array], float]:
    """(loss, array, gradient) -> relative error of the gradient of `loss()` by `array`."""

    def error(loss: Callable[[], float], array: Array, gradient: Array) -> float:
        expected = _numerical_gradient(loss, array)
        return float(np.linalg.norm(gradient - expected) / np.linalg.norm(expected))

    return error


def _numerical_gradient(loss: Callable[[], float], array: Array) -> Array:
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
