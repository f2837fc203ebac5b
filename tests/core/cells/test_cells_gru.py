import numpy as np
import pytest

from core.cells import gru

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
    a0 = random.normal(size=(N_A, M))
    weights = random.normal(size=(T, N_A, M))  # of the states in the loss
    return parameters, x, a0, weights


def test_step_computes_its_equations(case):
    parameters, x, a_prev, _ = case
    a, cache = gru.step_forward(parameters, x[0], a_prev)

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
    np.testing.assert_allclose(a, cache.z * a_prev + (1 - cache.z) * cache.g, atol=1e-15)
    assert cache.a is a


def test_sequence_is_its_steps_one_after_the_other(case):
    parameters, x, a, _ = case
    states, _ = gru.forward(parameters, x, a)
    for t in range(T):
        a, _ = gru.step_forward(parameters, x[t], a)
        np.testing.assert_array_equal(states[t], a)


def test_step_gradients_match_differences(case, gradient_error):
    parameters, x, a0, weights = case

    def loss():
        return float((weights[0] * gru.step_forward(parameters, x[0], a0)[0]).sum())

    _, cache = gru.step_forward(parameters, x[0], a0)
    gradients, dx, da0 = gru.step_backward(parameters, weights[0], cache)
    for array, gradient in zip((*parameters, x[0], a0), (*gradients, dx, da0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_sequence_gradients_match_differences(case, gradient_error):
    parameters, x, a0, weights = case

    def loss():
        return float((weights * gru.forward(parameters, x, a0)[0]).sum())

    _, caches = gru.forward(parameters, x, a0)
    gradients, dx, da0 = gru.backward(parameters, weights, caches)
    for array, gradient in zip((*parameters, x, a0), (*gradients, dx, da0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_forward_and_backward_leave_their_inputs_alone(case):
    parameters, x, a0, weights = case
    given = (*parameters, x, a0, weights)
    before = [array.copy() for array in given]
    _, caches = gru.forward(parameters, x, a0)
    gru.backward(parameters, weights, caches)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
