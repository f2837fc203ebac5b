"""What the trainer asks of an engine; nobody but `make_engine` knows which one runs."""

from __future__ import annotations

from typing import Protocol

from core.events import Arrays
from core.names import model
from core.names.corpus import Corpus
from core.names.engines.reference import ReferenceEngine
from core.names.model import Parameters
from core.names.settings import NamesSettings
from core.names.split import split


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
    from core.names.engines.fused import FusedEngine  # imports Numba, which takes a while

    return FusedEngine(settings, names, parameters)
