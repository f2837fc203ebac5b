"""The LSTM cell (report, section 3.1), forward and backward, in plain NumPy.

    i = sigmoid(input gate)      f = sigmoid(forget gate)
    g = tanh(candidate)          o = sigmoid(output gate)
    c = f * c_prev + i * g
    a = o * tanh(c)

where the four gates are the row blocks, in this order, of Wx x + Wa a_prev + b. Keras' `LSTM`
has the same order (it writes i, f, c, o) and the same weights transposed: kernel = Wx.T,
recurrent_kernel = Wa.T, bias = b[:, 0].

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.

In a trace (`core.inside`), of layer 1, gates i (input), f (forget), g (candidate), o (output), row
blocks in this order of

=========== ============== =================================================================
Wx1         (4 n_a, n_x)   parameters
Wa1         (4 n_a, n_a)
b1          (4 n_a, 1)
zi1 zf1     (T, n_a) each  the gate's block of Wx x + Wa a_previous + b
zg1 zo1
i1 f1 o1    (T, n_a) each  sigmoid(z)
g1          (T, n_a)       tanh(zg)
c0_1        (n_a,)         cell state before the first step (zero)
c1          (T, n_a)       f c_previous + i g, the cell state; a = o tanh(c)
dc1         (T, n_a)       all that reaches c: (1 - tanh(c)^2) o da from this step's output, and
                           f dc of the next step
di1 df1     (T, n_a) each  gradients with respect to the gates: di = g dc, df = c_previous dc,
dg1 do1                    dg = i dc, do = tanh(c) da
dzi1 dzf1   (T, n_a) each  the same before the gate's sigmoid or tanh: dzi = i (1 - i) di,
dzg1 dzo1                  dzg = (1 - g g) dg
dc0_1       (n_a,)
=========== ============== =================================================================

This step's part of a gate's block of dWx is outer(dzi[t], x[t]), of dWa outer(dzi[t], a_previous),
of db dzi[t].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.cells.arrays import Array, sigmoid
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

    Wx: Array  # (4 n_a, n_x) from the input to the gates i, f, g, o
    Wa: Array  # (4 n_a, n_a) from the previous hidden state
    b: Array  # (4 n_a, 1)


class State(NamedTuple):
    """What the cell hands on; gradients with respect to it come in the same form."""

    a: Array  # (n_a, m) hidden state, the cell's output
    c: Array  # (n_a, m) cell state, its memory


class Cache(NamedTuple):
    """What one step keeps for its way back, every gate among it, each (n_a, m)."""

    x: Array  # (n_x, m)
    previous: State
    i: Array  # input gate, 0 to 1: how much of the candidate is written
    f: Array  # forget gate, 0 to 1: how much of the old memory stays
    g: Array  # candidate, -1 to 1: what may be written
    o: Array  # output gate, 0 to 1: how much of the memory is shown
    state: State


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step, each (n_a, m)."""

    c: Array  # cell state: what came from later steps, and what comes through this step's output
    i: Array
    f: Array
    g: Array
    o: Array
    zi: Array  # the same before the gate's sigmoid or tanh
    zf: Array
    zg: Array
    zo: Array


def step_forward(parameters: Parameters, x: Array, previous: State) -> tuple[State, Cache]:
    """One step: input x (n_x, m) and the previous state -> the next state."""
    Wx, Wa, b = parameters
    zi, zf, zg, zo = np.split(Wx @ x + Wa @ previous.a + b, 4)
    i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)
    c = f * previous.c + i * g
    a = o * np.tanh(c)
    state = State(a, c)
    return state, Cache(x, previous, i, f, g, o, state)


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
    _, previous, i, f, g, o, state = cache
    da, dc = dstate
    tanh_c = np.tanh(state.c)
    dc = dc + (1 - tanh_c * tanh_c) * o * da
    di, df, dg, do = g * dc, previous.c * dc, i * dc, tanh_c * da
    dzi, dzf, dzg, dzo = i * (1 - i) * di, f * (1 - f) * df, (1 - g * g) * dg, o * (1 - o) * do
    dz = np.concatenate([dzi, dzf, dzg, dzo])
    dprevious = State(a=parameters.Wa.T @ dz, c=f * dc)
    return Inner(dc, di, df, dg, do, dzi, dzf, dzg, dzo), parameters.Wx.T @ dz, dprevious


def parameter_gradients(inner: Inner, cache: Cache) -> Parameters:
    """The step's part of the gradients with respect to the parameters."""
    dz = np.concatenate([inner.zi, inner.zf, inner.zg, inner.zo])
    return Parameters(
        Wx=dz @ cache.x.T, Wa=dz @ cache.previous.a.T, b=dz.sum(axis=1, keepdims=True)
    )


def sums(parameters: Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    """What the gates take, at all steps."""
    Wx, Wa, b = parameters
    z = x @ Wx.T + a_prev @ Wa.T + b.T
    return dict(zip(("zi", "zf", "zg", "zo"), np.split(z, 4, axis=1), strict=True))


def products(of: Lookup) -> dict[str, Array]:
    """The two parts of c, and the memory before the output gate."""
    return {"fc": of("f") * of("c_prev"), "ig": of("i") * of("g"), "tc": np.tanh(of("c"))}


def products_backward(of: Lookup) -> dict[str, Array]:
    """What a step hands to the states before it: Wa.T (dzi, dzf, dzg, dzo), and f dc."""
    dz = np.concatenate([of("dzi"), of("dzf"), of("dzg"), of("dzo")], axis=1)
    return {"daback": dz @ of("Wa"), "dcback": of("f") * of("dc")}


# How it is explained.


def _sum(gate: str, block: int) -> list[Sum]:
    parts = [Part(weights="Wx", vectors=["x"]), Part(weights="Wa", vectors=["a_prev"])]
    return [Sum(f"z{gate}", parts, ["b"], block)]


_F, _I, _G, _O = 104, 184, 264, 344  # where the gates stand, left to right
_BUS = 352  # height of the line that brings a_prev and x to them
_MEMORY = 48  # height of the line of the cell state
_OUT = 440  # where the memory is squeezed and shown


def _gate(symbol: str, x: int, path: str) -> Wire:
    return Wire(
        symbol,
        f"d{symbol}",
        f"M{x} 272{path}",
        Label(x + 8, 242, stacked=True),
        Strip(x, 184, 40, vertical=True) if symbol == "o" else Strip(x, 148, 74, vertical=True),
    )


_DRAWING = Drawing(
    width=540,
    height=440,
    body=Box(x=66, y=14, width=412, height=366),
    nodes=[
        Node("box", _F, 290, "σ", "f"),
        Node("box", _I, 290, "σ", "i"),
        Node("box", _G, 290, "tanh", "g"),
        Node("box", _O, 290, "σ", "o"),
        Node("dot", _F, _MEMORY, "×"),
        Node("dot", 224, _MEMORY, "+"),
        Node("dot", 224, 138, "×"),
        Node("box", _OUT, 88, "tanh"),
        Node("dot", _OUT, 176, "×"),
    ],
    wires=[
        Wire("c_prev", "dcback", f"M2 {_MEMORY}H90", Label(2, 28), Strip(6, _MEMORY, 52)),
        Wire("fc", "dc", f"M118 {_MEMORY}H210", Label(128, 30), Strip(134, _MEMORY, 56)),
        Wire(
            "c",
            "dc",
            f"M238 {_MEMORY}H536M{_OUT} {_MEMORY}V69",
            Label(536, 28, "end"),
            Strip(484, _MEMORY, 44),
        ),
        _gate("f", _F, "V62"),
        _gate("i", _I, "V138H210"),
        _gate("g", _G, "V138H238"),
        Wire("ig", "dc", "M224 124V62", Label(238, 100), Strip(224, 72, 44, vertical=True)),
        _gate("o", _O, f"V176H{_OUT - 14}"),
        Wire(
            "tc",
            "",
            f"M{_OUT} 107V162",
            Label(_OUT - 14, 138, "end"),
            Strip(_OUT, 112, 42, vertical=True),
        ),
        Wire(
            "a",
            "da",
            f"M{_OUT} 190V{_BUS}H536",
            Label(_OUT + 14, 316, stacked=True),
            Strip(_OUT, 206, 90, vertical=True),
        ),
        Wire(
            "a_prev",
            "daback",
            f"M2 {_BUS}H{_O}V309M{_F} {_BUS}V309M{_I} {_BUS}V309M{_G} {_BUS}V309",
            Label(2, 334),
            Strip(6, _BUS, 52),
        ),
        Wire("x", "dx", f"M84 436V{_BUS}", Label(100, 414), Strip(84, 384, 46, vertical=True)),
    ],
)

_LATER = Part(weights="Wa", vectors=["dzi_next", "dzf_next", "dzg_next", "dzo_next"], column=True)

_EXPLANATION = Explanation(
    forward=[
        Equation("f", ["{f} = σ({zf})"], _sum("f", 1)),
        Equation("i", ["{i} = σ({zi})"], _sum("i", 0)),
        Equation("g", ["{g} = tanh({zg})"], _sum("g", 2)),
        Equation("c", ["{c} = {f}·{c_prev} + {i}·{g}"]),
        Equation("o", ["{o} = σ({zo})"], _sum("o", 3)),
        Equation("a", ["{a} = {o}·tanh({c})"]),
    ],
    back=[
        Equation("da", sums=[Sum("da", [ABOVE, _LATER])]),
        Equation("dc", ["{dc} = {da}·{o}·(1 − tanh²({c})) + {f_next}·{dc_next}"]),
        Equation("do", ["{do} = tanh({c})·{da}", "{dzo} = {o}·(1 − {o})·{do}"], adds="dzo"),
        Equation("df", ["{df} = {c_prev}·{dc}", "{dzf} = {f}·(1 − {f})·{df}"], adds="dzf"),
        Equation("di", ["{di} = {g}·{dc}", "{dzi} = {i}·(1 − {i})·{di}"], adds="dzi"),
        Equation("dg", ["{dg} = {i}·{dc}", "{dzg} = (1 − {g}²)·{dg}"], adds="dzg"),
    ],
    over_time=["a", "c", "f", "i", "g", "o"],
    over_time_back=["da", "dc", "df", "di", "dg", "do"],
    meanings={
        "f": ("Forget gate", "how much of the old memory stays: 0 nothing, 1 all"),
        "i": ("Input gate", "how much of the candidate is written into the memory"),
        "g": ("Candidate", "what may be written into the memory, −1 to 1"),
        "o": ("Output gate", "how much of the memory is shown"),
        "c": ("Cell state", "the memory after this step"),
        "c_prev": ("Old cell state", "the memory as the step before left it"),
        "a": ("Hidden state", "what the cell says, to the layer above and to the next step"),
        "a_prev": ("Old hidden state", "what the cell said a step before"),
        "fc": ("Kept", "what is left of the old memory: f times it"),
        "ig": ("Written", "what is added to the memory: i times g"),
        "tc": ("Memory, squeezed", "tanh of the memory, before the output gate"),
    },
    at_zero={"f": "it forgets everything", "i": "nothing new is written"},
    products={"fc": "{f}·{c_prev}", "ig": "{i}·{g}", "tc": "tanh {c}"},
    drawing=_DRAWING,
)

LSTM = Cell(
    name="lstm",
    label="LSTM",
    noun="an LSTM",
    choice="the report's LSTM",
    definition="Long short-term memory: a cell with a second memory, the cell state, and three "
    "gates that say what it forgets, takes in and shows.",
    keras="keras.layers.LSTM",
    gates={"i": "sigmoid", "f": "sigmoid", "g": "tanh", "o": "sigmoid"},
    Parameters=Parameters,
    State=State,
    step_forward=step_forward,
    step_backward=step_backward,
    parameter_gradients=parameter_gradients,
    sums=sums,
    products=products,
    products_backward=products_backward,
    explanation=_EXPLANATION,
    forget_gate="f",
)
