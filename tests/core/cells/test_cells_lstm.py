import numpy as np
import pytest

from core.cells import LSTM, lstm

T, N_X, N_A, M = 4, 3, 5, 2


@pytest.fixture
def case():
    random = np.random.default_rng(0)
    parameters = lstm.Parameters(
        Wx=random.normal(size=(4 * N_A, N_X)),
        Wa=random.normal(size=(4 * N_A, N_A)) / 2,
        b=random.normal(size=(4 * N_A, 1)),
    )
    x = random.normal(size=(T, N_X, M))
    state0 = lstm.State(random.normal(size=(N_A, M)), random.normal(size=(N_A, M)))
    weights = random.normal(size=(T, N_A, M))  # of the outputs in the loss
    return parameters, x, state0, weights


def test_step_computes_the_equations_of_the_report(case):
    parameters, x, previous, _ = case
    state, cache = lstm.step_forward(parameters, x[0], previous)

    def gate(number, activation):
        rows = slice(number * N_A, (number + 1) * N_A)
        Wx, Wa, b = (weights[rows] for weights in parameters)
        return activation(Wx @ x[0] + Wa @ previous.a + b)

    def logistic(z):
        return 1 / (1 + np.exp(-z))

    np.testing.assert_allclose(cache.i, gate(0, logistic), atol=1e-15)
    np.testing.assert_allclose(cache.f, gate(1, logistic), atol=1e-15)
    np.testing.assert_allclose(cache.g, gate(2, np.tanh), atol=1e-15)
    np.testing.assert_allclose(cache.o, gate(3, logistic), atol=1e-15)
    np.testing.assert_allclose(state.c, cache.f * previous.c + cache.i * cache.g, atol=1e-15)
    np.testing.assert_allclose(state.a, cache.o * np.tanh(state.c), atol=1e-15)


def test_sequence_is_its_steps_one_after_the_other(case):
    parameters, x, state, _ = case
    outputs, _ = LSTM.forward(parameters, x, state)
    for t in range(T):
        state, _ = lstm.step_forward(parameters, x[t], state)
        np.testing.assert_array_equal(outputs[t], state.a)


def test_step_gradients_match_differences(case, gradient_error):
    parameters, x, previous, weights = case

    def loss():
        state, _ = lstm.step_forward(parameters, x[0], previous)
        return float((weights[0] * state.a).sum() + (weights[1] * state.c).sum())

    _, cache = lstm.step_forward(parameters, x[0], previous)
    dstate = lstm.State(weights[0], weights[1])
    inner, dx, dprevious = lstm.step_backward(parameters, dstate, cache)
    gradients = lstm.parameter_gradients(inner, cache)
    given = (*parameters, x[0], *previous)
    for array, gradient in zip(given, (*gradients, dx, *dprevious), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_sequence_gradients_match_differences(case, gradient_error):
    parameters, x, state0, weights = case

    def loss():
        return float((weights * LSTM.forward(parameters, x, state0)[0]).sum())

    _, caches = LSTM.forward(parameters, x, state0)
    gradients, dx, dstate0 = LSTM.backward(parameters, weights, caches)
    given = (*parameters, x, *state0)
    for array, gradient in zip(given, (*gradients, dx, *dstate0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_forward_and_backward_leave_their_inputs_alone(case):
    parameters, x, state0, weights = case
    given = (*parameters, x, *state0, weights)
    before = [array.copy() for array in given]
    _, caches = LSTM.forward(parameters, x, state0)
    LSTM.backward(parameters, weights, caches)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
