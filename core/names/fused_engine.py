"""The fused engine: the model of `core.names.model`, compiled, one call for many iterations.

The order of every sum is fixed here, so that every machine gets the same weights, and with them
the same names, at every iteration, however chaotic training becomes (see `core.names.table1`):

- every sum adds its terms one by one, in the order of the summed index: hidden units and letters
  from 0 up, time steps of a name from the first to the last; scores start from the bias, then
  comes the input, then the hidden state; a gradient coming from two sides adds the letters first;
- the arithmetic is float64 with a rounding after each operation: no fused multiply-add, no
  reassociation (Numba's fastmath is off), no BLAS. Loops are vectorised over the outputs only,
  which changes no sum;
- exp and tanh are computed here from additions, multiplications and divisions, because the
  libraries of two systems differ in the last digit. The logarithm of the loss is the library's:
  no weight depends on it.

What is left to the machine is the first weights: NumPy's legacy normal draws take a logarithm
from the system's library.

Arrays are laid out so that the innermost index is the one that is not summed; that is why Waa and
Wya are kept twice, once transposed, and Wax transposed only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from core.arrays import SECONDS, refuse_foreign
from core.cells.arrays import Array
from core.events import Arrays
from core.names import model
from core.names.settings import NamesSettings

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238  # its last 21 bits are 0: times a small integer it is exact
_LN2_LOW = 1.9082149292705877e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to an integer, kept in the low bits
_EXP_LIMIT = 708.0  # beyond it exp leaves the normal numbers
_EXPONENT_BIAS = 1023
_MANTISSA_BITS = 52

_part = njit(inline="always", error_model="numpy")  # of the one compiled call; no zero checks


@_part
def _exp(x: float) -> float:
    """2**n exp(r) with |r| <= ln(2) / 2, exp(r) by Taylor's series of degree 13.

    Relative error below 5e-16; x is held between -708 and 708.
    """
    x = min(max(x, -_EXP_LIMIT), _EXP_LIMIT)
    shifted = x * _LOG2_E + _ROUNDER
    n = shifted - _ROUNDER
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    bits = (np.float64(shifted).view(np.int64) + _EXPONENT_BIAS) << _MANTISSA_BITS
    return p * np.int64(bits).view(np.float64)


class _Weights(NamedTuple):
    """The parameters as the loops read them; n_x letters, n_a hidden units."""

    WaxT: Array  # (n_x, n_a)
    Waa: Array  # (n_a, n_a)
    WaaT: Array
    Wya: Array  # (n_x, n_a)
    WyaT: Array  # (n_a, n_x)
    b: Array  # (n_a,)
    by: Array  # (n_x,)


class _Buffers(NamedTuple):
    """What one name leaves behind, T steps at most."""

    a: Array  # (T + 1, n_a) hidden states; a[0] comes from the name before, a[t + 1] from step t
    dz: Array  # (T, n_a) gradient with respect to the hidden scores
    y: Array  # (T, n_x) letter scores, then probabilities, then the gradient of the scores
    dx_rows: Array  # (n_x, n_a) gradient of WaxT; all zero between two names
    d_units: Array  # (n_a,)
    d_letters: Array  # (n_x,)


@_part
def _add_product(total: Array, vector: Array, matrix: Array) -> None:
    """total[j] += sum over k of vector[k] * matrix[k, j]; k from 0 up, four in a pass."""
    whole = len(vector) // 4 * 4
    for k in range(0, whole, 4):
        v0, v1, v2, v3 = vector[k], vector[k + 1], vector[k + 2], vector[k + 3]
        m0, m1, m2, m3 = matrix[k], matrix[k + 1], matrix[k + 2], matrix[k + 3]
        for j in range(len(total)):
            total[j] = total[j] + v0 * m0[j] + v1 * m1[j] + v2 * m2[j] + v3 * m3[j]
    for k in range(whole, len(vector)):
        v0, m0 = vector[k], matrix[k]
        for j in range(len(total)):
            total[j] += v0 * m0[j]


@_part
def _tanh(z: Array) -> None:
    """In place: 1 - 2 / (exp(2z) + 1), absolute error below 4e-16."""
    for j in range(len(z)):
        z[j] = 1.0 - 2.0 / (_exp(2.0 * z[j]) + 1.0)


@_part
def _softmax(z: Array) -> float:
    """In place; returns ln of the sum of exp(z)."""
    highest = z.max()
    total = 0.0
    for letter in range(len(z)):
        z[letter] = _exp(z[letter] - highest)
    for letter in range(len(z)):
        total += z[letter]
    for letter in range(len(z)):
        z[letter] /= total
    return float(highest + math.log(total))


@_part
def _descend(weights: Array, gradient: Array, limit: float, rate: float) -> None:
    """One SGD step with the clipped gradient."""
    for j in range(len(weights)):
        weights[j] -= rate * min(max(gradient[j], -limit), limit)


@_part
def _forward(weights: _Weights, buffers: _Buffers, target: NDArray[np.int64]) -> float:
    """Through one name; leaves a, and in y the gradient of the scores; returns the loss."""
    WaxT, _, WaaT, _, WyaT, b, by = weights
    a, y = buffers.a, buffers.y
    loss = 0.0
    for t in range(len(target)):
        z, scores = a[t + 1], y[t]
        z[:] = b
        if t > 0:  # the first input is the zero vector, the others are one-hot: a row of WaxT
            z += WaxT[target[t - 1]]
        _add_product(z, a[t], WaaT)
        _tanh(z)
        scores[:] = by
        _add_product(scores, z, WyaT)
        loss -= scores[target[t]]
        loss += _softmax(scores)
        scores[target[t]] -= 1.0
    return loss


@_part
def _backward(weights: _Weights, buffers: _Buffers, steps: int) -> None:
    """Back through the name; leaves dz."""
    Waa, Wya = weights.Waa, weights.Wya
    a, dz, y = buffers.a, buffers.dz, buffers.y
    for t in range(steps - 1, -1, -1):
        da = dz[t]
        da[:] = 0.0
        _add_product(da, y[t], Wya)
        if t < steps - 1:
            _add_product(da, dz[t + 1], Waa)
        for j in range(len(da)):
            da[j] *= 1.0 - a[t + 1, j] * a[t + 1, j]


@_part
def _update(
    weights: _Weights, buffers: _Buffers, target: NDArray[np.int64], limit: float, rate: float
) -> None:
    """Sums each gradient over the steps, clips it and moves the weights, row by row."""
    WaxT, Waa, WaaT, Wya, WyaT, b, by = weights
    T = len(target)
    a, dz, y = buffers.a, buffers.dz, buffers.y
    d_units, d_letters, dx_rows = buffers.d_units, buffers.d_letters, buffers.dx_rows
    for unit in range(len(Waa)):
        d_units[:] = 0.0
        _add_product(d_units, dz[:T, unit], a[:T])
        _descend(Waa[unit], d_units, limit, rate)
        WaaT[:, unit] = Waa[unit]
    for letter in range(len(Wya)):
        d_units[:] = 0.0
        _add_product(d_units, y[:T, letter], a[1 : T + 1])
        _descend(Wya[letter], d_units, limit, rate)
        WyaT[:, letter] = Wya[letter]

    for t in range(1, T):
        dx_rows[target[t - 1]] += dz[t]
    for t in range(1, T):  # a letter that comes again finds its gradient already used and zero
        _descend(WaxT[target[t - 1]], dx_rows[target[t - 1]], limit, rate)
        dx_rows[target[t - 1]] = 0.0

    d_units[:] = 0.0
    d_letters[:] = 0.0
    for t in range(T):
        d_units += dz[t]
        d_letters += y[t]
    _descend(b, d_units, limit, rate)
    _descend(by, d_letters, limit, rate)


@njit(error_model="numpy", cache=True)
def _train(
    weights: _Weights,
    buffers: _Buffers,
    letters: NDArray[np.int64],
    starts: NDArray[np.int64],
    first: int,
    stop: int,
    limit: float,
    rate: float,
    smoothed: float,
) -> float:
    """Iterations first to stop - 1, in place; returns the smoothed loss.

    Name n is letters[starts[n]:starts[n + 1]], end mark included.
    """
    for iteration in range(first, stop):
        n = iteration % (len(starts) - 1)
        target = letters[starts[n] : starts[n + 1]]
        loss = _forward(weights, buffers, target)
        _backward(weights, buffers, len(target))
        _update(weights, buffers, target, limit, rate)
        buffers.a[0] = buffers.a[len(target)]
        smoothed = 0.999 * smoothed + 0.001 * loss
    return smoothed


class FusedEngine:
    """Trains in compiled code; `core.names.engines` says what its members are."""

    def __init__(
        self,
        settings: NamesSettings,
        names: Sequence[NDArray[np.int64]],
        parameters: model.Parameters,
    ) -> None:
        self._settings = settings
        self._weights = _lay_out(parameters)
        ended = [np.append(name, model.END_ID) for name in names]
        self._letters = np.concatenate(ended)
        self._starts = np.cumsum([0, *map(len, ended)])
        self._buffers = _make_buffers(self._weights, longest=max(map(len, ended)))
        self.loss = model.initial_loss(len(self._weights.by))

    @property
    def parameters(self) -> model.Parameters:
        """The parameters as they stand: views, which go on changing with the training."""
        WaxT, Waa, _, Wya, _, b, by = self._weights
        return {"Wax": WaxT.T, "Waa": Waa, "Wya": Wya, "b": b[:, None], "by": by[:, None]}

    def run(self, iterations: range) -> None:
        """Trains on one name an iteration, round and round."""
        self.loss = _train(
            self._weights,
            self._buffers,
            self._letters,
            self._starts,
            iterations.start,
            iterations.stop,
            self._settings.clip_value,
            self._settings.learning_rate,
            self.loss,
        )

    def state(self) -> Arrays:
        """Copies of all that the next iteration depends on."""
        parameters = {name: values.copy() for name, values in self.parameters.items()}
        a = self._buffers.a[0][:, None].copy()
        return {**parameters, "a": a, "loss": np.array(self.loss)}

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state; compiled code trusts it from then on."""
        refuse_foreign(state, model.state_forms(*self._weights.WaxT.shape[::-1]), SECONDS)
        self._weights = _lay_out(state)
        self._buffers.a[0] = state["a"][:, 0]
        self.loss = float(state["loss"])


def _lay_out(parameters: model.Parameters) -> _Weights:
    """Copies of the parameters in the engine's layout."""
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    return _Weights(
        WaxT=Wax.T.copy(),
        Waa=Waa.copy(),
        WaaT=Waa.T.copy(),
        Wya=Wya.copy(),
        WyaT=Wya.T.copy(),
        b=parameters["b"][:, 0].copy(),
        by=parameters["by"][:, 0].copy(),
    )


def _make_buffers(weights: _Weights, longest: int) -> _Buffers:
    n_x, n_a = weights.Wya.shape
    return _Buffers(
        a=np.zeros((longest + 1, n_a)),
        dz=np.zeros((longest, n_a)),
        y=np.zeros((longest, n_x)),
        dx_rows=np.zeros((n_x, n_a)),
        d_units=np.zeros(n_a),
        d_letters=np.zeros(n_x),
    )


def warm() -> None:
    """Compiles the engine, or loads it from the cache beside this file, by one small training."""
    settings = NamesSettings(hidden_units=1)
    names = [np.array([1], dtype=np.int64)]
    FusedEngine(settings, names, model.initial_parameters(1, letters=2, seed=0)).run(range(1))
