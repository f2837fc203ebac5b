import math

import numpy as np
import pytest
from numba import njit

from core.names import fused_engine, model
from core.names.engines import ReferenceEngine
from core.names.fused_engine import FusedEngine
from core.names.settings import NamesSettings


@njit(error_model="numpy")
def exps(x):
    return np.array([fused_engine._exp(value) for value in x])


@njit(error_model="numpy")
def tanhs(x):
    fused_engine._tanh(x)
    return x


@njit(error_model="numpy")
def products(total, vector, matrix):
    fused_engine._add_product(total, vector, matrix)
    return total


def test_exp_is_the_exponential():
    x = np.concatenate([np.linspace(-708, 708, 20_001), np.linspace(-1, 1, 2001)])
    np.testing.assert_allclose(exps(x), [math.exp(value) for value in x], rtol=5e-16)


def test_exp_stands_any_number():
    assert exps(np.array([-1e300, 0.0, 1e300])) == pytest.approx(
        [math.exp(-708), 1.0, math.exp(708)]
    )


def test_tanh_is_the_hyperbolic_tangent():
    x = np.linspace(-30, 30, 20_001)
    np.testing.assert_allclose(tanhs(x.copy()), np.tanh(x), rtol=0, atol=4e-16)


@pytest.mark.parametrize(
    ("hidden_units", "letters", "lengths"),
    [(1, 3, (1, 2)), (4, 5, (3, 1, 6)), (7, 30, (12, 2)), (50, 27, (50, 1, 9))],
)
def test_every_parameter_moves_as_the_reference_s(hidden_units, letters, lengths):
    """Units and letters that are and are not multiples of the loop's four; letters repeated."""
    random = np.random.default_rng(0)
    names = [random.integers(1, letters, size=length) for length in lengths]
    settings = NamesSettings(hidden_units=hidden_units, learning_rate=0.05, clip_value=0.5)
    first = {
        name: random.normal(size=values.shape) / (2 * math.sqrt(hidden_units))
        for name, values in model.initial_parameters(hidden_units, letters, seed=0).items()
    }
    ours = FusedEngine(settings, names, first)
    theirs = ReferenceEngine(settings, names, {k: v.copy() for k, v in first.items()})
    for iterations in (range(1), range(1, 4), range(4, 20)):
        ours.run(iterations)
        theirs.run(iterations)
        assert ours.loss == pytest.approx(theirs.loss, rel=1e-12)
        for name, values in theirs.parameters.items():
            np.testing.assert_allclose(ours.parameters[name], values, atol=1e-11)


def test_slices_change_no_bit():
    names = [np.array([1, 2, 1]), np.array([3])]
    first = model.initial_parameters(5, 4, seed=0)
    whole, sliced = (FusedEngine(NamesSettings(hidden_units=5), names, first) for _ in range(2))
    whole.run(range(60))
    for start in range(0, 60, 7):
        sliced.run(range(start, min(start + 7, 60)))
    assert sliced.loss == whole.loss
    for name, values in whole.parameters.items():
        np.testing.assert_array_equal(sliced.parameters[name], values)


@pytest.mark.parametrize("outputs", [1, 16])
@pytest.mark.parametrize("terms", [1, 4])
def test_a_product_is_rounded_before_it_is_added(outputs, terms):
    """With fused multiply-add the exact square would leave a rest; without, nothing is left."""
    x = 1 + 2.0**-30
    totals = np.full(outputs, -(x * x))
    vector = np.array([x] + [0.0] * (terms - 1))
    assert products(totals, vector, np.full((terms, outputs), x)).tolist() == [0.0] * outputs


def test_a_sum_adds_its_terms_in_order():
    terms = np.random.default_rng(0).normal(size=(7, 16)) * 10.0 ** np.arange(-3, 4)[:, np.newaxis]
    in_order = np.zeros(16)
    for term in terms:
        in_order = in_order + term
    np.testing.assert_array_equal(products(np.zeros(16), np.ones(7), terms), in_order)


def test_warming_leaves_nothing_to_compile():
    fused_engine.warm()
    compiled = len(fused_engine._train.signatures)
    settings = NamesSettings(hidden_units=3)
    names = [np.array([1, 2]), np.array([2])]
    FusedEngine(settings, names, model.initial_parameters(3, 3, seed=0)).run(range(5))
    assert len(fused_engine._train.signatures) == compiled
