"""How far a gradient flows back through time: in an RNN, an LSTM and a GRU on one sequence.

A gradient that crosses a step is multiplied by the step's Jacobian, the derivative of the state
after it with respect to the state before: (n_a, n_a), or (2 n_a, 2 n_a) for the hidden and cell
state of an LSTM. Its largest singular value is the most by which a step lengthens a gradient
(Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.cells import CELLS
from core.cells.arrays import Array
from core.inside.layer import ForwardPass, Layer, forward
from core.inside.prices_trace import PriceInput, price_input
from core.inside.trace import one_thread, trace
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory

ALL_CELLS = sorted(CELLS, key=lambda name: name != "rnn")  # first the one without gates


@dataclass(frozen=True, slots=True)
class Flow:
    """What reaches each step of a layer on the way back; all are Euclidean norms."""

    cell: str
    a: Array  # (T,) |dL/da|, L being the squared error of the prediction at the last step
    c: Array | None  # (T,) |dL/dc| of an LSTM
    jacobian: Array  # (T,) largest singular value of the step's Jacobian
    gradient: float  # of all the layer's parameters
    clipped: float  # the same with each element held between minus and plus the limit

    @property
    def reach(self) -> Array:
        """|dL/da| of each step as a share of that of the last one, (T,)."""
        return np.asarray(self.a / self.a[-1]) if self.a[-1] > 0 else np.full_like(self.a, np.nan)


def untrained(
    settings: StockSettings,
    history: PriceHistory,
    day: str,
    *,
    cells: Sequence[str] = ALL_CELLS,
    forget_bias: float = 1.0,
) -> dict[str, PriceInput]:
    """Networks with first weights, one a cell, of the same size and on the same window.

    Args:
        settings: of their size, window, prices and seed; their cell does not count.
        history: the prices.
        day: that they predict.
        cells: which.
        forget_bias: where an LSTM's forget gate starts.

    Raises:
        SettingsError: The settings or the day do not fit the prices.
    """
    found = {}
    for cell in cells:
        of_cell = settings.model_copy(update={"cell": cell})
        weights = initial_weights(of_cell, forget_bias)
        found[cell] = price_input(of_cell, weights, history, day)
    return found


def flow(given: PriceInput, limit: float, layer: int | None = None) -> Flow:
    """Follows the gradient back through one layer.

    Args:
        given: a network, trained or not, on a window whose answer is known.
        limit: of clipping: the most that an element of a parameter's gradient may be.
        layer: which, 1 at the bottom; the top one by default.
    """
    number = layer or len(given.layers)
    found = trace(given)
    below = found.arrays["x1"] if number == 1 else found.arrays[f"a{number - 1}"]
    of_layer = given.layers[number - 1]
    passed = forward(of_layer, below)
    if number == len(given.layers):
        outside = np.zeros_like(found.arrays[f"a{number}"])
        outside[-1] = found.arrays["dy"] @ given.Wya
    else:
        outside = found.arrays[f"dx{number + 1}"]
    parameters = _parameter_gradients(of_layer, passed, outside)
    c = found.arrays.get(f"dc{number}")
    return Flow(
        cell=of_layer.cell.name,
        a=_norms(found.arrays[f"da{number}"]),
        c=None if c is None else _norms(c),
        jacobian=largest_singular_values(of_layer, passed),
        gradient=_norm(parameters),
        clipped=_norm([np.clip(gradient, -limit, limit) for gradient in parameters]),
    )


def largest_singular_values(layer: Layer, passed: ForwardPass) -> Array:
    """Of the Jacobian of each step, (T,)."""
    jacobians = np.stack([jacobian(layer, cache) for cache in passed.caches])
    with one_thread():
        return np.asarray(np.linalg.svd(jacobians, compute_uv=False)[:, 0])


def jacobian(layer: Layer, cache: Any) -> Array:
    """The derivative of a step's state with respect to the one before.

    One way back for each element of the state, side by side as the columns of a batch.
    """
    unit = np.eye(len(layer.a0))
    zeros = layer.cell.first_state(0 * unit)
    rows = []
    for name in zeros._fields:
        dstate = zeros._replace(**{name: unit})
        _, _, back = layer.cell.step_backward(layer.parameters, dstate, cache)
        rows.append(np.hstack([of_one.T for of_one in back]))
    return np.vstack(rows)


def _parameter_gradients(layer: Layer, passed: ForwardPass, outside: Array) -> list[Array]:
    da = outside[:, :, np.newaxis]
    gradients, _, _ = layer.cell.backward(layer.parameters, da, passed.caches)
    return list(gradients)


def _norms(rows: Array) -> Array:
    return np.asarray(np.linalg.norm(rows, axis=1))


def _norm(arrays: Sequence[Array]) -> float:
    return float(np.sqrt(sum(float((array**2).sum()) for array in arrays)))
