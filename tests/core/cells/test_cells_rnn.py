import numpy as np
import pytest

from core.cells import RNN, rnn

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
    state0 = rnn.State(random.normal(size=(N_A, M)))
    weights = random.normal(size=(T, N_A, M))  # of the states in the loss
    return parameters, x, state0, weights


def test_step_computes_the_equation_of_the_report(case):
    parameters, x, previous, _ = case
    state, cache = rnn.step_forward(parameters, x[0], previous)
    for member in range(M):
        for unit in range(N_A):
            z = parameters.b[unit, 0]
            z += sum(parameters.Wax[unit, k] * x[0, k, member] for k in range(N_X))
            z += sum(parameters.Waa[unit, k] * previous.a[k, member] for k in range(N_A))
            assert state.a[unit, member] == pytest.approx(np.tanh(z), abs=1e-15)
    assert cache.state is state


def test_sequence_is_its_steps_one_after_the_other(case):
    parameters, x, state, _ = case
    states, _ = RNN.forward(parameters, x, state)
    for t in range(T):
        state, _ = rnn.step_forward(parameters, x[t], state)
        np.testing.assert_array_equal(states[t], state.a)


def test_step_gradients_match_differences(case, gradient_error):
    parameters, x, state0, weights = case

    def loss():
        return float((weights[0] * rnn.step_forward(parameters, x[0], state0)[0].a).sum())

    _, cache = rnn.step_forward(parameters, x[0], state0)
    dstate = rnn.State(weights[0])
    inner, dx, dstate0 = rnn.step_backward(parameters, dstate, cache)
    gradients = rnn.parameter_gradients(inner, cache)
    for array, gradient in zip(
        (*parameters, x[0], *state0), (*gradients, dx, *dstate0), strict=True
    ):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_sequence_gradients_match_differences(case, gradient_error):
    parameters, x, state0, weights = case

    def loss():
        return float((weights * RNN.forward(parameters, x, state0)[0]).sum())

    _, caches = RNN.forward(parameters, x, state0)
    gradients, dx, dstate0 = RNN.backward(parameters, weights, caches)
    for array, gradient in zip((*parameters, x, *state0), (*gradients, dx, *dstate0), strict=True):
        assert gradient_error(loss, array, gradient) < 1e-7


def test_forward_and_backward_leave_their_inputs_alone(case):
    parameters, x, state0, weights = case
    given = (*parameters, x, *state0, weights)
    before = [array.copy() for array in given]
    _, caches = RNN.forward(parameters, x, state0)
    RNN.backward(parameters, weights, caches)
    for array, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(array, copy)
