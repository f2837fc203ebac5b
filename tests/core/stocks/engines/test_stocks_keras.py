import warnings

import numpy as np
import pytest

from core.stocks.engines.keras import KerasEngine, build
from core.stocks.engines.keras_file import keras_file
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import wave

pytestmark = pytest.mark.keras

SETTINGS = StockSettings(
    timesteps=4, test_days=3, units=3, layers=2, dropout=0, batch_size=4, engine="keras"
)


@pytest.fixture(scope="module")
def part():
    return prepare(SETTINGS, wave(21)).train  # 14 windows: batches of 4, 4, 4 and 2


def settings(**changes):
    return SETTINGS.model_copy(update=changes)


def train_epoch(engine, part):
    return list(engine.epoch(part.x, part.y, np.arange(len(part.y))))


def test_an_epoch_is_that_of_keras_fit(part):
    engine, plain = KerasEngine(SETTINGS), build(SETTINGS)
    plain.set_weights(engine.weights())
    plain.run_eagerly = True  # one graph is enough to wait for
    report = plain.fit(part.x, part.y, batch_size=4, shuffle=False, verbose=0)
    done, squared_errors = train_epoch(engine, part)[-1]

    assert done == len(part.y) == 14
    assert squared_errors / done == pytest.approx(report.history["loss"][0], rel=1e-5)
    for ours, theirs in zip(engine.weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_same_seed_same_numbers(part):
    less = {"layers": 1, "dropout": 0.5}

    def outcome():
        engine = KerasEngine(settings(seed=3, **less))
        return train_epoch(engine, part)[-1], engine.predict(part.x)  # the clock ends the slices

    loss, prediction = outcome()
    same_loss, same_prediction = outcome()
    assert same_loss == loss
    np.testing.assert_array_equal(same_prediction, prediction)


@pytest.mark.usefixtures("eager")
def test_another_seed_gives_other_weights_and_masks(part):
    one, other = (KerasEngine(settings(seed=seed, dropout=0.5)) for seed in (3, 4))
    assert not np.array_equal(one.weights()[0], other.weights()[0])
    other.set_weights(one.weights())
    assert train_epoch(one, part)[-1] != train_epoch(other, part)[-1]


@pytest.mark.usefixtures("eager")
def test_slices_end_often(part, monkeypatch):
    monkeypatch.setattr("core.stocks.engines.keras._SLICE_SECONDS", 0)
    done = [windows for windows, _ in train_epoch(KerasEngine(SETTINGS), part)]
    assert done == [4, 8, 12, 14]


def nameless(config):
    """A configuration without what Keras makes up anew for every network."""
    if isinstance(config, dict):
        return {
            name: nameless(value)
            for name, value in config.items()
            if name not in ("name", "shared_object_id")
        }
    return [nameless(value) for value in config] if isinstance(config, list) else config


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_plain_keras_opens_the_file(part, cell, tmp_path):
    import keras

    engine = KerasEngine(settings(cell=cell))
    train_epoch(engine, part)
    file = tmp_path / "model.keras"
    file.write_bytes(keras_file(settings(cell=cell), engine.weights()))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        opened = keras.models.load_model(file)

    kinds = [type(layer).__name__ for layer in opened.layers]
    name = {"lstm": "LSTM", "gru": "GRU", "rnn": "SimpleRNN"}[cell]
    assert kinds == [name, "Dropout", name, "Dropout", "Dense"]
    again = KerasEngine(settings(cell=cell))
    again.set_weights(opened.get_weights())
    np.testing.assert_array_equal(again.predict(part.x), engine.predict(part.x))
    # Not to the last bit: the engine predicts through a graph of its own.
    predicted = opened.predict_on_batch(part.x)[:, 0]
    np.testing.assert_allclose(predicted, engine.predict(part.x), atol=1e-6, rtol=0)
    built = build(settings(cell=cell))
    assert nameless(opened.get_config()) == nameless(built.get_config())
    assert nameless(opened.get_compile_config()) == nameless(built.get_compile_config())


def test_weights_of_another_network_make_no_file():
    with pytest.raises(ValueError, match="do not belong"):
        keras_file(settings(units=4), KerasEngine(SETTINGS).weights())


@pytest.mark.usefixtures("eager")
def test_weights_are_copies_and_can_be_set(part):
    engine, other = KerasEngine(SETTINGS), KerasEngine(settings(seed=1))
    before = engine.weights()
    kept = [weight.copy() for weight in before]
    train_epoch(engine, part)
    for weight, copy in zip(before, kept, strict=True):
        np.testing.assert_array_equal(weight, copy)

    other.set_weights(engine.weights())
    np.testing.assert_array_equal(other.predict(part.x), engine.predict(part.x))


def test_prediction_does_not_depend_on_how_many_at_once(part, monkeypatch):
    engine = KerasEngine(SETTINGS)
    whole = engine.predict(part.x)
    monkeypatch.setattr("core.stocks.engines.keras._PREDICTED_AT_ONCE", 5)
    np.testing.assert_allclose(engine.predict(part.x), whole, atol=1e-6)
