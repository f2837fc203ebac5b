"""The first weights, drawn from Keras' distributions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.fused.memory import Shape, inputs

Floats = NDArray[np.float32]


def initial_weights(shape: Shape, seed: int) -> list[Floats]:
    """Weights in Keras' order: Glorot uniform, orthogonal, zero but one for the forget gate."""
    random = np.random.default_rng(seed)
    weights = []
    for layer in range(shape.layers):
        bias = np.zeros(4 * shape.units, np.float32)
        bias[shape.units : 2 * shape.units] = 1
        weights += [
            _glorot_uniform(random, inputs(shape.units, layer), 4 * shape.units),
            _orthogonal(random, shape.units, 4 * shape.units),
            bias,
        ]
    return [*weights, _glorot_uniform(random, shape.units, 1), np.zeros(1, np.float32)]


def _glorot_uniform(random: np.random.Generator, inputs: int, outputs: int) -> Floats:
    limit = np.sqrt(6 / (inputs + outputs))
    return random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)


def _orthogonal(random: np.random.Generator, rows: int, columns: int) -> Floats:
    """Orthonormal rows; at most as many rows as columns."""
    q, r = np.linalg.qr(random.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T.astype(np.float32)
