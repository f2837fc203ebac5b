"""The model file of a price run, made without TensorFlow."""

import sys

import numpy as np
import pytest

from core.events import Weights
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.takeaway.bundle_write import NoModelError, keras_model
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings

SETTINGS = StockSettings(units=2, layers=1)


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield store
    store.close()


def finished(store, weights):
    run = store.create_run(SETTINGS, store.save_dataset(Kind.STOCK, "GE", b""))
    if weights:
        store.append(run.id, [Weights(1, weights)])
    store.finish(run.id, RunState.FINISHED)
    return run.id


def test_a_keras_file_needs_no_keras(store, monkeypatch):
    weights = {f"w{n:03}": np.ones(of, np.float32) for n, of in enumerate(shapes(SETTINGS))}
    for library in ("keras", "tensorflow"):
        monkeypatch.setitem(sys.modules, library, None)  # whoever imports it fails
    model = keras_model(store, finished(store, weights))
    assert model.startswith(b"PK")  # a .keras file is a zip archive


def test_a_keras_file_that_cannot_be_made_is_a_sentence(store):
    with pytest.raises(NoModelError, match="no weights"):
        keras_model(store, finished(store, {}))
    with pytest.raises(NoModelError, match="could not be made"):
        keras_model(store, finished(store, {"w000": np.ones(3)}))
