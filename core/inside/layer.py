"""One recurrent layer over a sequence: every vector of every step, forward and backward.

Vectors are rows of arrays, steps first: T steps, n_x inputs, n_a units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

import numpy as np

from core.cells import gru, lstm, rnn
from core.cells.arrays import Array

CELLS: Final[dict[str, ModuleType]] = {"lstm": lstm, "gru": gru, "rnn": rnn}
GATES: Final = {"rnn": "", "lstm": "ifgo", "gru": "zrg"}  # in the order of their blocks


@dataclass(frozen=True)
class Layer:
    """A layer as a sequence finds it."""

    cell: str  # "rnn", "lstm" or "gru"
    parameters: Any  # of that cell
    a0: Array  # (n_a,) hidden state before the first step; an LSTM's cell state is nought there
    fixed: Mapping[int, float] = field(default_factory=dict)  # units whose hidden state is held

    @property
    def first_state(self) -> Any:
        """As the cell takes it."""
        a0 = self.a0[:, np.newaxis]
        return lstm.State(a0, np.zeros_like(a0)) if self.cell == "lstm" else a0


@dataclass(frozen=True)
class ForwardPass:
    """What the way forward leaves for the way back."""

    vectors: dict[str, Array]  # by symbol
    caches: Sequence[Any]


def step(layer: Layer, x: Array, state: Any) -> tuple[Any, Any]:
    """One step: inputs x (n_x, m) and the previous state -> the next state and the cell's cache."""
    state, cache = CELLS[layer.cell].step_forward(layer.parameters, x, state)
    if layer.fixed:
        a = hidden(state).copy()
        a[list(layer.fixed)] = np.array(list(layer.fixed.values()))[:, np.newaxis]
        state = state._replace(a=a) if layer.cell == "lstm" else a
    return state, cache


def hidden(state: Any) -> Array:
    """The hidden state (n_a, m) of a cell's state."""
    a: Array = state.a if isinstance(state, lstm.State) else state
    return a


def outputs(layer: Layer, inputs: Iterable[Array]) -> Iterator[Array]:
    """Many sequences at once: inputs (n_x, m) step by step -> hidden states (n_a, m)."""
    state = layer.first_state
    for x in inputs:
        state, _ = step(layer, x, state)
        yield hidden(state)


def forward(layer: Layer, x: Array) -> ForwardPass:
    """Inputs x (T, n_x) -> every vector, as `core.inside` names them, without a layer's number."""
    states, caches = [layer.first_state], []
    for x_t in x:
        state, cache = step(layer, x_t[:, np.newaxis], states[-1])
        states.append(state)
        caches.append(cache)
    a = np.stack([hidden(state)[:, 0] for state in states])
    vectors = {**layer.parameters._asdict(), "a0": a[0], "a": a[1:]}
    if layer.cell == "lstm":
        c = np.stack([state.c[:, 0] for state in states])
        vectors |= {"c0": c[0], "c": c[1:]}
    vectors |= {gate: _stacked(caches, gate) for gate in GATES[layer.cell]}
    return ForwardPass(vectors | _SUMS[layer.cell](layer.parameters, x, a[:-1]), caches)


def backward(layer: Layer, passed: ForwardPass, da: Array) -> dict[str, Array]:
    """The whole sequence back.

    Args:
        layer: that of the way forward.
        passed: what the way forward left.
        da: gradient of the loss with respect to each hidden state by itself, (T, n_a).

    Returns:
        The gradients with respect to each vector, by the names that `core.inside` gives them,
        without a layer's number. Through a unit that is held nothing goes: its `da` is 0.
    """
    flow_back = CELLS[layer.cell].flow_back
    reaches = np.empty_like(da)
    dstate = layer.first_state  # for its form
    dstate = lstm.State(*map(np.zeros_like, dstate)) if layer.cell == "lstm" else 0 * dstate
    inner: list[Any] = []
    dx = np.empty((len(da), len(passed.caches[0].x)))
    for t in reversed(range(len(da))):
        of_a = hidden(dstate) + da[t][:, np.newaxis]
        of_a[list(layer.fixed)] = 0
        reaches[t] = of_a[:, 0]
        dstate = dstate._replace(a=of_a) if layer.cell == "lstm" else of_a
        gradients, dx_t, dstate = flow_back(layer.parameters, dstate, passed.caches[t])
        dx[t] = dx_t[:, 0]
        inner.insert(0, gradients)
    found = {f"d{name}": _stacked(inner, name) for name in inner[0]._fields}
    found |= {"da": reaches, "dx": dx, "da0": hidden(dstate)[:, 0]}
    return found | ({"dc0": dstate.c[:, 0]} if layer.cell == "lstm" else {})


def _stacked(steps: Sequence[Any], name: str) -> Array:
    return np.stack([getattr(of_step, name)[:, 0] for of_step in steps])


def _rnn_sums(parameters: rnn.Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    return {"z": x @ parameters.Wax.T + a_prev @ parameters.Waa.T + parameters.b.T}


def _lstm_sums(parameters: lstm.Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    z = x @ parameters.Wx.T + a_prev @ parameters.Wa.T + parameters.b.T
    return dict(zip(("zi", "zf", "zg", "zo"), np.split(z, 4, axis=1), strict=True))


def _gru_sums(parameters: gru.Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    said = x @ parameters.Wx.T + parameters.bx.T, a_prev @ parameters.Wa.T + parameters.ba.T
    blocks = [block for sums in said for block in np.split(sums, 3, axis=1)]
    return dict(zip(("xz", "xr", "xg", "sz", "sr", "sg"), blocks, strict=True))


_SUMS: Final[dict[str, Callable[..., dict[str, Array]]]] = {
    "rnn": _rnn_sums,
    "lstm": _lstm_sums,
    "gru": _gru_sums,
}
