"""The cells against Keras' layers on the same weights, in float64."""

import numpy as np
import pytest

from core.cells import lstm, rnn

T, N_X, N_A, M = 6, 3, 5, 4
TOLERANCE = 1e-10


def keras_run(layer, weights, x, states, weights_of_outputs):
    """Outputs (T, n_a, m) of a layer and its gradients, as columns like ours."""
    import tensorflow as tf

    batch = tf.constant(x.transpose(2, 0, 1))
    states = [tf.constant(state.T) for state in states]
    layer.build(batch.shape)
    layer.set_weights([weights[0].T, weights[1].T, weights[2][:, 0]])
    with tf.GradientTape() as tape:
        tape.watch([batch, *states])
        outputs = layer(batch, initial_state=states)
        loss = tf.reduce_sum(outputs * weights_of_outputs.transpose(2, 0, 1))
    kernel, recurrent, bias, dx, *dstates = tape.gradient(
        loss, [*layer.trainable_variables, batch, *states]
    )
    gradients = [kernel.numpy().T, recurrent.numpy().T, bias.numpy()[:, None]]
    gradients.append(dx.numpy().transpose(1, 2, 0))
    gradients.extend(dstate.numpy().T for dstate in dstates)
    return outputs.numpy().transpose(1, 2, 0), gradients


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_outputs_and_gradients_are_those_of_keras(kind):
    import keras

    random = np.random.default_rng(1)
    rows = N_A if kind == "rnn" else 4 * N_A
    weights = [random.normal(size=(rows, columns)) / 2 for columns in (N_X, N_A, 1)]
    x = random.normal(size=(T, N_X, M))
    states = [random.normal(size=(N_A, M)) for _ in range(1 if kind == "rnn" else 2)]
    da = random.normal(size=(T, N_A, M))

    if kind == "rnn":
        layer = keras.layers.SimpleRNN(N_A, return_sequences=True, dtype="float64")
        a, rnn_caches = rnn.forward(rnn.Parameters(*weights), x, states[0])
        gradients, dx, da0 = rnn.backward(rnn.Parameters(*weights), da, rnn_caches)
        ours = [*gradients, dx, da0]
    else:
        layer = keras.layers.LSTM(N_A, return_sequences=True, dtype="float64")
        a, lstm_caches = lstm.forward(lstm.Parameters(*weights), x, lstm.State(*states))
        gradients, dx, dstate0 = lstm.backward(lstm.Parameters(*weights), da, lstm_caches)
        ours = [*gradients, dx, *dstate0]

    keras_a, theirs = keras_run(layer, weights, x, states, da)
    np.testing.assert_allclose(a, keras_a, atol=TOLERANCE)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, atol=TOLERANCE)
