"""The first weights, drawn from Keras' distributions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_FORGET_GATE = 1  # its place among an LSTM's


def initial_weights(settings: StockSettings, forget_bias: float = 1.0) -> list[Floats]:
    """Weights in Keras' order: Glorot uniform, orthogonal, zero but for the forget gate.

    Args:
        settings: of the network; its seed draws them.
        forget_bias: where an LSTM's forget gate starts: 1, so that little is forgotten at first.
    """
    random = np.random.default_rng(settings.seed)
    weights: list[Floats] = []
    *layers, dense, output_bias = shapes(settings)
    for kernel, recurrent, bias in zip(layers[::3], layers[1::3], layers[2::3], strict=True):
        weights += [_glorot_uniform(random, *kernel), _orthogonal(random, *recurrent)]
        weights.append(np.zeros(bias, np.float32))
        if settings.cell == "lstm":
            weights[-1][_FORGET_GATE * settings.units :][: settings.units] = forget_bias
    return [*weights, _glorot_uniform(random, *dense), np.zeros(output_bias, np.float32)]


def _glorot_uniform(random: np.random.Generator, inputs: int, outputs: int) -> Floats:
    limit = np.sqrt(6 / (inputs + outputs))
    return random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)


def _orthogonal(random: np.random.Generator, rows: int, columns: int) -> Floats:
    """Orthonormal rows; at most as many rows as columns."""
    q, r = np.linalg.qr(random.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T.astype(np.float32)
