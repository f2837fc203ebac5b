"""A trace of a price run against Keras, and against TensorFlow's tape."""

import numpy as np
import pytest

from core.errors import SettingsError
from core.inside.prices_trace import price_input
from core.inside.trace import trace
from core.stocks.engines.keras import build
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from tests.core.stocks.histories import WAYS, wave

HISTORY = wave(40)
SMALL = StockSettings(timesteps=5, units=4, layers=3, test_days=6)
CELLS = pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
DAY = str(HISTORY.dates[-2].date())


def made(cell="lstm", **more):
    """Settings, and weights large enough to matter."""
    settings = SMALL.model_copy(update={"cell": cell, **more})
    draws = np.random.default_rng(1)
    return settings, [draws.normal(0, 0.5, of).astype(np.float32) for of in shapes(settings)]


def keras_model(settings, weights):
    model = build(settings)
    model.set_weights(weights)
    return model


@pytest.mark.keras
@CELLS
def test_states_and_prediction_are_those_of_keras(cell):
    import keras

    settings, weights = made(cell)
    model = keras_model(settings, weights)
    found = trace(price_input(settings, weights, HISTORY, DAY))
    window = found.arrays["x1"][np.newaxis].astype(np.float32)
    layers = [layer for layer in model.layers if "dropout" not in layer.name]
    layers[-2].return_sequences = True
    inputs = keras.Input((settings.timesteps, 1))
    outputs = [inputs]
    for layer in layers[:-1]:
        outputs.append(layer(outputs[-1]))
    every = keras.Model(inputs, outputs[1:])
    for number, of_layer in enumerate(every(window), 1):
        np.testing.assert_allclose(found.arrays[f"a{number}"], of_layer[0], atol=1e-5)
    layers[-2].return_sequences = False
    np.testing.assert_allclose(found.arrays["y"], np.array(model(window))[0], atol=1e-5)


@pytest.mark.keras
@CELLS
def test_gradients_of_the_weights_are_those_of_keras(cell):
    import tensorflow as tf

    settings, weights = made(cell)
    model = keras_model(settings, weights)
    arrays = trace(price_input(settings, weights, HISTORY, DAY)).arrays
    with tf.GradientTape() as tape:
        said = model(arrays["x1"][np.newaxis].astype(np.float32), training=False)
        loss = tf.reduce_sum((said - arrays["target"]) ** 2)
    assert float(loss) == pytest.approx(arrays["loss"][0], rel=1e-4)
    theirs = [gradient.numpy() for gradient in tape.gradient(loss, model.trainable_variables)]
    for number in range(1, settings.layers + 1):
        kernel, recurrent, bias = theirs[3 * number - 3 : 3 * number]
        before = np.vstack([arrays[f"a0_{number}"], arrays[f"a{number}"][:-1]])
        below = arrays["x1"] if number == 1 else arrays[f"a{number - 1}"]
        of_x, of_a = {
            "rnn": (["dz"], ["dz"]),
            "lstm": (["dzi", "dzf", "dzg", "dzo"],) * 2,
            "gru": (["dxz", "dxr", "dxg"], ["dsz", "dsr", "dsg"]),
        }[cell]
        dx, da = (np.hstack([arrays[f"{name}{number}"] for name in of]) for of in (of_x, of_a))
        np.testing.assert_allclose(below.T @ dx, kernel, atol=1e-5)
        np.testing.assert_allclose(before.T @ da, recurrent, atol=1e-5)
        sums = [dx.sum(axis=0), da.sum(axis=0)] if cell == "gru" else dx.sum(axis=0)
        np.testing.assert_allclose(sums, bias, atol=1e-5)
    top = arrays[f"a{settings.layers}"][-1]
    np.testing.assert_allclose(np.outer(top, arrays["dy"]), theirs[-2], atol=1e-5)
    np.testing.assert_allclose(arrays["dy"], theirs[-1], atol=1e-5)


@pytest.mark.keras
@CELLS
def test_every_vector_and_gradient_is_that_of_the_equations(cell):
    from tests.core.inside.equations import STATES, vectors_and_gradients

    settings, weights = made(cell)
    given = price_input(settings, weights, HISTORY, DAY)
    found = trace(given)
    layers = []
    for layer in given.layers:
        states = {f"{name}0": np.zeros(settings.units) for name in STATES[cell]}
        layers.append({**layer.parameters._asdict(), **states})

    def loss(tops):
        return ((given.Wya @ tops[-1][:, None] + given.by)[0, 0] - given.target) ** 2

    values, gradients = vectors_and_gradients(cell, layers, given.x[:, np.newaxis], loss)
    compared = set()
    for number, (of_values, of_gradients) in enumerate(zip(values, gradients, strict=True), 1):
        for name, expected in (of_values | of_gradients).items():
            symbol = found.symbol(name, number)
            if symbol in found.arrays:  # not x2, which is a1, nor the gradients of parameters
                np.testing.assert_allclose(found.arrays[symbol], expected, atol=1e-12)
                compared.add(symbol)
    output = {"Wya", "by", "y", "dy", "target", "loss", "prices", "price", "actual"}
    assert compared == set(found.arrays) - output


@pytest.mark.parametrize("way", WAYS)
def test_a_window_is_what_the_network_was_trained_on(way):
    settings, weights = made(**way)
    windows = prepare(settings, HISTORY)
    for part in (windows.train, windows.test):
        for row, x, y, day in zip(part.rows, part.x, part.y, part.dates, strict=True):
            given = price_input(settings, weights, HISTORY, day.date())
            np.testing.assert_array_equal(given.x, x[:, 0])
            assert given.target == (y if way == WAYS[0] else pytest.approx(y, abs=1e-6))
            assert given.actual == windows.prices[row]
            assert given.days == tuple(str(d.date()) for d in HISTORY.dates[row - 5 : row])


@pytest.mark.parametrize("way", WAYS[1:])
@pytest.mark.parametrize("mistake", ["newest_first", "shuffled_split", "scaler_on_all_rows"])
def test_a_window_is_that_of_a_mistake(mistake, way):
    settings, weights = made(mistake=mistake, **way)
    part = prepare(settings, HISTORY).test
    for x, y, before, day in zip(part.x, part.y, part.last_price, part.dates, strict=True):
        given = price_input(settings, weights, HISTORY, day.date())
        np.testing.assert_array_equal(given.x, x[:, 0])
        assert given.target == pytest.approx(y, abs=1e-6)
        assert given.prices[-1] == before


def test_what_is_read_is_there_in_money():
    settings, weights = made(**WAYS[2])
    given = price_input(settings, weights, HISTORY, DAY)
    found = trace(given)
    prices = HISTORY.frame["Open"].to_numpy()[-8:-2]
    np.testing.assert_array_equal(found.arrays["changes"], np.diff(prices))
    np.testing.assert_array_equal(found.arrays["prices"], prices[1:])
    money = given.windows.inverse(found.arrays["x1"][:, 0])
    np.testing.assert_allclose(money, found.arrays["changes"], atol=1e-6)
    assert "changes" not in trace(price_input(*made(), HISTORY, DAY)).arrays


@pytest.mark.keras
@pytest.mark.parametrize("way", WAYS[1:])
def test_a_price_of_a_change_is_the_change_and_yesterday(way):
    settings, weights = made(**way)
    model = keras_model(settings, weights)
    windows = prepare(settings, HISTORY)
    day = windows.test.dates[3]
    said = model(windows.test.x)[:, 0]
    prices = windows.forecast(np.array(said), windows.test.last_price)
    found = trace(price_input(settings, weights, HISTORY, day.date())).arrays
    assert found["price"][0] == pytest.approx(prices[3], rel=1e-5)


def test_the_day_after_the_last_has_no_way_back():
    settings, weights = made()
    found = trace(price_input(settings, weights, HISTORY, "2030-01-01"))
    assert found.read[-1] == str(HISTORY.dates[-1].date())
    assert found.comes[-1] is None
    assert not [name for name in found.arrays if name.startswith("d") or name in ("loss", "target")]


def test_a_day_without_trading_stands_for_the_next_one():
    settings, weights = made()
    assert price_input(settings, weights, HISTORY, "2024-02-03").day == "2024-02-05"


@pytest.mark.parametrize(
    ("day", "more", "sentence"),
    [
        ("2024-01-04", {}, "only 3 come before 2024-01-04; choose 2024-01-08 or a later day."),
        ("2024-01-08", WAYS[2], "reads 6 days .* only 5 come .* choose 2024-01-09 or a later day."),
        ("1999-01-01", {}, "only 0 come before 2024-01-01"),
        ("2030-01-01", {"mistake": "newest_first"}, "no day follows the last one"),
        ("yesterday", {}, "'yesterday' is not a date such as 2018-11-12."),
    ],
)
def test_a_day_that_has_no_window_is_refused(day, more, sentence):
    settings, weights = made(**more)
    with pytest.raises(SettingsError, match=sentence):
        price_input(settings, weights, HISTORY, day)
