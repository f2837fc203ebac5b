"""The networks that ship with the program are those that its code trains."""

import numpy as np
import pytest

from core.events import Checkpoint, Weights
from core.inside.demonstrations import TITLES, demonstration
from core.names import sources as names
from core.names import trainer as names_trainer
from core.stocks import sources as stocks
from core.stocks.engines.choice import make_engine
from core.stocks.engines.engine import listed
from core.stocks.engines.keras_file import shapes
from core.stocks.trainer import train


def test_names_begin_where_a_training_begins():
    shown = demonstration("demo-names")
    events = names_trainer.train(shown.settings, names.bundled_names())
    first = next(event for event in events if isinstance(event, Checkpoint))
    for name, values in first.arrays.items():
        assert np.allclose(shown.weights[0][name], values)


@pytest.mark.parametrize("key", [key for key in TITLES if key != "demo-names"])
def test_prices_are_those_of_an_epoch_of_training(key):
    shown = demonstration(key)
    start = make_engine(shown.settings).weights()
    assert all(map(np.allclose, listed(shown.weights[0]), start))
    short = shown.settings.model_copy(update={"epochs": 1})
    *_, newest = (e for e in train(short, stocks.bundled_prices("GE")) if isinstance(e, Weights))
    for kept, anew in zip(listed(shown.weights[1]), listed(newest.arrays), strict=True):
        assert np.allclose(kept, anew, atol=1e-4)  # another machine rounds in its own way
    assert [weight.shape for weight in listed(shown.weights[100])] == shapes(shown.settings)
