"""The simple RNN's step, forward and backward; `core.cells.rnn` is the readable twin.

    h = tanh(z)

The row of gates has a single one: h.
"""

from __future__ import annotations

import numpy as np

from core.stocks.engines.fused.cells.activation import tanh
from core.stocks.engines.fused.cells.cell import Cell, Sizes, Step, seen, show
from core.stocks.engines.fused.vectors.arithmetic import load, splat, store
from core.stocks.engines.fused.vectors.simd import LANES, njit

RNN = Cell(number=2, slopes=(1,), parts=1, kept=0)


@njit
def step_forward(sizes: Sizes, at: Step) -> None:
    """From the sum to h."""
    for j in range(0, sizes.units, LANES):
        n = sizes.units - j
        h = tanh(load(at.gates, j))
        store(at.gates, j, n, h)
        show(at, j, n, h)


@njit
def step_backward(sizes: Sizes, at: Step) -> None:
    """From h to its sum's gradient."""
    one = splat(np.float32(1))
    for j in range(0, sizes.units, LANES):
        h = load(at.gates, j)
        store(at.gates, j, sizes.units - j, seen(at, j) * (one - h * h))
