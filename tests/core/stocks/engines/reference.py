"""A whole network of plain cells: what the engines are held to."""

import numpy as np

from core.cells import CELLS


def _in_keras_order(gradients):
    kernel, recurrent, *biases = gradients
    rows = [bias[:, 0] for bias in biases]
    return [kernel.T, recurrent.T, np.array(rows) if len(rows) > 1 else rows[0]]


def reference_gradients(cell, weights, x, y):
    """Loss and gradients by the plain cells, in float64 and in Keras' order."""
    plain = CELLS[cell]
    *recurrent, kernel, bias = [np.asarray(w, np.float64) for w in weights]
    sequence = x.transpose(1, 2, 0).astype(np.float64)
    layers = []
    for of_layer in zip(recurrent[::3], recurrent[1::3], recurrent[2::3], strict=True):
        parameters = plain.parameters(*of_layer)
        state = plain.first_state(np.zeros((of_layer[1].shape[0], len(x))))
        sequence, caches = plain.forward(parameters, sequence, state)
        layers.append((parameters, caches))
    output = sequence[-1]
    error = (kernel.T @ output + bias)[0] - y
    slope = 2 * error / len(y)
    gradients = [(output @ slope)[:, np.newaxis], np.array([slope.sum()])]
    change = np.zeros_like(sequence)
    change[-1] = kernel * slope
    for parameters, caches in reversed(layers):
        of_layer, change, _ = plain.backward(parameters, change, caches)
        gradients = [*_in_keras_order(of_layer), *gradients]
    return np.mean(error**2), gradients


class Adam:
    """Adam in float64 and with Keras' constants: Kingma & Ba 2015, the end of section 2."""

    def __init__(self, learning_rate):
        self._rate = learning_rate
        self._first = self._second = 0.0
        self._steps = 0

    def step(self, weights, gradients):
        """The weights, all in one vector, after one more step."""
        self._steps += 1
        self._first = 0.9 * self._first + 0.1 * gradients
        self._second = 0.999 * self._second + 0.001 * gradients**2
        rate = self._rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        return weights - rate * self._first / (np.sqrt(self._second) + 1e-7)
