"""The cells' steps as compiled code, forward and backward; `core.cells` has the readable twins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import core.cells
from core.cells import Cell
from core.stocks.engines.fused.vectors import (
    LANES,
    broadcast,
    clamp,
    load,
    multiply_add,
    njit,
    store,
)


@dataclass(frozen=True, slots=True)
class CompiledCell:
    """What tells one cell from another outside its equations."""

    cell: Cell
    number: int  # in compiled code
    saved: int  # numbers a unit that a step saves beside its gates and its hidden state

    @property
    def slopes(self) -> tuple[float, ...]:
        """Of the gates, in Keras' order; see `gate`."""
        through = self.cell.gates.values()
        return tuple(0.5 if one == "sigmoid" else 1.0 for one in through) or (1.0,)

    @property
    def gates(self) -> int:
        """Blocks of a row of gates."""
        return self.cell.blocks

    @property
    def parts(self) -> int:
        """1: input and hidden state make one sum a gate; 2: each makes its own."""
        return len(self.cell.biases)


class Sizes(NamedTuple):
    """The sizes that a step needs, in numbers."""

    units: int
    gate_row: int  # from a gate's sum of the first part to that of the second
    unit_row: int  # from one saved number of a unit to the next
    slopes: int  # address of each gate's slope, (gate_row,)


class Step(NamedTuple):
    """Where one window's numbers of one step of a layer lie: addresses."""

    gates: int  # first the gates' sums, then the gates, on the way back the sums' gradients
    previous: int  # hidden state before the step
    hidden: int  # hidden state after it; on the way back its gradient from the next step
    output: int  # what the layer above gets; on the way back its gradient
    mask: int  # of the dropout between the two
    saved_before: int  # what the step before saved
    saved: int  # what this one saves
    carry: int  # on the way back: a gradient handed to the step before, past the products


@njit
def write_output(at: Step, j: int, count: int, hidden: Any) -> None:
    """Writes a vector of the hidden state, and what dropout leaves of it as the output."""
    store(at.hidden, j, count, hidden)
    store(at.output, j, count, hidden * load(at.mask, j))


@njit
def output_gradient(at: Step, j: int) -> Any:
    """The gradient of a vector of the hidden state: from the next step and from the output."""
    return multiply_add(load(at.output, j), load(at.mask, j), load(at.hidden, j))


# The activations of the gates, of whole vectors.


@njit
def gate(slope: Any, x: Any) -> Any:
    """A sigmoid with slope 1/2, tanh with slope 1.

    One function for both: sigmoid(x) = tanh(x / 2) / 2 + 1 / 2, so that a gate is
    slope * tanh(slope * x) + 1 - slope.
    """
    return multiply_add(slope, tanh(slope * x), broadcast(np.float32(1)) - slope)


@njit
def tanh(x: Any) -> Any:
    """Hyperbolic tangent, accurate to float32 (the rational function of Eigen)."""
    limit = np.float32(7.90531110763549805)  # beyond, tanh is 1 in float32
    x = clamp(x, broadcast(-limit), broadcast(limit))
    square = x * x
    p = broadcast(np.float32(-2.76076847742355e-16))
    p = multiply_add(p, square, broadcast(np.float32(2.00018790482477e-13)))
    p = multiply_add(p, square, broadcast(np.float32(-8.60467152213735e-11)))
    p = multiply_add(p, square, broadcast(np.float32(5.12229709037114e-08)))
    p = multiply_add(p, square, broadcast(np.float32(1.48572235717979e-05)))
    p = multiply_add(p, square, broadcast(np.float32(6.37261928875436e-04)))
    p = multiply_add(p, square, broadcast(np.float32(4.89352455891786e-03)))
    q = broadcast(np.float32(1.19825839466702e-06))
    q = multiply_add(q, square, broadcast(np.float32(1.18534705686654e-04)))
    q = multiply_add(q, square, broadcast(np.float32(2.26843463243900e-03)))
    q = multiply_add(q, square, broadcast(np.float32(4.89352518554385e-03)))
    return x * p / q


# The GRU's step, forward and backward; `core.cells.gru` is the readable twin.
#
#     g = tanh(xg + r sg)
#     h = z h_previous + (1 - z) g
#
# A row of gates has two parts: z r g from the input, then z r g from the hidden state, in Keras'
# order (it writes z r h). The first part becomes the gates; of the second, sg is still needed on
# the way back.

GRU = CompiledCell(core.cells.GRU, number=1, saved=0)


@njit
def gru_forward(sizes: Sizes, at: Step) -> None:
    """From the sums to the gates and h."""
    units, second = sizes.units, sizes.gate_row
    for j in range(0, 2 * units, LANES):
        total = load(at.gates, j) + load(at.gates, second + j)
        store(at.gates, j, 2 * units - j, gate(load(sizes.slopes, j), total))
    for j in range(0, units, LANES):
        n = units - j
        z, r = load(at.gates, j), load(at.gates, units + j)
        xg, sg = load(at.gates, 2 * units + j), load(at.gates, second + 2 * units + j)
        g = tanh(multiply_add(r, sg, xg))
        store(at.gates, 2 * units + j, n, g)
        write_output(at, j, n, multiply_add(z, load(at.previous, j) - g, g))


@njit
def gru_backward(sizes: Sizes, at: Step) -> None:
    """From the gates to their sums' gradients; hands on what h has of h_previous by itself."""
    units, second, one = sizes.units, sizes.gate_row, broadcast(np.float32(1))
    for j in range(0, units, LANES):
        n = units - j
        z, r = load(at.gates, j), load(at.gates, units + j)
        g, sg = load(at.gates, 2 * units + j), load(at.gates, second + 2 * units + j)
        dh = output_gradient(at, j) + load(at.carry, j)
        dz = dh * (load(at.previous, j) - g) * z * (one - z)
        dg = dh * (one - z) * (one - g * g)
        dr = dg * sg * r * (one - r)
        store(at.gates, j, n, dz)
        store(at.gates, units + j, n, dr)
        store(at.gates, 2 * units + j, n, dg)
        store(at.gates, second + j, n, dz)
        store(at.gates, second + units + j, n, dr)
        store(at.gates, second + 2 * units + j, n, dg * r)
        store(at.carry, j, n, dh * z)


# The LSTM's step, forward and backward; `core.cells.lstm` is the readable twin.
#
#     c = f c_previous + i g
#     h = o tanh(c)
#
# A row of gates is i f g o (Keras writes i f c o). A step saves c and tanh(c).

LSTM = CompiledCell(core.cells.LSTM, number=0, saved=2)


@njit
def lstm_forward(sizes: Sizes, at: Step) -> None:
    """From the sums to the gates, c and h."""
    units = sizes.units
    for j in range(0, 4 * units, LANES):
        store(at.gates, j, 4 * units - j, gate(load(sizes.slopes, j), load(at.gates, j)))
    for j in range(0, units, LANES):
        n = units - j
        i, f = load(at.gates, j), load(at.gates, units + j)
        g, o = load(at.gates, 2 * units + j), load(at.gates, 3 * units + j)
        c = multiply_add(f, load(at.saved_before, j), i * g)
        tanh_c = tanh(c)
        store(at.saved, j, n, c)
        store(at.saved, sizes.unit_row + j, n, tanh_c)
        write_output(at, j, n, o * tanh_c)


@njit
def lstm_backward(sizes: Sizes, at: Step) -> None:
    """From the gates to their sums' gradients; hands the gradient of c on."""
    units, one = sizes.units, broadcast(np.float32(1))
    for j in range(0, units, LANES):
        n = units - j
        i, f = load(at.gates, j), load(at.gates, units + j)
        g, o = load(at.gates, 2 * units + j), load(at.gates, 3 * units + j)
        tanh_c = load(at.saved, sizes.unit_row + j)
        dh = output_gradient(at, j)
        dc = multiply_add(dh * o, one - tanh_c * tanh_c, load(at.carry, j))
        store(at.gates, j, n, dc * g * i * (one - i))
        store(at.gates, units + j, n, dc * load(at.saved_before, j) * f * (one - f))
        store(at.gates, 2 * units + j, n, dc * i * (one - g * g))
        store(at.gates, 3 * units + j, n, dh * tanh_c * o * (one - o))
        store(at.carry, j, n, dc * f)


# The simple RNN's step, forward and backward; `core.cells.rnn` is the readable twin.
#
#     h = tanh(z)
#
# The row of gates has a single one: h.

RNN = CompiledCell(core.cells.RNN, number=2, saved=0)


@njit
def rnn_forward(sizes: Sizes, at: Step) -> None:
    """From the sum to h."""
    for j in range(0, sizes.units, LANES):
        n = sizes.units - j
        h = tanh(load(at.gates, j))
        store(at.gates, j, n, h)
        write_output(at, j, n, h)


@njit
def rnn_backward(sizes: Sizes, at: Step) -> None:
    """From h to its sum's gradient."""
    one = broadcast(np.float32(1))
    for j in range(0, sizes.units, LANES):
        h = load(at.gates, j)
        store(at.gates, j, sizes.units - j, output_gradient(at, j) * (one - h * h))


# Which cells there are, and the step of the one that a network has.

CELLS = {compiled.cell.name: compiled for compiled in (LSTM, GRU, RNN)}

# To choose in compiled code costs next to nothing; code for each cell would be compiled for each.
_LSTM, _GRU = LSTM.number, GRU.number


@njit
def step_forward(cell: int, sizes: Sizes, at: Step) -> None:
    """From a row of sums to gates, hidden state and output."""
    if cell == _LSTM:
        lstm_forward(sizes, at)
    elif cell == _GRU:
        gru_forward(sizes, at)
    else:
        rnn_forward(sizes, at)


@njit
def step_backward(cell: int, sizes: Sizes, at: Step) -> None:
    """From a row of gates and the gradients of hidden state and output to its sums' gradients."""
    if cell == _LSTM:
        lstm_backward(sizes, at)
    elif cell == _GRU:
        gru_backward(sizes, at)
    else:
        rnn_backward(sizes, at)
