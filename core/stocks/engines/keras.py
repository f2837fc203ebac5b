"""The report's network in Keras (section 3.2), as an engine.

TensorFlow is imported on the first use. How many threads it takes is for the environment to say:
TF_NUM_INTRAOP_THREADS and TF_NUM_INTEROP_THREADS.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import SECONDS, refuse_foreign
from core.cells import CELLS
from core.events import Arrays
from core.stocks.engines.engine import listed, named, random_forms, state_forms
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_SLICE_SECONDS = 0.2
_PREDICTED_AT_ONCE = 1024  # windows; bounds the memory
_STANDARD_ERROR = 2  # file descriptor


class KerasEngine:
    """Trains the network with Keras' own training step, batch by batch; see `Engine`."""

    name = "keras"

    def __init__(self, settings: StockSettings, reason: str | None = None) -> None:
        self.reason = reason
        self._settings = settings
        _keras().utils.set_random_seed(settings.seed)
        self._model = build(settings)
        self._predict = _prediction_of(self._model)
        self._batch_size = settings.batch_size

    def epoch(self, x: Floats, y: Floats, order: NDArray[np.int64]) -> Iterator[tuple[int, float]]:
        """Trains once on the windows in `order`; see `Engine.epoch`."""
        done, squared_errors = 0, 0.0
        slice_started = time.monotonic()
        while done < len(order):
            batch = order[done : done + self._batch_size]
            squared_errors += float(self._model.train_on_batch(x[batch], y[batch])) * len(batch)
            done += len(batch)
            if done == len(order) or time.monotonic() - slice_started >= _SLICE_SECONDS:
                yield done, squared_errors
                slice_started = time.monotonic()

    def predict(self, x: Floats) -> Floats:
        """The scaled prediction of every window, (windows,), without dropout."""
        batches = np.split(x, range(_PREDICTED_AT_ONCE, len(x), _PREDICTED_AT_ONCE))
        return np.concatenate([self._predict(batch).numpy() for batch in batches])[:, 0]

    def weights(self) -> list[Floats]:
        """Copies in Keras' order; see `Engine.weights`."""
        return [np.array(weight) for weight in self._model.get_weights()]

    def set_weights(self, weights: Sequence[Floats]) -> None:
        """Takes weights in the same order."""
        self._model.set_weights(list(weights))

    def state(self) -> Arrays:
        """Copies of all that the next epoch depends on; see `Engine.state`."""
        steps, first_moments, second_moments = self._adam_variables()
        return {
            "steps": np.array(steps.numpy()),
            **named(self.weights()),
            **named(_values(first_moments), "m"),
            **named(_values(second_moments), "v"),
            **named(_values(self._model.non_trainable_variables), "r"),
        }

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state; see `Engine.set_state`."""
        forms = state_forms(self._settings)
        refuse_foreign(state, forms, random_forms(self._settings), SECONDS)
        self.set_weights(listed(state))
        steps, *moments = self._adam_variables()
        steps.assign(state["steps"])
        for letter, variables in zip("mv", moments, strict=True):
            for variable, value in zip(variables, listed(state, letter), strict=True):
                variable.assign(value)
        seeds = listed(state, "r")
        for variable, value in zip(self._model.non_trainable_variables, seeds, strict=bool(seeds)):
            variable.assign(value)

    def _adam_variables(self) -> tuple[Any, list[Any], list[Any]]:
        """The variables of the optimiser: steps, first and second moments in Keras' order."""
        optimizer = self._model.optimizer
        if not optimizer.built:
            optimizer.build(self._model.trainable_variables)
        rate = optimizer.learning_rate  # the settings', which may have changed
        steps, *moments = [one for one in optimizer.variables if one.path != rate.path]
        return steps, moments[::2], moments[1::2]


def _prediction_of(model: Any) -> Any:
    """Predicts windows by one graph for any number of them.

    Keras' own prediction makes graphs as numbers come, which differ in the last bit: what it says
    of some windows would depend on how many it was asked for before.
    """
    import tensorflow as tf

    windows = tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)
    return tf.function(lambda x: model(x, training=False), input_signature=[windows])


def _values(variables: Sequence[Any]) -> list[NDArray[Any]]:
    return [np.array(variable.numpy()) for variable in variables]


def build(settings: StockSettings) -> Any:
    """A compiled `keras.Sequential`, with Keras' own first weights, for (days, timesteps, 1)."""
    keras = _keras()
    cell = getattr(keras.layers, CELLS[settings.cell].keras.rpartition(".")[2])
    model = keras.Sequential([keras.Input((settings.timesteps, 1))])
    for layer in range(1, settings.layers + 1):
        model.add(cell(settings.units, return_sequences=layer < settings.layers))
        model.add(keras.layers.Dropout(settings.dropout))
    model.add(keras.layers.Dense(1))
    # XLA would compile anew for the last, shorter batch, for longer than a training takes.
    model.compile(keras.optimizers.Adam(settings.learning_rate), loss="mse", jit_compile=False)
    return model


def _keras() -> Any:
    """Keras on TensorFlow, without its chatter."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with nullcontext() if "keras" in sys.modules else _silent_stderr():
        import keras

    return keras


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Drops what libraries write on standard error: TensorFlow starts before it can be told not to.

    A failed import is not dropped: Python raises it.
    """
    saved = os.dup(_STANDARD_ERROR)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), _STANDARD_ERROR)
    try:
        yield
    finally:
        os.dup2(saved, _STANDARD_ERROR)
        os.close(saved)
