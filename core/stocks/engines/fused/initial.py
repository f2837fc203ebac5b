"""The first weights, drawn from Keras' distributions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.fused.layout import Shape, inputs

Floats = NDArray[np.float32]


def initial_weights(shape: Shape, seed: int) -> list[Floats]:
    """Weights in Keras' order: Glorot uniform, orthogonal, zero but one for the open gate."""
    random = np.random.default_rng(seed)
    weights = []
    for layer in range(shape.layers):
        weights += [
            _glorot_uniform(random, inputs(shape.units, layer), shape.columns),
            _orthogonal(random, shape.units, shape.columns),
            _bias(shape),
        ]
    return [*weights, _glorot_uniform(random, shape.units, 1), np.zeros(1, np.float32)]


def _bias(shape: Shape) -> Floats:
    bias = np.zeros((shape.parts, shape.columns), np.float32)
    if shape.cell.open_gate is not None:
        bias[:, shape.cell.open_gate * shape.units :][:, : shape.units] = 1
    return bias if shape.parts > 1 else bias[0]


def _glorot_uniform(random: np.random.Generator, inputs: int, outputs: int) -> Floats:
    limit = np.sqrt(6 / (inputs + outputs))
    return random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)


def _orthogonal(random: np.random.Generator, rows: int, columns: int) -> Floats:
    """Orthonormal rows; at most as many rows as columns."""
    q, r = np.linalg.qr(random.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T.astype(np.float32)
