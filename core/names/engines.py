"""What the trainer asks of an engine; nobody but `make_engine` knows which one runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import SECONDS, refuse_foreign
from core.events import Arrays
from core.names import model
from core.names.corpus import Corpus, split
from core.names.model import Parameters
from core.names.settings import NamesSettings

# The plain NumPy engine: the model as `core.names.model` writes it, one name at a time.


class ReferenceEngine:
    """Trains in readable steps; `core.names.engines` says what its members are."""

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


class Engine(Protocol):
    """A model in training."""

    loss: float  # smoothed

    @property
    def parameters(self) -> Parameters:
        """As they stand; they go on changing with the training."""
        ...

    def run(self, iterations: range) -> None:
        """Trains on one name an iteration: number `iteration % names`."""
        ...

    def state(self) -> Arrays:
        """Copies of all that the next iteration depends on, the same for every engine.

        The parameters, `a` (n_a, 1): the hidden state that the last name left, and the `loss`.
        """
        ...

    def set_state(self, state: Arrays) -> None:
        """Goes on from a state.

        Raises:
            StateError: It is of other settings or names, or of no training at all.
        """
        ...


def make_engine(settings: NamesSettings, corpus: Corpus) -> Engine:
    """The engine of the settings, at its start: names shuffled, first weights drawn.

    The names are shuffled by the seed (see `split`), the weights drawn by the seed plus one, both
    from NumPy's legacy generator, so that seed 0 is the recipe of the report's Table 1.

    Raises:
        SettingsError: No name is left to train on.
    """
    names = [corpus.ids(name) for name in split(settings, corpus).training]
    parameters = model.initial_parameters(
        settings.hidden_units, len(corpus.alphabet), settings.seed + 1
    )
    if settings.engine == "reference":
        return ReferenceEngine(settings, names, parameters)
    from core.names.fused_engine import FusedEngine  # imports Numba, which takes a while

    return FusedEngine(settings, names, parameters)
