"""What there is to know of a recurrent cell, in one object; `core.cells.CELLS` has all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from core.cells.arrays import Array
from core.cells.explanation import Explanation

Activation: TypeAlias = Literal["sigmoid", "tanh"]
Lookup: TypeAlias = Callable[[str], Array]
"""Symbol -> its array, steps first; "c_prev" is the state c before each step."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """A recurrent cell: its equations, forward and backward, and how they are explained.

    Parameters, states, caches and gradients are named tuples of the cell's own module. Every
    state begins with `a`, the hidden state, which is the cell's output. Vectors are columns, one a
    member of the batch: n_x inputs, n_a hidden units, m members, T steps.
    """

    name: str  # in settings and files
    label: str  # as people read it
    noun: str  # within a sentence, with its article
    choice: str  # where people choose among the cells
    definition: str
    keras: str  # the layer of Keras, such as "keras.layers.LSTM"

    gates: Mapping[str, Activation]
    """In the order of their row blocks of the weights; without any, there is one block for tanh."""

    Parameters: type[Any]
    """Weights of the input and of the hidden state, then one bias, or one for each of the two."""

    State: type[Any]
    step_forward: Callable[[Any, Array, Any], tuple[Any, Any]]
    """Parameters, input (n_x, m) and previous state -> the next state, and the step's cache."""

    step_backward: Callable[[Any, Any, Any], tuple[Any, Array, Any]]
    """Parameters, gradient of the state, cache -> gradients inside, of the input, of the
    previous state."""

    parameter_gradients: Callable[[Any, Any], Any]
    """Gradients inside a step, and its cache -> the step's part of the parameters' gradients."""

    sums: Callable[[Any, Array, Array], dict[str, Array]]
    """Parameters, inputs (T, n_x) and previous hidden states (T, n_a) -> what is squashed."""

    products: Callable[[Lookup], dict[str, Array]]
    """What flows along the wires of its diagram beside the symbols of a trace."""

    products_backward: Callable[[Lookup], dict[str, Array]]
    """The same on the way back: what a step hands to the step before it."""

    explanation: Explanation
    forget_gate: str | None = None  # whose bias starts high, so that little is forgotten at first

    @property
    def blocks(self) -> int:
        """Row blocks of the weights, one a gate."""
        return len(self.gates) or 1

    @property
    def biases(self) -> Sequence[str]:
        """Their names; two where the sums of input and hidden state are kept apart."""
        names: tuple[str, ...] = self.Parameters._fields
        return names[2:]

    def lowest(self, gate: str) -> int:
        """The least that a gate can be; the most is 1."""
        return -1 if self.gates[gate] == "tanh" else 0

    def weight_shapes(self, inputs: int, units: int) -> list[tuple[int, ...]]:
        """In Keras' order: kernel, recurrent kernel, bias, which has a row each of two."""
        columns = self.blocks * units
        bias = (columns,) if len(self.biases) == 1 else (len(self.biases), columns)
        return [(inputs, columns), (units, columns), bias]

    def parameters(self, kernel: Any, recurrent: Any, bias: Any) -> Any:
        """A layer's weights as Keras has them -> as the cell has them."""
        columns = np.atleast_2d(bias)[..., np.newaxis]
        return self.Parameters(kernel.T, recurrent.T, *columns)

    def first_state(self, a0: Array) -> Any:
        """The state with this hidden state (n_a, m), and zeros for all else."""
        others = self.State._fields[1:]
        return self.State(a0, *(np.zeros_like(a0) for _ in others))

    def outputs(self, parameters: Any, inputs: Iterable[Any]) -> Iterator[Any]:
        """Step by step, from a state of zeros: inputs (n_x, m) -> hidden states (n_a, m)."""
        state = None
        for x in inputs:
            if state is None:
                state = self.first_state(np.zeros((parameters[1].shape[1], x.shape[1]), x.dtype))
            state, _ = self.step_forward(parameters, x, state)
            yield state.a

    def forward(self, parameters: Any, x: Array, state: Any) -> tuple[Array, list[Any]]:
        """A whole sequence: inputs x (T, n_x, m) and first state -> the outputs a (T, n_a, m)."""
        outputs, caches = [], []
        for x_t in x:
            state, cache = self.step_forward(parameters, x_t, state)
            outputs.append(state.a)
            caches.append(cache)
        return np.stack(outputs), caches

    def backward(self, parameters: Any, da: Array, caches: Sequence[Any]) -> tuple[Any, Array, Any]:
        """The whole sequence back.

        Args:
            parameters: those of the way forward.
            da: gradient of the loss with respect to each output by itself, (T, n_a, m); what
                reaches an output through later steps is added here.
            caches: what the way forward kept.

        Returns:
            The gradients with respect to the parameters, the inputs x (T, n_x, m) and the first
            state.
        """
        gradients = self.Parameters(*map(np.zeros_like, parameters))
        dx = np.empty((len(caches), *caches[0].x.shape), dtype=da.dtype)
        dnext = self.first_state(np.zeros_like(da[0]))
        for t in reversed(range(len(caches))):
            dstate = dnext._replace(a=da[t] + dnext.a)
            inner, dx[t], dnext = self.step_backward(parameters, dstate, caches[t])
            of_step = self.parameter_gradients(inner, caches[t])
            for total, term in zip(gradients, of_step, strict=True):
                total += term
        return gradients, dx, dnext
