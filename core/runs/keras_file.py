"""Makes the `.keras` file of a run in a process that ends with it.

So neither the server nor a worker ever holds TensorFlow (about 1 GB) for a download.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from core.errors import UserError
from core.runs.database import DATABASE_VARIABLE
from core.runs.records import RunState
from core.runs.store import Store
from core.runs.workers.host import PROGRAM_FOLDER
from core.stocks.engines import keras as network
from core.stocks.engines.engine import listed
from core.stocks.settings import StockSettings

KERAS_FILE = "model.keras"


class NoModelError(UserError):
    """A run of which no Keras model can be saved."""


def keras_file(store: Store, run_id: str) -> bytes:
    """The model of a run as it stands; kept as an artifact once the training is over.

    Raises:
        NoModelError: when the run has no weights, or they do not make a model.
        UnknownRunError: when there is no such run.
    """
    run = store.run(run_id)
    kept = store.artifact(run_id, KERAS_FILE)
    if kept is not None:
        return kept
    if store.weights(run_id) is None:
        raise NoModelError("There are no weights of this run yet to make a Keras file from.")
    model = _made_elsewhere(store, run_id)
    if run.state in (RunState.FINISHED, RunState.STOPPED):
        store.save_artifact(run_id, KERAS_FILE, model)
    return model


def _made_elsewhere(store: Store, run_id: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / KERAS_FILE
        maker = subprocess.run(
            [sys.executable, "-m", __name__, run_id, str(path)],
            cwd=PROGRAM_FOLDER,
            env=os.environ | {DATABASE_VARIABLE: store.url},
            capture_output=True,
            text=True,
            check=False,
        )
        if maker.returncode != 0:
            reason = (maker.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NoModelError(f"The Keras file could not be made: {reason}")
        return path.read_bytes()


def _make(run_id: str, path: Path) -> None:
    store = Store()
    settings, weights = store.run(run_id).settings, store.weights(run_id)
    assert isinstance(settings, StockSettings)
    assert weights is not None
    path.write_bytes(network.keras_file(settings, listed(weights.arrays)))


if __name__ == "__main__":
    _make(sys.argv[1], Path(sys.argv[2]))
