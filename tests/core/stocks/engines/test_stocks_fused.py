"""The fused engine against Keras and against the plain cells."""

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.stocks.engines.fused import FusedEngine
from core.stocks.engines.keras import KerasEngine
from core.stocks.engines.keras_file import keras_file
from core.stocks.settings import StockSettings
from tests.core.stocks.engines.reference import Adam, reference_gradients

# (layers, units, timesteps, batch): whole vectors and leftovers of 16 and of 8, one of everything
SHAPES = [(1, 1, 1, 1), (1, 5, 3, 4), (2, 16, 4, 3), (3, 9, 7, 20), (4, 50, 7, 3), (2, 70, 2, 33)]
CELLS = ["lstm", "gru", "rnn"]
PROGRAM = Path(__file__).parents[4]
every_cell = pytest.mark.parametrize("cell", CELLS)


def plain(layers, units, timesteps, batch, **others):
    return StockSettings(
        layers=layers, units=units, timesteps=timesteps, batch_size=batch,
        **{"dropout": 0.0, "learning_rate": 0.01, "seed": 1, **others},
    )  # fmt: skip


def windows(settings, count):
    random = np.random.default_rng(2)
    x = random.random((count, settings.timesteps, 1), dtype=np.float32)
    return x, random.random(count, dtype=np.float32)


def lively(engine):
    """The engine's own weights, disturbed and with biases: all gates leave the linear part.

    Not more than the number of inputs allows, or training would be chaotic.
    """
    random = np.random.default_rng(3)
    return [
        (w + 0.5 * random.standard_normal(w.shape) / np.sqrt(len(w) if w.ndim == 2 else 1)).astype(
            np.float32
        )
        for w in engine.weights()
    ]


def run(engine, x, y, epochs=1):
    random = np.random.default_rng(4)
    return [list(engine.epoch(x, y, random.permutation(len(y))))[-1][1] for _ in range(epochs)]


def relative(ours, theirs):
    """The largest distance of two lists of arrays, each relative to its array's norm."""
    return max(
        np.linalg.norm(a - b) / max(np.linalg.norm(b), 1e-6)
        for a, b in zip(ours, theirs, strict=True)
    )


@every_cell
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_are_those_of_the_plain_cells(cell, shape):
    settings = plain(*shape, cell=cell)
    engine = FusedEngine(settings)
    engine.set_weights(lively(engine))
    x, y = windows(settings, settings.batch_size)
    loss, gradients = engine.gradients(x, y)
    expected_loss, expected = reference_gradients(cell, engine.weights(), x, y)
    assert loss == pytest.approx(expected_loss, rel=1e-5)
    assert relative(gradients, expected) < 1e-4


def in_one(arrays):
    return np.concatenate([array.ravel() for array in arrays]).astype(np.float64)


@every_cell
@pytest.mark.parametrize("shape", SHAPES)
def test_batches_of_epochs_are_steps_of_adam(cell, shape):
    """The last batch of every epoch is a short one, if a batch has more than a window."""
    settings = plain(*shape, cell=cell)
    whole, engine, adam = FusedEngine(settings), FusedEngine(settings), Adam(0.01)
    whole.set_weights(lively(whole))
    engine.set_weights(whole.weights())
    x, y = windows(settings, 3 * settings.batch_size + settings.batch_size // 2)
    order = np.random.default_rng(4).permutation(len(y))
    for _ in range(3):
        squared_errors = 0.0
        for start in range(0, len(y), settings.batch_size):
            batch = order[start : start + settings.batch_size]
            loss, gradients = engine.gradients(x[batch], y[batch])
            expected = adam.step(in_one(engine.weights()), in_one(gradients))
            squared_errors += loss * len(batch)
            list(engine.epoch(x, y, batch))
            np.testing.assert_allclose(in_one(engine.weights()), expected, atol=1e-6, rtol=1e-6)
        assert list(whole.epoch(x, y, order))[-1][1] == pytest.approx(squared_errors, rel=1e-5)
        np.testing.assert_array_equal(in_one(whole.weights()), in_one(engine.weights()))


TWINS = [("lstm", SHAPES[1]), *itertools.product(CELLS, SHAPES[3:5])]


@pytest.fixture(scope="module", params=TWINS, ids=str)
def twins(request):
    """Both engines, and weights for them."""
    cell, shape = request.param
    settings = plain(*shape, cell=cell)
    ours = FusedEngine(settings)
    return settings, ours, KerasEngine(settings), lively(ours)


@pytest.mark.keras
def test_outputs_are_those_of_keras(twins):
    settings, ours, keras, weights = twins
    ours.set_weights(weights)
    keras.set_weights(weights)
    x, _ = windows(settings, 2 * settings.batch_size + 1)
    np.testing.assert_allclose(ours.predict(x), keras.predict(x), atol=1e-5, rtol=0)


@pytest.mark.keras
def test_gradients_are_those_of_keras(twins):
    import tensorflow

    settings, ours, keras, weights = twins
    ours.set_weights(weights)
    keras.set_weights(weights)
    x, y = windows(settings, settings.batch_size)
    model = keras._model
    with tensorflow.GradientTape() as tape:
        loss = tensorflow.reduce_mean((model(x, training=True)[:, 0] - y) ** 2)
    expected = [array.numpy() for array in tape.gradient(loss, model.trainable_weights)]
    assert relative(ours.gradients(x, y)[1], expected) < 1e-4


@pytest.mark.keras
@pytest.mark.usefixtures("eager")
def test_epochs_are_those_of_keras(twins):
    """A whole batch and a short one each."""
    settings, _, keras, weights = twins
    ours = FusedEngine(settings)
    ours.set_weights(weights)
    keras.set_weights(weights)
    x, y = windows(settings, settings.batch_size + settings.batch_size // 2)
    np.testing.assert_allclose(run(ours, x, y, 3), run(keras, x, y, 3), rtol=1e-3)
    for mine, theirs in zip(ours.weights(), keras.weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-3, rtol=0)
    assert relative(ours.weights(), weights) > 1e-3


def dropped_losses(keras, x, y, times):
    """The batch's loss under so many masks; all in one call, as each window has its own."""
    outputs = keras._model(np.tile(x, (times, 1, 1)), training=True)
    return np.mean((np.array(outputs).reshape(times, -1) - y) ** 2, axis=1)


@pytest.mark.keras
@every_cell
def test_dropout_loss_is_that_of_keras(cell):
    """Mean loss over many masks, from the same weights, within the spread of both means."""
    settings = plain(2, 12, 5, 50, cell=cell, dropout=0.5, learning_rate=1e-5)
    keras, ours = KerasEngine(settings), FusedEngine(settings)
    weights = lively(ours)
    keras.set_weights(weights)
    x, y = windows(settings, settings.batch_size)
    theirs = dropped_losses(keras, x, y, 60)
    mine = []
    for _ in range(400):
        ours.set_weights(weights)
        mine.append(run(ours, x, y)[0] / len(y))
    spread = np.hypot(np.std(mine) / np.sqrt(400), np.std(theirs) / np.sqrt(60))
    undropped = np.mean((ours.predict(x) - y) ** 2)
    assert np.mean(mine) == pytest.approx(np.mean(theirs), abs=3 * spread)
    assert abs(np.mean(mine) - undropped) > 6 * spread


@every_cell
@pytest.mark.parametrize("threads", [1, 2, 4])
def test_same_seed_same_result_with_any_number_of_threads(cell, threads):
    settings = plain(3, 10, 6, 33, cell=cell, dropout=0.3)
    x, y = windows(settings, 68)  # the last batch leaves lanes empty
    one, other = FusedEngine(settings, threads=1), FusedEngine(settings, threads=threads)
    assert other.threads == threads
    assert run(one, x, y, 3) == run(other, x, y, 3)
    np.testing.assert_array_equal(one.predict(x), other.predict(x))
    for mine, theirs in zip(one.weights(), other.weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


NO_THREAD = """
import sys, threading
import numpy as np
from core.stocks.engines.fused import FusedEngine
from core.stocks.settings import StockSettings

settings = StockSettings(
    layers=3, units=10, timesteps=6, batch_size=33, dropout=0.3, learning_rate=0.01, seed=1
)
random = np.random.default_rng(2)
x = random.random((68, 6, 1), dtype=np.float32)
y, order = random.random(68, dtype=np.float32), random.permutation(68)
one, four = FusedEngine(settings, threads=1), FusedEngine(settings, threads=4)
expected = [list(one.epoch(x, y, order))[-1], one.predict(x).tobytes()]
start, left = threading.Thread.start, [None] * int(sys.argv[1])

def start_some(thread):
    if not left:
        raise RuntimeError("can't start new thread")
    left.pop()
    start(thread)

threading.Thread.start = start_some
assert [list(four.epoch(x, y, order))[-1], four.predict(x).tobytes()] == expected
"""


@pytest.mark.processes
@pytest.mark.parametrize("started", [0, 2])
def test_a_thread_that_cannot_start_leaves_no_other_waiting(started):
    """In a process of its own: who waits for ever, waits in compiled code, and cannot be ended."""
    subprocess.run(
        [sys.executable, "-c", NO_THREAD, str(started)], cwd=PROGRAM, check=True, timeout=120
    )


@pytest.fixture
def small_cache(monkeypatch):
    """A lane takes 12 windows at once, so that a batch of 70 goes in rounds of 48 and 22."""
    monkeypatch.setattr("core.stocks.engines.fused.layout._CACHE", 0)


@pytest.mark.keras
@every_cell
@pytest.mark.usefixtures("small_cache", "eager")
def test_a_batch_in_several_rounds_is_that_of_keras(cell):
    settings = plain(2, 6, 4, 70, cell=cell)
    x, y = windows(settings, 75)
    ours, keras = FusedEngine(settings), KerasEngine(settings)
    keras.set_weights(ours.weights())
    np.testing.assert_allclose(run(ours, x, y, 3), run(keras, x, y, 3), rtol=1e-4)
    assert relative(ours.weights(), keras.weights()) < 1e-3
    np.testing.assert_allclose(ours.predict(x), keras.predict(x), atol=1e-5)


@every_cell
@pytest.mark.usefixtures("small_cache")
def test_a_batch_may_be_left_between_its_rounds(cell, monkeypatch):
    settings = plain(2, 6, 4, 70, cell=cell, dropout=0.3)
    x, y = windows(settings, 75)
    whole = FusedEngine(settings)
    expected = run(whole, x, y)
    monkeypatch.setattr("core.stocks.engines.fused.engine._SLICE_FLOP", 0)
    slices = FusedEngine(settings)
    done = [windows_done for windows_done, _ in slices.epoch(x, y, np.arange(75))]
    assert done == [48, 70, 75]
    slices = FusedEngine(settings)
    assert run(slices, x, y) == pytest.approx(expected)
    for mine, theirs in zip(slices.weights(), whole.weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_another_seed_gives_other_weights_and_masks():
    settings = plain(1, 4, 3, 2, dropout=0.5)
    x, y = windows(settings, 20)
    one = FusedEngine(settings)
    other = FusedEngine(settings.model_copy(update={"seed": 2}))
    assert relative(one.weights()[:2], other.weights()[:2]) > 0.1
    other.set_weights(one.weights())
    assert run(one, x, y) != run(other, x, y)


FIRST_BIASES = {
    "lstm": np.repeat([0, 1, 0, 0], 50),
    "gru": np.zeros((2, 150)),
    "rnn": np.zeros(50),
}


@every_cell
def test_first_weights_are_from_keras_distributions(cell):
    kernel, recurrent, bias, *_ = FusedEngine(plain(2, 50, 2, 1, cell=cell)).weights()
    limit = np.sqrt(6 / (1 + kernel.shape[1]))
    assert 0.95 * limit < np.abs(kernel).max() <= limit
    np.testing.assert_allclose(recurrent @ recurrent.T, np.eye(50), atol=1e-5)
    np.testing.assert_array_equal(bias, FIRST_BIASES[cell])


@pytest.mark.keras
@every_cell
def test_first_weights_have_the_shapes_of_keras(cell):
    settings = plain(2, 3, 2, 1, cell=cell)
    ours, theirs = FusedEngine(settings).weights(), KerasEngine(settings).weights()
    assert [weight.shape for weight in ours] == [weight.shape for weight in theirs]


@every_cell
def test_weights_come_back_as_they_were_given(cell):
    engine = FusedEngine(plain(3, 7, 2, 1, cell=cell))
    weights = lively(engine)
    engine.set_weights(weights)
    for mine, theirs in zip(engine.weights(), weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.keras
@every_cell
def test_plain_keras_opens_the_file_of_a_training(cell, tmp_path):
    import keras

    settings = plain(2, 5, 3, 4, cell=cell)
    engine = FusedEngine(settings)
    x, y = windows(settings, 9)
    run(engine, x, y)
    file = tmp_path / "model.keras"
    file.write_bytes(keras_file(settings, engine.weights()))
    opened = keras.models.load_model(file)
    expected = opened.predict_on_batch(x)[:, 0]
    np.testing.assert_allclose(engine.predict(x), expected, atol=1e-5, rtol=0)


def test_long_work_comes_in_slices():
    settings = plain(4, 64, 60, 32)
    x, y = windows(settings, 1000)
    done = [windows_done for windows_done, _ in FusedEngine(settings).epoch(x, y, np.arange(1000))]
    assert len(done) > 2
    assert done[-1] == 1000
    assert np.diff([0, *done]).min() > 0
