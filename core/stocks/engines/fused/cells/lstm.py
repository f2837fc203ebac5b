"""The LSTM's step, forward and backward; `core.cells.lstm` is the readable twin.

    c = f c_before + i g
    h = o tanh(c)

A row of gates is i f g o (Keras writes i f c o). A step keeps c and tanh(c).
"""

from __future__ import annotations

import numpy as np

from core.stocks.engines.fused.cells.activation import gate, tanh
from core.stocks.engines.fused.cells.cell import Cell, Sizes, Step, seen, show
from core.stocks.engines.fused.vectors.arithmetic import load, multiply_add, splat, store
from core.stocks.engines.fused.vectors.simd import LANES, njit

LSTM = Cell(number=0, slopes=(0.5, 0.5, 1, 0.5), parts=1, kept=2)


@njit
def step_forward(sizes: Sizes, at: Step) -> None:
    """From the sums to the gates, c and h."""
    units = sizes.units
    for j in range(0, 4 * units, LANES):
        store(at.gates, j, 4 * units - j, gate(load(sizes.slopes, j), load(at.gates, j)))
    for j in range(0, units, LANES):
        n = units - j
        i, f = load(at.gates, j), load(at.gates, units + j)
        g, o = load(at.gates, 2 * units + j), load(at.gates, 3 * units + j)
        c = multiply_add(f, load(at.kept_before, j), i * g)
        tanh_c = tanh(c)
        store(at.kept, j, n, c)
        store(at.kept, sizes.unit_row + j, n, tanh_c)
        show(at, j, n, o * tanh_c)


@njit
def step_backward(sizes: Sizes, at: Step) -> None:
    """From the gates to their sums' gradients; hands the gradient of c on."""
    units, one = sizes.units, splat(np.float32(1))
    for j in range(0, units, LANES):
        n = units - j
        i, f = load(at.gates, j), load(at.gates, units + j)
        g, o = load(at.gates, 2 * units + j), load(at.gates, 3 * units + j)
        tanh_c = load(at.kept, sizes.unit_row + j)
        dh = seen(at, j)
        dc = multiply_add(dh * o, one - tanh_c * tanh_c, load(at.carry, j))
        store(at.gates, j, n, dc * g * i * (one - i))
        store(at.gates, units + j, n, dc * load(at.kept_before, j) * f * (one - f))
        store(at.gates, 2 * units + j, n, dc * i * (one - g * g))
        store(at.gates, 3 * units + j, n, dh * tanh_c * o * (one - o))
        store(at.carry, j, n, dc * f)
