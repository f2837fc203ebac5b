"""One time step of one LSTM layer, forward and backward, for a batch.

Gates in Keras' order i f c o: the four stand side by side in a row of z, first as sums, then as
gates, then as gradients with respect to the sums. `core.cells.lstm` is the readable twin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from core.stocks.engines.fused.simd import LANES, clamp, load, multiply_add, splat, store


@njit
def tanh(x: Any) -> Any:
    """Hyperbolic tangent of a vector, accurate to float32 (the rational function of Eigen)."""
    limit = np.float32(7.90531110763549805)  # beyond, tanh is 1 in float32
    x = clamp(x, splat(-limit), splat(limit))
    square = x * x
    p = splat(np.float32(-2.76076847742355e-16))
    p = multiply_add(p, square, splat(np.float32(2.00018790482477e-13)))
    p = multiply_add(p, square, splat(np.float32(-8.60467152213735e-11)))
    p = multiply_add(p, square, splat(np.float32(5.12229709037114e-08)))
    p = multiply_add(p, square, splat(np.float32(1.48572235717979e-05)))
    p = multiply_add(p, square, splat(np.float32(6.37261928875436e-04)))
    p = multiply_add(p, square, splat(np.float32(4.89352455891786e-03)))
    q = splat(np.float32(1.19825839466702e-06))
    q = multiply_add(q, square, splat(np.float32(1.18534705686654e-04)))
    q = multiply_add(q, square, splat(np.float32(2.26843463243900e-03)))
    q = multiply_add(q, square, splat(np.float32(4.89352518554385e-03)))
    return x * p / q


@njit
def activate(z: int, z_at: int, slopes: int, gates: int) -> None:
    """Turns a row of sums into gates.

    One function for all of them: sigmoid(x) = tanh(x / 2) / 2 + 1 / 2, so that a gate is
    slope * tanh(slope * x) + 1 - slope with slope 1/2 for i, f, o and 1 for c.
    """
    for j in range(0, gates, LANES):
        slope = load(slopes, j, gates - j)
        gate = tanh(slope * load(z, z_at + j, gates - j))
        gate = multiply_add(slope, gate, splat(np.float32(1)) - slope)
        store(z, z_at + j, gates - j, gate)


@njit
def cell_forward(
    units: int, z: int, z_at: int, c: int, c_before: int, c_at: int, tanh_c: int,
    mask: int, mask_at: int, state: int, hidden_at: int, output_at: int,
) -> None:  # fmt: skip
    """From a row of gates and the cell state before: cell state, hidden state, dropped-out output.

    c = f c_before + i g;  h = o tanh(c)
    """
    for j in range(0, units, LANES):
        n = units - j
        i = load(z, z_at + j, n)
        f = load(z, z_at + units + j, n)
        g = load(z, z_at + 2 * units + j, n)
        o = load(z, z_at + 3 * units + j, n)
        memory = multiply_add(f, load(c, c_before + j, n), i * g)
        bounded = tanh(memory)
        hidden = o * bounded
        store(c, c_at + j, n, memory)
        store(tanh_c, mask_at + j, n, bounded)
        store(state, hidden_at + j, n, hidden)
        store(state, output_at + j, n, hidden * load(mask, mask_at + j, n))


@njit
def cell_backward(
    units: int, z: int, z_at: int, c: int, c_before: int, tanh_c: int,
    mask: int, mask_at: int, gradient: int, hidden_at: int, output_at: int, dc: int, dc_at: int,
) -> None:  # fmt: skip
    """Turns a row of gates into the gradients with respect to their sums; carries dc a step back.

    The gradient of the hidden state comes from the step after and, through dropout, from the layer
    above.
    """
    one = splat(np.float32(1))
    for j in range(0, units, LANES):
        n = units - j
        i = load(z, z_at + j, n)
        f = load(z, z_at + units + j, n)
        g = load(z, z_at + 2 * units + j, n)
        o = load(z, z_at + 3 * units + j, n)
        bounded = load(tanh_c, mask_at + j, n)
        above = load(gradient, output_at + j, n)
        dh = multiply_add(above, load(mask, mask_at + j, n), load(gradient, hidden_at + j, n))
        memory = multiply_add(dh * o, one - bounded * bounded, load(dc, dc_at + j, n))
        store(z, z_at + j, n, memory * g * i * (one - i))
        store(z, z_at + units + j, n, memory * load(c, c_before + j, n) * f * (one - f))
        store(z, z_at + 2 * units + j, n, memory * i * (one - g * g))
        store(z, z_at + 3 * units + j, n, dh * bounded * o * (one - o))
        store(dc, dc_at + j, n, memory * f)
