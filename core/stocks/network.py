"""A trained network made of the plain cells: it predicts without the engine that trained it.

So what looks into a finished run needs neither TensorFlow nor Numba. In float32, as trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from core.cells import CELLS
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

Floats: TypeAlias = NDArray[np.float32]
Dropout: TypeAlias = Callable[[Floats], Floats]

_AT_ONCE = 4096  # windows; bounds the memory


class Network:
    """The stacked recurrent layers and the dense one on top.

    Args:
        settings: of the run.
        weights: in Keras' order: kernel, recurrent kernel, bias a layer; then Dense.
    """

    def __init__(self, settings: StockSettings, weights: Sequence[Floats]) -> None:
        *recurrent, self._kernel, self._bias = weights
        self._cell = CELLS[settings.cell]
        self._dropout = settings.dropout
        self._layers = [
            self._cell.parameters(*recurrent[at : at + 3]) for at in range(0, len(recurrent), 3)
        ]

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window of `x` (windows, timesteps, 1), (windows,)."""
        with _one_thread():
            return self._output(x, lambda outputs: outputs)

    def sample(self, x: Floats, samples: int, seed: int) -> Floats:
        """Predictions with dropout as in training, (samples, windows): Monte Carlo dropout.

        Every output of every layer is switched off with the rate of the settings, and the others
        are scaled up by as much (inverted dropout), anew for each step, window and sample, as
        both engines do. Gal and Ghahramani (2016), "Dropout as a Bayesian approximation".

        Args:
            x: (windows, timesteps, 1).
            samples: how many, at least 1.
            seed: draws what is switched off.
        """
        draws = np.random.default_rng(seed)
        at_once = max(1, _AT_ONCE // len(x))
        with _one_thread():
            parts = [
                self._output(
                    x, _make_dropout(draws, self._dropout, min(at_once, samples - done), len(x))
                )
                for done in range(0, samples, at_once)
            ]
        return np.concatenate([part.reshape(-1, len(x)) for part in parts])

    def _output(self, x: Floats, drop: Dropout) -> Floats:
        """What comes out, for each column that `drop` makes of the windows."""
        outputs: Iterator[Floats] = iter(x.transpose(1, 2, 0))  # step by step, (features, windows)
        below, top = self._layers[:-1], self._layers[-1]
        for parameters in below:
            outputs = map(drop, self._cell.outputs(parameters, outputs))
        *_, last = self._cell.outputs(top, outputs)
        prediction: Floats = (self._kernel.T @ drop(last))[0] + self._bias
        return prediction


def _make_dropout(draws: np.random.Generator, rate: float, samples: int, windows: int) -> Dropout:
    """Makes of outputs (units, windows), or of samples of them, samples with some switched off."""
    scale = np.float32(1 / (1 - rate))

    def drop(outputs: Floats) -> Floats:
        units = len(outputs)
        mask = draws.random((units, samples, windows), np.float32) >= np.float32(rate)
        dropped = outputs.reshape(units, -1, windows) * (mask * scale)
        return dropped.astype(np.float32, copy=False).reshape(units, -1)

    return drop


def _one_thread() -> Any:
    """Matrix products this small gain nothing from more, and wait for them on a busy machine."""
    return threadpool_limits(1)


# The first weights, drawn from Keras' distributions.


def initial_weights(settings: StockSettings, forget_bias: float = 1.0) -> list[Floats]:
    """Weights in Keras' order: Glorot uniform, orthogonal, zero but for the forget gate.

    Args:
        settings: of the network; its seed draws them.
        forget_bias: where a forget gate starts: 1, so that little is forgotten at first.
    """
    cell, random = CELLS[settings.cell], np.random.default_rng(settings.seed)
    weights: list[Floats] = []
    *layers, dense, output_bias = shapes(settings)
    for kernel, recurrent, bias in zip(layers[::3], layers[1::3], layers[2::3], strict=True):
        weights += [_glorot_uniform(random, *kernel), _orthogonal(random, *recurrent)]
        weights.append(np.zeros(bias, np.float32))
        if cell.forget_gate:
            first = list(cell.gates).index(cell.forget_gate) * settings.units
            weights[-1][first : first + settings.units] = forget_bias
    return [*weights, _glorot_uniform(random, *dense), np.zeros(output_bias, np.float32)]


def _glorot_uniform(random: np.random.Generator, inputs: int, outputs: int) -> Floats:
    limit = np.sqrt(6 / (inputs + outputs))
    return random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)


def _orthogonal(random: np.random.Generator, rows: int, columns: int) -> Floats:
    """Orthonormal rows; at most as many rows as columns."""
    q, r = np.linalg.qr(random.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T.astype(np.float32)
