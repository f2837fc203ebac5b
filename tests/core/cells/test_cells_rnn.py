import numpy as np
import pytest

from core.cells import rnn

T, N_X, N_A, M = 4, 3, 5, 2


@pytest.fixture
def case():
    random = np.random.default_rng(0)
    parameters = rnn.Parameters(
        Wax=random.normal(size=(N_A, N_X)),
        Waa=random.normal(size=(N_A, N_A)) / 2,
        b=random.normal(size=(N_A, 1)),
    )
    x = random.normal(size=(T, N_X, M))
    a0 = random.normal(size=(N_A, M))
    weights = random.normal(size=(T, N_A, M))  # of the states in the loss
    return parameters, x, a0, weights


def test_step_computes_the_equation_of_the_report(case):
    parameters, x, a0, _ = case
    a, cache = rnn.step_forward(parameters, x[0], a0)
    for member in range(M):
        for unit in range(N_A):
            z = parameters.b[unit, 0]
            z += sum(parameters.Wax[unit, k] * x[0, k, member] for k in range(N_X))
            z += sum(parameters.Waa[unit, k] * a0[k, member] for k in range(N_A))
            assert a[unit, member] == pytest.approx(np.tanh(z), abs=1e-15)
    assert cache.a is a


def test_sequence_is_its_steps_one_after_the_other(case):
    parameters, x, a, _ = case
    states, _ = rnn.forward(parameters, x, a)
    for t in range(T):
        a, _ = rnn.step_forward(parameters, x[t], a)
        np.testing.assert_array_equal(states[t], a)


def test_step_gradients_match_differences(case, gradient_error):
    parameters, x, a0, weights = case

    def loss():
        return float((weights[0] * rnn.step_forward(parameters, x[0], a0)[0]).sum())

    _, cache = rnn.step_forward(parameters, x[0], a0)
    gradients, dx, da0 = rnn.step_backward(parameters, weights[0], cache)
    for array, gradient in zip((*parameters, x[0], a0), (*gradients, dx, da0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_sequence_gradients_match_differences(case, gradient_error):
    parameters, x, a0, weights = case

    def loss():
        return float((weights * rnn.forward(parameters, x, a0)[0]).sum())

    _, caches = rnn.forward(parameters, x, a0)
    gradients, dx, da0 = rnn.backward(parameters, weights, caches)
    for array, gradient in zip((*parameters, x, a0), (*gradients, dx, da0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_forward_and_backward_leave_their_inputs_alone(case):
    parameters, x, a0, weights = case
    given = (*parameters, x, a0, weights)
    before = [array.copy() for array in given]
    _, caches = rnn.forward(parameters, x, a0)
    rnn.backward(parameters, weights, caches)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
