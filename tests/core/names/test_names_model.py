import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.names import model

N_A, N_X = 4, 5
NAME = np.array([2, 1, 4, 2])

finite = st.floats(-1e6, 1e6)


@pytest.fixture
def case():
    random = np.random.default_rng(0)
    parameters = {
        name: random.normal(size=values.shape) / 2
        for name, values in model.initial_parameters(N_A, N_X, seed=0).items()
    }
    return parameters, random.normal(size=(N_A, 1))


def test_initial_parameters_are_the_course_s():
    parameters = model.initial_parameters(50, 27, seed=1)
    assert {name: values.shape for name, values in parameters.items()} == {
        "Wax": (50, 27),
        "Waa": (50, 50),
        "Wya": (27, 50),
        "b": (50, 1),
        "by": (27, 1),
    }
    # the first numbers of NumPy's legacy generator after seed 1
    np.testing.assert_allclose(parameters["Wax"][0, :2], [0.0162434536, -0.0061175641], atol=1e-11)


@pytest.mark.parametrize("name", ["Wax", "Waa", "Wya", "b", "by"])
def test_gradients_match_differences(case, name, gradient_error):
    parameters, a0 = case
    _, gradients, _ = model.loss_and_gradients(parameters, NAME, a0)

    def loss():
        return model.loss_and_gradients(parameters, NAME, a0)[0]

    assert gradient_error(loss, parameters[name], gradients[name]) < 1e-7


def test_loss_is_the_surprise_of_each_letter_and_the_end():
    parameters = model.initial_parameters(N_A, N_X, seed=0)
    parameters["Wya"] *= 0
    probabilities = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    parameters["by"] = np.log(probabilities)[:, np.newaxis]
    loss, _, _ = model.loss_and_gradients(parameters, NAME, np.zeros((N_A, 1)))
    expected = -sum(math.log(probabilities[letter]) for letter in [*NAME, model.END_ID])
    assert loss == pytest.approx(expected)


def test_state_goes_on_into_the_next_name(case):
    parameters, a0 = case
    loss, _, a = model.loss_and_gradients(parameters, NAME, a0)
    again, _, _ = model.loss_and_gradients(parameters, NAME, a)
    assert a.shape == (N_A, 1)
    assert again != loss


def test_loss_stays_finite_when_a_probability_underflows(case):
    parameters, a0 = case
    parameters["by"][2] = -1e5
    loss, gradients, _ = model.loss_and_gradients(parameters, NAME, a0)
    assert loss > 1e5
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2), elements=finite))
def test_probabilities_sum_to_one(z):
    probabilities = np.exp(model.log_softmax(z))
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=0), 1)


@given(arrays(np.float64, array_shapes(), elements=finite), st.floats(0.01, 100))
def test_clipping_holds_each_element_and_changes_nothing_within(gradient, limit):
    clipped = model.clip({"Wax": gradient}, limit)["Wax"]
    assert (np.abs(clipped) <= limit).all()
    within = np.abs(gradient) <= limit
    np.testing.assert_array_equal(clipped[within], gradient[within])
    np.testing.assert_array_equal(np.sign(clipped), np.sign(gradient))


def test_sgd_step_goes_against_the_gradient():
    parameters = {"b": np.array([[1.0], [2.0]])}
    model.sgd_step(parameters, {"b": np.array([[10.0], [-10.0]])}, learning_rate=0.1)
    np.testing.assert_allclose(parameters["b"], [[0.0], [3.0]])
