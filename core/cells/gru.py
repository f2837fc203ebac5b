"""The gated recurrent unit (Cho et al. 2014), forward and backward, in plain NumPy.

    z = sigmoid(xz + sz)         update gate
    r = sigmoid(xr + sr)         reset gate
    g = tanh(xg + r * sg)        candidate
    a = z * a_prev + (1 - z) * g

where xz, xr, xg are the row blocks of Wx x + bx and sz, sr, sg those of Wa a_prev + ba. The reset
gate acts after the product with Wa, as in cuDNN: Keras' `GRU` with `reset_after=True`, its default,
has the same order (it writes z, r, h) and the same weights transposed: kernel = Wx.T,
recurrent_kernel = Wa.T, bias = [bx[:, 0], ba[:, 0]].

Vectors are columns, one a member of the batch: n_x inputs, n_a hidden units, m members, T steps.

In a trace (`core.inside`), of layer 1, gates z (update), r (reset), g (candidate), row blocks in
this order of

=========== ============== =================================================================
Wx1         (3 n_a, n_x)   parameters
Wa1         (3 n_a, n_a)
bx1 ba1     (3 n_a, 1)
xz1 xr1 xg1 (T, n_a) each  the blocks of Wx x + bx: what the input says
sz1 sr1 sg1 (T, n_a) each  the blocks of Wa a_previous + ba: what the state says
z1 r1       (T, n_a) each  sigmoid(xz + sz), sigmoid(xr + sr)
g1          (T, n_a)       tanh(xg + r sg); a = z a_previous + (1 - z) g
dz1 dr1 dg1 (T, n_a) each  gradients with respect to the gates: dz = (a_previous - g) da,
                           dr = sg dxg, dg = (1 - z) da
dxz1 dxr1   (T, n_a) each  with respect to the input's sums: dxz = z (1 - z) dz,
dxg1                       dxr = r (1 - r) dr, dxg = (1 - g g) dg
dsz1 dsr1   (T, n_a) each  with respect to the state's sums: dsz = dxz, dsr = dxr, dsg = r dxg
dsg1
=========== ============== =================================================================

This step's part of a gate's block of dWx is outer(dxg[t], x[t]), of dWa outer(dsg[t], a_previous),
of dbx dxg[t], of dba dsg[t].
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

    Wx: Array  # (3 n_a, n_x) from the input to z, r, g
    Wa: Array  # (3 n_a, n_a) from the previous hidden state
    bx: Array  # (3 n_a, 1) added to the input's products
    ba: Array  # (3 n_a, 1) added to the hidden state's


class State(NamedTuple):
    """What the cell hands on; gradients with respect to it come in the same form."""

    a: Array  # (n_a, m) hidden state, the cell's output


class Cache(NamedTuple):
    """What one step keeps for its way back, every gate among it, each (n_a, m)."""

    x: Array  # (n_x, m)
    previous: State
    z: Array  # update gate, 0 to 1: how much of the old state stays
    r: Array  # reset gate, 0 to 1: how much of the old state the candidate sees
    g: Array  # candidate, -1 to 1: what may take its place
    sg: Array  # what the hidden state says to the candidate, before the reset gate
    state: State


class Inner(NamedTuple):
    """Gradients with respect to what is inside one step, each (n_a, m)."""

    z: Array
    r: Array
    g: Array
    xz: Array  # what the input says to each gate, before its sigmoid or tanh
    xr: Array
    xg: Array
    sz: Array  # what the hidden state says
    sr: Array
    sg: Array


def step_forward(parameters: Parameters, x: Array, previous: State) -> tuple[State, Cache]:
    """One step: input x (n_x, m) and the previous state -> the next state."""
    Wx, Wa, bx, ba = parameters
    xz, xr, xg = np.split(Wx @ x + bx, 3)
    sz, sr, sg = np.split(Wa @ previous.a + ba, 3)
    z, r = sigmoid(xz + sz), sigmoid(xr + sr)
    g = np.tanh(xg + r * sg)
    state = State(z * previous.a + (1 - z) * g)
    return state, Cache(x, previous, z, r, g, sg, state)


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
    _, (a_prev,), z, r, g, sg, _ = cache
    (da,) = dstate
    dz, dg = (a_prev - g) * da, (1 - z) * da
    dxg = (1 - g * g) * dg
    dr = sg * dxg
    dxz, dxr, dsg = z * (1 - z) * dz, r * (1 - r) * dr, r * dxg
    dx = parameters.Wx.T @ np.concatenate([dxz, dxr, dxg])
    da_prev = parameters.Wa.T @ np.concatenate([dxz, dxr, dsg]) + z * da
    return Inner(dz, dr, dg, dxz, dxr, dxg, dxz, dxr, dsg), dx, State(da_prev)


def parameter_gradients(inner: Inner, cache: Cache) -> Parameters:
    """The step's part of the gradients with respect to the parameters."""
    dx_sums = np.concatenate([inner.xz, inner.xr, inner.xg])
    da_sums = np.concatenate([inner.sz, inner.sr, inner.sg])
    return Parameters(
        Wx=dx_sums @ cache.x.T,
        Wa=da_sums @ cache.previous.a.T,
        bx=dx_sums.sum(axis=1, keepdims=True),
        ba=da_sums.sum(axis=1, keepdims=True),
    )


def sums(parameters: Parameters, x: Array, a_prev: Array) -> dict[str, Array]:
    """What the gates take, at all steps: from the input, and from the hidden state."""
    Wx, Wa, bx, ba = parameters
    both = x @ Wx.T + bx.T, a_prev @ Wa.T + ba.T
    blocks = [block for of_one in both for block in np.split(of_one, 3, axis=1)]
    return dict(zip(("xz", "xr", "xg", "sz", "sr", "sg"), blocks, strict=True))


def products(of: Lookup) -> dict[str, Array]:
    """The two parts of a, and what the candidate sees of the old state."""
    z, r = of("z"), of("r")
    return {"za": z * of("a_prev"), "ng": (1 - z) * of("g"), "rs": r * of("sg")}


def products_backward(of: Lookup) -> dict[str, Array]:
    """What a step hands to the hidden state before it, Wa.T (dsz, dsr, dsg) + z da."""
    ds = np.concatenate([of("dsz"), of("dsr"), of("dsg")], axis=1)
    return {"daback": ds @ of("Wa") + of("z") * of("da")}


# How it is explained.


def _sums(gate: str, block: int) -> list[Sum]:
    return [
        Sum(f"x{gate}", [Part(weights="Wx", vectors=["x"])], ["bx"], block),
        Sum(f"s{gate}", [Part(weights="Wa", vectors=["a_prev"])], ["ba"], block),
    ]


_BUS = 352  # height of the line that brings a_prev and x
_STATE = 48  # height of the line of the hidden state
_Z, _R, _MIX, _G = 108, 196, 300, 402  # the gates, left to right; where the reset gate acts

_DRAWING = Drawing(
    width=520,
    height=440,
    body=Box(x=66, y=14, width=386, height=366),
    nodes=[
        Node("box", _Z, 290, "σ", "z"),
        Node("box", _R, 290, "σ", "r"),
        Node("dot", _MIX, 244, "×"),
        Node("box", _G, 196, "tanh", "g"),
        Node("dot", _Z, _STATE, "×"),
        Node("box", 240, 104, "1 −"),
        Node("dot", _G, 104, "×"),
        Node("dot", _G, _STATE, "+"),
    ],
    wires=[
        Wire(
            "a_prev",
            "daback",
            f"M2 {_STATE}H94M62 {_STATE}V{_BUS}H{_G + 10}V215M{_Z} {_BUS}V309M{_R} {_BUS}V309",
            Label(2, 28),
            Strip(4, _STATE, 50),
        ),
        Wire("za", "da", f"M122 {_STATE}H{_G - 14}", Label(190, 30), Strip(190, _STATE, 90)),
        Wire(
            "z",
            "dz",
            f"M{_Z} 272V62M{_Z} 104H216M263 104H{_G - 14}",
            Label(_Z + 8, 242, stacked=True),
            Strip(_Z, 130, 92, vertical=True),
        ),
        Wire("r", "dr", f"M{_R} 272V214H{_MIX}V230", Label(206, 196), Strip(206, 214, 82)),
        Wire(
            "sg",
            "dsg",
            f"M{_MIX} {_BUS}V258",
            Label(_MIX - 14, 336, "end"),
            Strip(_MIX, 276, 66, vertical=True),
        ),
        Wire("rs", "dxg", f"M314 244H{_G - 10}V215", Label(318, 272), Strip(324, 244, 56)),
        Wire("g", "dg", f"M{_G} 177V118", Label(_G + 14, 154), Strip(_G, 126, 46, vertical=True)),
        Wire("ng", "da", f"M{_G} 90V62", Label(_G - 16, 82, "end")),
        Wire("a", "da", f"M{_G + 14} {_STATE}H516", Label(516, 28, "end"), Strip(458, _STATE, 46)),
        Wire("x", "dx", f"M84 436V{_BUS}", Label(100, 414), Strip(84, 384, 46, vertical=True)),
    ],
)

_LATER = Part(weights="Wa", vectors=["dsz_next", "dsr_next", "dsg_next"], column=True)

_EXPLANATION = Explanation(
    forward=[
        Equation("z", ["{z} = σ({xz} + {sz})"], _sums("z", 0)),
        Equation("r", ["{r} = σ({xr} + {sr})"], _sums("r", 1)),
        Equation("g", ["{g} = tanh({xg} + {r}·{sg})"], _sums("g", 2)),
        Equation("a", ["{a} = {z}·{a_prev} + (1 − {z})·{g}"]),
    ],
    back=[
        Equation("da", sums=[Sum("da", [ABOVE, Part(factors=["z_next", "da_next"]), _LATER])]),
        Equation("dz", ["{dz} = ({a_prev} − {g})·{da}", "{dxz} = {z}·(1 − {z})·{dz}"], adds="dxz"),
        Equation("dg", ["{dg} = (1 − {z})·{da}", "{dxg} = (1 − {g}²)·{dg}"], adds="dxg"),
        Equation(
            "dr",
            ["{dr} = {sg}·{dxg}", "{dxr} = {r}·(1 − {r})·{dr}", "{dsg} = {r}·{dxg}"],
            adds="dxr",
        ),
    ],
    over_time=["a", "z", "r", "g"],
    over_time_back=["da", "dz", "dr", "dg"],
    meanings={
        "z": ("Update gate", "how much of the old state stays: 0 nothing, 1 all"),
        "r": ("Reset gate", "how much of the old state the candidate sees"),
        "g": ("Candidate", "what may take the place of the old state, −1 to 1"),
        "a": ("Hidden state", "all that the cell remembers, and what it says"),
        "a_prev": ("Old hidden state", "what the step before left behind"),
        "sg": (
            "Old state, weighed",
            "what the old state says to the candidate, before the reset gate",
        ),
        "rs": ("What is let through", "r times it"),
        "za": ("Kept", "what is left of the old state: z times it"),
        "ng": ("Written", "what is new in the state: 1 − z times the candidate"),
    },
    at_zero={"z": "nothing old is kept", "r": "the candidate sees no past"},
    products={"za": "{z}·{a_prev}", "ng": "(1−{z})·{g}", "rs": "{r}·{sg}"},
    drawing=_DRAWING,
)

GRU = Cell(
    name="gru",
    label="GRU",
    noun="a GRU",
    choice="the GRU, which has no memory beside its state",
    definition="Gated recurrent unit: a cell with two gates and no second memory; the update gate "
    "mixes the old hidden state with the candidate.",
    keras="keras.layers.GRU",
    gates={"z": "sigmoid", "r": "sigmoid", "g": "tanh"},
    Parameters=Parameters,
    State=State,
    step_forward=step_forward,
    step_backward=step_backward,
    parameter_gradients=parameter_gradients,
    sums=sums,
    products=products,
    products_backward=products_backward,
    explanation=_EXPLANATION,
)
