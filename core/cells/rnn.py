"""The recurrent cell (report, section 2.1), forward and backward, in plain NumPy.

    a = tanh(Wax x + Waa a_prev + b)

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.
Keras' `SimpleRNN` keeps the same weights transposed: kernel = Wax.T, recurrent_kernel = Waa.T.

In a trace (`core.inside`), of layer 1: ``Wax1, Waa1, b1, z1, dz1``; z is the sum before tanh.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.cells.arrays import Array
from core.cells.cell import Cell, Lookup
from core.cells.explanation import (
    ABOVE,
    Box,
    Drawing,
    Equation,
    Explanation,
    Label,
    Node,
    Part,
    Strip,
    Sum,
    Wire,
)


class Parameters(NamedTuple):
    """The weights of the cell; gradients with respect to them come in the same form."""

    Wax: Array  # (n_a, n_x) from the input
    Waa: Array  # (n_a, n_a) from the previous hidden state
    b: Array  # (n_a, 1)


class State(NamedTuple):
    """What the cell hands on; gradients with respect to it come in the same form."""

    a: Array  # (n_a, m) hidden state, the cell's output


class Cache(NamedTuple):
    """What one step keeps for its way back."""

    x: Array  # (n_x, m)
    previous: State
    state: State


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step."""

    z: Array  # (n_a, m) the sum before tanh


def step_forward(parameters: Parameters, x: Array, previous: State) -> tuple[State, Cache]:
    """One step: input x (n_x, m) and the previous state -> the next state."""
    Wax, Waa, b = parameters
    state = State(np.tanh(Wax @ x + Waa @ previous.a + b))
    return state, Cache(x, previous, state)


def step_backward(
    parameters: Parameters, dstate: State, cache: Cache
) -> tuple[Inner, Array, State]:
    """One step back.

    Args:
        parameters: those of the step forward.
        dstate: gradient of the loss with respect to the step's state.
        cache: what the step forward kept.

    Returns:
        The gradients with respect to what is inside, the input x and the previous state.
    """
    a = cache.state.a
    dz = (1 - a * a) * dstate.a  # through tanh
    return Inner(dz), parameters.Wax.T @ dz, State(parameters.Waa.T @ dz)


def parameter_gradients(inner: Inner, cache: Cache) -> Parameters:
    """The step's part of the gradients with respect to the parameters."""
    dz = inner.z
    return Parameters(
        Wax=dz @ cache.x.T, Waa=dz @ cache.previous.a.T, b=dz.sum(axis=1, keepdims=True)
    )


def sums(parameters: Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    """What tanh takes, at all steps."""
    Wax, Waa, b = parameters
    return {"z": x @ Wax.T + a_prev @ Waa.T + b.T}


def products_backward(of: Lookup) -> dict[str, Array]:
    """What a step hands to the hidden state before it, Waa.T dz."""
    return {"daback": of("dz") @ of("Waa")}


# How it is explained.

_LINE = 190

_DRAWING = Drawing(
    width=470,
    height=318,
    body=Box(x=96, y=126, width=278, height=128),
    nodes=[
        Node("dot", 140, _LINE, "+"),
        Node("box", 302, _LINE, "tanh"),
        Node("box", 348, 84, "softmax", symbol="y", names=True),
    ],
    wires=[
        Wire("a_prev", "daback", f"M2 {_LINE}H126", Label(4, 170), Strip(8, _LINE, 80)),
        Wire("x", "dx", "M140 314V204", Label(156, 282), Strip(140, 216, 90, vertical=True)),
        Wire("z", "dz", f"M154 {_LINE}H280", Label(172, 170), Strip(166, _LINE, 100)),
        Wire("a", "da", f"M324 {_LINE}H466", Label(384, 170), Strip(384, _LINE, 78)),
        Wire(
            "y",
            "dzy",
            f"M348 {_LINE}V102M348 66V4",
            Label(364, 40),
            Strip(348, 10, 50, vertical=True),
        ),
    ],
)

_EXPLANATION = Explanation(
    forward=[
        Equation(
            "a",
            ["{a} = tanh({z})"],
            [
                Sum(
                    "z",
                    [
                        Part(weights="Wax", vectors=["x"]),
                        Part(weights="Waa", vectors=["a_prev"]),
                    ],
                    ["b"],
                )
            ],
        )
    ],
    back=[
        Equation(
            "da",
            sums=[Sum("da", [ABOVE, Part(weights="Waa", vectors=["dz_next"], column=True)])],
        ),
        Equation("dz", ["{dz} = (1 − {a}²)·{da}"], adds="dz"),
    ],
    over_time=["a"],
    over_time_back=["da", "dz"],
    meanings={
        "z": ("Sum", "the input and the old state, weighed and added up"),
        "a": (
            "Hidden state",
            "all that the network remembers: the sum, squeezed between −1 and 1",
        ),
        "y": ("Output", "how probable each next letter is"),
        "dzy": (
            "Gradient of the scores",
            "how far the probabilities are from the letter that came",
        ),
        "a_prev": ("Old hidden state", "what the step before left behind"),
    },
    at_zero={},
    products={},
    drawing=_DRAWING,
)

RNN = Cell(
    name="rnn",
    label="Simple RNN",
    noun="an RNN",
    choice="the simple RNN, which has no gates either",
    definition="The plainest recurrent cell: a weighted sum of the input and of the hidden state "
    "before, put through tanh.",
    keras="keras.layers.SimpleRNN",
    gates={},
    Parameters=Parameters,
    State=State,
    step_forward=step_forward,
    step_backward=step_backward,
    parameter_gradients=parameter_gradients,
    sums=sums,
    products=lambda _: {},
    products_backward=products_backward,
    explanation=_EXPLANATION,
)
