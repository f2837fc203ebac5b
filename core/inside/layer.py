"""One recurrent layer over a sequence: every vector of every step, forward and backward.

Vectors are rows of arrays, steps first: T steps, n_x inputs, n_a units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.cells import Cell
from core.cells.arrays import Array


@dataclass(frozen=True)
class Layer:
    """A layer as a sequence finds it."""

    cell: Cell
    parameters: Any  # of that cell
    a0: Array  # (n_a,) hidden state before the first step; an LSTM's cell state is zero there
    fixed: Mapping[int, float] = field(default_factory=dict)  # units whose hidden state is held

    @property
    def first_state(self) -> Any:
        """As the cell takes it."""
        return self.cell.first_state(self.a0[:, np.newaxis])


@dataclass(frozen=True)
class ForwardPass:
    """What the way forward leaves for the way back."""

    vectors: dict[str, Array]  # by symbol
    caches: Sequence[Any]


def step(layer: Layer, x: Array, state: Any) -> tuple[Any, Any]:
    """One step: inputs x (n_x, m) and the previous state -> the next state and the cell's cache."""
    state, cache = layer.cell.step_forward(layer.parameters, x, state)
    if layer.fixed:
        a = state.a.copy()
        a[list(layer.fixed)] = np.array(list(layer.fixed.values()))[:, np.newaxis]
        state = state._replace(a=a)
    return state, cache


def outputs(layer: Layer, inputs: Iterable[Array]) -> Iterator[Array]:
    """Many sequences at once: inputs (n_x, m) step by step -> hidden states (n_a, m)."""
    state = layer.first_state
    for x in inputs:
        state, _ = step(layer, x, state)
        yield state.a


def forward(layer: Layer, x: Array) -> ForwardPass:
    """Inputs x (T, n_x) -> every vector, as `core.inside` names them, without a layer's number."""
    states, caches = [layer.first_state], []
    for x_t in x:
        state, cache = step(layer, x_t[:, np.newaxis], states[-1])
        states.append(state)
        caches.append(cache)
    vectors: dict[str, Array] = layer.parameters._asdict()
    for name in layer.cell.State._fields:
        steps = _stacked(states, name)
        vectors |= {f"{name}0": steps[0], name: steps[1:]}
    vectors |= {gate: _stacked(caches, gate) for gate in layer.cell.gates}
    a_prev = np.concatenate([vectors["a0"][np.newaxis], vectors["a"][:-1]])
    return ForwardPass(vectors | layer.cell.sums(layer.parameters, x, a_prev), caches)


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
    total_da = np.empty_like(da)
    dstate = layer.cell.first_state(np.zeros_like(layer.a0)[:, np.newaxis])
    inner: list[Any] = []
    dx = np.empty((len(da), len(passed.caches[0].x)))
    for t in reversed(range(len(da))):
        of_a = dstate.a + da[t][:, np.newaxis]
        of_a[list(layer.fixed)] = 0
        total_da[t] = of_a[:, 0]
        gradients, dx_t, dstate = layer.cell.step_backward(
            layer.parameters, dstate._replace(a=of_a), passed.caches[t]
        )
        dx[t] = dx_t[:, 0]
        inner.insert(0, gradients)
    found = {f"d{name}": _stacked(inner, name) for name in inner[0]._fields}
    firsts = {f"d{name}0": of_first[:, 0] for name, of_first in dstate._asdict().items()}
    return found | {"da": total_da, "dx": dx} | firsts


def _stacked(steps: Sequence[Any], name: str) -> Array:
    return np.stack([getattr(of_step, name)[:, 0] for of_step in steps])
