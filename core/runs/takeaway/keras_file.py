"""The model of a price run as a file that plain Keras opens."""

from __future__ import annotations

from core.errors import UserError
from core.runs.store import Store
from core.stocks.engines import keras_file
from core.stocks.engines.engine import listed
from core.stocks.settings import StockSettings

KERAS_FILE = "model.keras"


class NoModelError(UserError):
    """A run of which no Keras model can be saved."""


def keras_model(store: Store, run_id: str) -> bytes:
    """The `.keras` file of a run's newest weights.

    Raises:
        NoModelError: when the run has no weights, or they do not make a model.
        UnknownRunError: when there is no such run.
    """
    run, weights = store.run(run_id), store.weights(run_id)
    if weights is None:
        raise NoModelError("There are no weights of this run yet to make a Keras file from.")
    assert isinstance(run.settings, StockSettings)
    try:
        return keras_file.keras_file(run.settings, listed(weights.arrays))
    except ValueError as failure:
        raise NoModelError(f"The Keras file could not be made: {failure}") from failure
