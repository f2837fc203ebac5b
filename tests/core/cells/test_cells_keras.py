"""The cells against Keras' layers on the same weights, in float64."""

import numpy as np
import pytest

from core.cells import CELLS

pytestmark = pytest.mark.keras

T, N_X, N_A, M = 6, 3, 5, 4
TOLERANCE = 1e-10
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


def keras_layer(kind):
    import keras

    layers = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
    return layers[kind](N_A, return_sequences=True, dtype="float64")


def keras_run(layer, weights, x, states, weights_of_outputs):
    """Outputs (T, n_a, m) of a layer and its gradients, as columns like ours."""
    import tensorflow as tf

    batch = tf.constant(x.transpose(2, 0, 1))
    states = [tf.constant(state.T) for state in states]
    layer.build(batch.shape)
    Wx, Wa, *biases = weights
    layer.set_weights([Wx.T, Wa.T, np.squeeze([bias[:, 0] for bias in biases])])
    with tf.GradientTape() as tape:
        tape.watch([batch, *states])
        outputs = layer(batch, initial_state=states)
        loss = tf.reduce_sum(outputs * weights_of_outputs.transpose(2, 0, 1))
    kernel, recurrent, bias, dx, *dstates = tape.gradient(
        loss, [*layer.trainable_variables, batch, *states]
    )
    gradients = [kernel.numpy().T, recurrent.numpy().T]
    gradients.extend(row[:, None] for row in np.atleast_2d(bias.numpy()))
    gradients.append(dx.numpy().transpose(1, 2, 0))
    gradients.extend(dstate.numpy().T for dstate in dstates)
    return outputs.numpy().transpose(1, 2, 0), gradients


def our_run(cell, weights, x, states, da):
    """The same from the plain cells."""
    parameters = cell.Parameters(*weights)
    a, caches = cell.forward(parameters, x, cell.State(*states))
    gradients, dx, dstate0 = cell.backward(parameters, da, caches)
    return a, [*gradients, dx, *dstate0]


@pytest.mark.parametrize("kind", GATES)
def test_outputs_and_gradients_are_those_of_keras(kind):
    random = np.random.default_rng(1)
    rows = GATES[kind] * N_A
    columns = [N_X, N_A, 1, 1] if kind == "gru" else [N_X, N_A, 1]
    weights = [random.normal(size=(rows, wide)) / 2 for wide in columns]
    x = random.normal(size=(T, N_X, M))
    states = [random.normal(size=(N_A, M)) for _ in range(2 if kind == "lstm" else 1)]
    da = random.normal(size=(T, N_A, M))

    a, ours = our_run(CELLS[kind], weights, x, states, da)
    keras_a, theirs = keras_run(keras_layer(kind), weights, x, states, da)
    np.testing.assert_allclose(a, keras_a, atol=TOLERANCE)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, atol=TOLERANCE)
