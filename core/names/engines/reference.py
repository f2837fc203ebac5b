"""The plain NumPy engine: the model as `core.names.model` writes it, one name at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.arrays import SECONDS, refuse_foreign
from core.events import Arrays
from core.names import model
from core.names.settings import NamesSettings


class ReferenceEngine:
    """Trains in readable steps; `core.names.engines.engine` says what its members are."""

    def __init__(
        self,
        settings: NamesSettings,
        names: Sequence[NDArray[np.int64]],
        parameters: model.Parameters,
    ) -> None:
        self.parameters = parameters
        self.loss = model.initial_loss(len(parameters["by"]))
        self._settings = settings
        self._names = names
        self._a = np.zeros_like(parameters["b"])

    def run(self, iterations: range) -> None:
        """Trains on one name an iteration, round and round."""
        for iteration in iterations:
            name = self._names[iteration % len(self._names)]
            loss, gradients, self._a = model.loss_and_gradients(self.parameters, name, self._a)
            clipped = model.clip(gradients, self._settings.clip_value)
            model.sgd_step(self.parameters, clipped, self._settings.learning_rate)
            self.loss = model.smooth(self.loss, loss)

    def state(self) -> Arrays:
        """Copies of all that the next iteration depends on."""
        parameters = {name: values.copy() for name, values in self.parameters.items()}
        return {**parameters, "a": self._a.copy(), "loss": np.array(self.loss)}

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state."""
        refuse_foreign(state, model.state_forms(*self.parameters["Wax"].shape), SECONDS)
        self.parameters = {name: state[name].copy() for name in self.parameters}
        self._a = state["a"].copy()
        self.loss = float(state["loss"])
