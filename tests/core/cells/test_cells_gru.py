import numpy as np
import pytest

from core.cells import GRU, gru

T, N_X, N_A, M = 4, 3, 5, 2


@pytest.fixture
def case():
    random = np.random.default_rng(0)
    parameters = gru.Parameters(
        Wx=random.normal(size=(3 * N_A, N_X)),
        Wa=random.normal(size=(3 * N_A, N_A)) / 2,
        bx=random.normal(size=(3 * N_A, 1)),
        ba=random.normal(size=(3 * N_A, 1)),
    )
    x = random.normal(size=(T, N_X, M))
    state0 = gru.State(random.normal(size=(N_A, M)))
    weights = random.normal(size=(T, N_A, M))  # of the states in the loss
    return parameters, x, state0, weights


def test_step_computes_its_equations(case):
    parameters, x, previous, _ = case
    a_prev = previous.a
    state, cache = gru.step_forward(parameters, x[0], previous)

    def sums(number):
        rows = slice(number * N_A, (number + 1) * N_A)
        Wx, Wa, bx, ba = (weights[rows] for weights in parameters)
        return Wx @ x[0] + bx, Wa @ a_prev + ba

    def logistic(z):
        return 1 / (1 + np.exp(-z))

    np.testing.assert_allclose(cache.z, logistic(sum(sums(0))), atol=1e-15)
    np.testing.assert_allclose(cache.r, logistic(sum(sums(1))), atol=1e-15)
    from_input, from_state = sums(2)
    np.testing.assert_allclose(cache.g, np.tanh(from_input + cache.r * from_state), atol=1e-15)
    np.testing.assert_allclose(state.a, cache.z * a_prev + (1 - cache.z) * cache.g, atol=1e-15)
    assert cache.state is state


def test_sequence_is_its_steps_one_after_the_other(case):
    parameters, x, state, _ = case
    states, _ = GRU.forward(parameters, x, state)
    for t in range(T):
        state, _ = gru.step_forward(parameters, x[t], state)
        np.testing.assert_array_equal(states[t], state.a)


def test_step_gradients_match_differences(case, gradient_error):
    parameters, x, state0, weights = case

    def loss():
        return float((weights[0] * gru.step_forward(parameters, x[0], state0)[0].a).sum())

    _, cache = gru.step_forward(parameters, x[0], state0)
    dstate = gru.State(weights[0])
    inner, dx, dstate0 = gru.step_backward(parameters, dstate, cache)
    gradients = gru.parameter_gradients(inner, cache)
    for array, gradient in zip(
        (*parameters, x[0], *state0), (*gradients, dx, *dstate0), strict=True
    ):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_sequence_gradients_match_differences(case, gradient_error):
    parameters, x, state0, weights = case

    def loss():
        return float((weights * GRU.forward(parameters, x, state0)[0]).sum())

    _, caches = GRU.forward(parameters, x, state0)
    gradients, dx, dstate0 = GRU.backward(parameters, weights, caches)
    for array, gradient in zip((*parameters, x, *state0), (*gradients, dx, *dstate0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_forward_and_backward_leave_their_inputs_alone(case):
    parameters, x, state0, weights = case
    given = (*parameters, x, *state0, weights)
    before = [array.copy() for array in given]
    _, caches = GRU.forward(parameters, x, state0)
    GRU.backward(parameters, weights, caches)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
