"""The character model (report, section 2.2): an RNN cell, a softmax over letters, SGD.

    a<t> = tanh(Wax x<t> + Waa a<t-1> + b)        x<1> is zero, then one-hot letters
    y<t> = softmax(Wya a<t> + by)                 the probability of every letter at place t
    loss = -sum over t of ln y<t>[letter t]       the end mark is the last letter

n_x letters in the alphabet, n_a hidden units, T letters of a name with its end mark.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import LARGEST, Form, Forms
from core.cells import RNN
from core.cells.arrays import Array
from core.cells.rnn import Parameters as CellParameters
from core.cells.rnn import State

Parameters: TypeAlias = Mapping[str, Array]
"""Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_x, n_a), b (n_a, 1), by (n_x, 1); also gradients."""

END_ID = 0
_SCALE = 0.01  # of the first weights
_LARGEST_LOSS = 1e18  # nats a name; that of the largest weights
SMOOTHING = 0.999
_NAMES_SAMPLED = 7  # in the course that the report follows, whose first smoothed loss counts them


def initial_parameters(hidden_units: int, letters: int, seed: int) -> dict[str, Array]:
    """Small normal weights from NumPy's legacy generator, drawn as the report's course does."""
    random = np.random.RandomState(seed)
    return {
        "Wax": random.randn(hidden_units, letters) * _SCALE,
        "Waa": random.randn(hidden_units, hidden_units) * _SCALE,
        "Wya": random.randn(letters, hidden_units) * _SCALE,
        "b": np.zeros((hidden_units, 1)),
        "by": np.zeros((letters, 1)),
    }


def parameter_forms(hidden_units: int, letters: int) -> Forms:
    """What the parameters of a network have to be like."""
    shapes = {
        "Wax": (hidden_units, letters),
        "Waa": (hidden_units, hidden_units),
        "Wya": (letters, hidden_units),
        "b": (hidden_units, 1),
        "by": (letters, 1),
    }
    return {name: Form(shape, "<f8", -LARGEST, LARGEST) for name, shape in shapes.items()}


def state_forms(hidden_units: int, letters: int) -> Forms:
    """The same of all that a training goes on from (see `core.names.engines.Engine`)."""
    beside = {"a": Form((hidden_units, 1), "<f8", -1, 1), "loss": Form((), "<f8", 0, _LARGEST_LOSS)}
    return {**parameter_forms(hidden_units, letters), **beside}


def cell(parameters: Parameters) -> CellParameters:
    """The part of the parameters that belongs to the recurrent cell."""
    return CellParameters(parameters["Wax"], parameters["Waa"], parameters["b"])


def logits(parameters: Parameters, a: Array) -> Array:
    """Hidden states as columns (n_a, m) -> the letters' scores before softmax (n_x, m)."""
    scores: Array = parameters["Wya"] @ a + parameters["by"]
    return scores


def log_softmax(z: Array) -> Array:
    """Scores as columns (n_x, m) -> logarithms of probabilities, finite for any scores."""
    shifted = z - z.max(axis=0)
    logarithms: Array = shifted - np.log(np.exp(shifted).sum(axis=0))
    return logarithms


def one_hot(letters: NDArray[np.int64], size: int) -> Array:
    """Letter ids (T,) -> columns of a sequence (T, size, 1)."""
    columns = np.zeros((len(letters), size, 1))
    columns[np.arange(len(letters)), letters] = 1
    return columns


def loss_and_gradients(
    parameters: Parameters, name: NDArray[np.int64], a0: Array
) -> tuple[float, dict[str, Array], Array]:
    """The way through one name and back.

    Args:
        parameters: of the model.
        name: letter ids without the end mark, shape (T - 1,).
        a0: the hidden state left by the name before, (n_a, 1).

    Returns:
        The loss in nats, its gradients, and the last hidden state (n_a, 1).
    """
    Wya = parameters["Wya"]
    size = len(Wya)
    x = np.concatenate([np.zeros((1, size, 1)), one_hot(name, size)])
    target = np.append(name, END_ID)
    place = np.arange(len(target))

    states, caches = RNN.forward(cell(parameters), x, State(a0))
    a = states[:, :, 0].T  # (n_a, T): the name's steps are the columns of the output layer
    log_y = log_softmax(logits(parameters, a))
    loss = -float(log_y[target, place].sum())

    dz = np.exp(log_y)  # (n_x, T): softmax with cross-entropy leaves y - one_hot(target)
    dz[target, place] -= 1
    da = (Wya.T @ dz).T[:, :, np.newaxis]
    of_cell, _, _ = RNN.backward(cell(parameters), da, caches)
    gradients = {
        "Wax": of_cell.Wax,
        "Waa": of_cell.Waa,
        "Wya": dz @ a.T,
        "b": of_cell.b,
        "by": dz.sum(axis=1, keepdims=True),
    }
    return loss, gradients, states[-1]


def clip(gradients: Parameters, limit: float) -> dict[str, Array]:
    """Holds each element of each gradient between -limit and limit."""
    return {name: np.clip(gradient, -limit, limit) for name, gradient in gradients.items()}


def sgd_step(parameters: Parameters, gradients: Parameters, learning_rate: float) -> None:
    """Moves the parameters, in place, against their gradients."""
    for name, values in parameters.items():
        values -= learning_rate * gradients[name]


def initial_loss(letters: int) -> float:
    """Where the smoothed loss starts: seven letters guessed blindly, as in the course."""
    return math.log(letters) * _NAMES_SAMPLED


def smooth(smoothed: float, loss: float) -> float:
    """The running average of the loss that the report prints."""
    return SMOOTHING * smoothed + (1 - SMOOTHING) * loss
