"""A trained network made of the plain cells: it predicts without the engine that trained it.

So what looks into a finished run needs neither TensorFlow nor Numba. In float32, as trained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from core.cells import gru, lstm, rnn
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

Floats: TypeAlias = NDArray[np.float32]
Drop: TypeAlias = Callable[[Floats], Floats]

_CELLS: dict[str, Any] = {"lstm": lstm, "gru": gru, "rnn": rnn}
_AT_ONCE = 4096  # windows; bounds the memory


class Network:
    """The stacked recurrent layers and the dense one on top.

    Args:
        settings: of the run.
        weights: in Keras' order: kernel, recurrent kernel, bias a layer; then Dense.
    """

    def __init__(self, settings: StockSettings, weights: Sequence[Floats]) -> None:
        *recurrent, self._kernel, self._bias = weights
        self._cell = settings.cell
        self._dropout = settings.dropout
        self._layers = [
            _parameters(settings.cell, *recurrent[at : at + 3])
            for at in range(0, len(recurrent), 3)
        ]

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window of `x` (windows, timesteps, 1), (windows,)."""
        with _one_thread():
            return self._said(x, lambda outputs: outputs)

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
                self._said(x, _dropping(draws, self._dropout, min(at_once, samples - done), len(x)))
                for done in range(0, samples, at_once)
            ]
        return np.concatenate([part.reshape(-1, len(x)) for part in parts])

    def _said(self, x: Floats, drop: Drop) -> Floats:
        """What comes out, for each column that `drop` makes of the windows."""
        outputs: Iterator[Floats] = iter(x.transpose(1, 2, 0))  # step by step, (features, windows)
        below, top = self._layers[:-1], self._layers[-1]
        for parameters in below:
            outputs = map(drop, _outputs(self._cell, parameters, outputs))
        *_, last = _outputs(self._cell, top, outputs)
        said: Floats = (self._kernel.T @ drop(last))[0] + self._bias
        return said


def _parameters(cell: str, kernel: Floats, recurrent: Floats, bias: Floats) -> Any:
    """A layer's weights as its plain cell has them."""
    columns = np.atleast_2d(bias)[..., np.newaxis]  # the GRU has two biases
    return _CELLS[cell].Parameters(kernel.T, recurrent.T, *columns)


def _outputs(cell: str, parameters: Any, inputs: Iterable[Floats]) -> Iterator[Floats]:
    """A layer's output at each step, (units, windows)."""
    step = _CELLS[cell].step_forward
    state = None
    for x in inputs:
        if state is None:
            nothing = np.zeros((parameters[1].shape[1], x.shape[1]), np.float32)
            state = lstm.State(nothing, nothing) if cell == "lstm" else nothing
        state, _ = step(parameters, x, state)
        yield state.a if cell == "lstm" else state


def _dropping(draws: np.random.Generator, rate: float, samples: int, windows: int) -> Drop:
    """Makes of outputs (units, windows), or of samples of them, samples with some switched off."""
    kept = np.float32(1 / (1 - rate))

    def drop(outputs: Floats) -> Floats:
        units = len(outputs)
        mask = draws.random((units, samples, windows), np.float32) >= np.float32(rate)
        dropped = outputs.reshape(units, -1, windows) * (mask * kept)
        return dropped.astype(np.float32, copy=False).reshape(units, -1)

    return drop


def _one_thread() -> Any:
    """Matrix products this small gain nothing from more, and wait for them on a busy machine."""
    return threadpool_limits(1)


# The first weights, drawn from Keras' distributions.


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
