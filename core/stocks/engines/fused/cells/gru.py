"""The GRU's step, forward and backward; `core.cells.gru` is the readable twin.

    g = tanh(xg + r sg)
    h = z h_before + (1 - z) g

A row of gates has two parts: z r g from the input, then z r g from the hidden state, in Keras'
order (it writes z r h). The first part becomes the gates; of the second, sg is still needed on the
way back.
"""

from __future__ import annotations

import numpy as np

from core.stocks.engines.fused.cells.activation import gate, tanh
from core.stocks.engines.fused.cells.cell import Cell, Sizes, Step, seen, show
from core.stocks.engines.fused.vectors.arithmetic import load, multiply_add, splat, store
from core.stocks.engines.fused.vectors.simd import LANES, njit

GRU = Cell(number=1, slopes=(0.5, 0.5, 1), parts=2, kept=0)


@njit
def step_forward(sizes: Sizes, at: Step) -> None:
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
        show(at, j, n, multiply_add(z, load(at.before, j) - g, g))


@njit
def step_backward(sizes: Sizes, at: Step) -> None:
    """From the gates to their sums' gradients; hands on what h has of h_before by itself."""
    units, second, one = sizes.units, sizes.gate_row, splat(np.float32(1))
    for j in range(0, units, LANES):
        n = units - j
        z, r = load(at.gates, j), load(at.gates, units + j)
        g, sg = load(at.gates, 2 * units + j), load(at.gates, second + 2 * units + j)
        dh = seen(at, j) + load(at.carry, j)
        dz = dh * (load(at.before, j) - g) * z * (one - z)
        dg = dh * (one - z) * (one - g * g)
        dr = dg * sg * r * (one - r)
        store(at.gates, j, n, dz)
        store(at.gates, units + j, n, dr)
        store(at.gates, 2 * units + j, n, dg)
        store(at.gates, second + j, n, dz)
        store(at.gates, second + units + j, n, dr)
        store(at.gates, second + 2 * units + j, n, dg * r)
        store(at.carry, j, n, dh * z)
