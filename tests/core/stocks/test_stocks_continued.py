"""A training that was continued gives the very numbers of one in one go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import StateError
from core.events import Checkpoint, Result, State, Weights
from core.runs.tables import decode_arrays, encode_arrays
from core.stocks import trainer
from core.stocks.engines.choice import make_engine
from core.stocks.engines.engine import listed
from core.stocks.engines.fused import FusedEngine
from core.stocks.settings import StockSettings
from core.stocks.trainer import train
from core.stocks.windows import prepare
from tests.core.stocks.histories import wave
from tests.examples import examples

# Dropout, a shorter last batch and several lanes: whatever could get out of step.
SMALL = StockSettings(timesteps=4, test_days=5, units=4, layers=2, batch_size=17, dropout=0.3)
HISTORY = wave(33)  # 24 training windows
every_cell = pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])


def only(kind, events):
    return [event for event in events if isinstance(event, kind)]


def kept(events):
    """The last state, as it comes back from the store."""
    state = only(State, events)[-1]
    return State(state.step, decode_arrays(encode_arrays(state.arrays)))


def numbers(events):
    """All that a training says but for the time it took."""
    checkpoints = [
        (event.step, event.loss, event.arrays["prediction"].tolist())
        for event in only(Checkpoint, events)
    ]
    weights = [weight.tolist() for weight in listed(only(Weights, events)[-1].arrays)]
    [result] = only(Result, events)
    figures = {name: value for name, value in result.values.items() if name != "seconds"}
    predictions = {name: array.tolist() for name, array in result.arrays.items()}
    return checkpoints, (weights, figures, predictions, states(events))


def states(events):
    arrays = kept(events).arrays
    return {name: array.tolist() for name, array in arrays.items() if name != "seconds"}


def whole_and_continued(chosen, epochs, split):
    """What is said from epoch `split` on: in one go, and continued from there."""
    whole = list(train(chosen.model_copy(update={"epochs": epochs}), HISTORY))
    first = list(train(chosen.model_copy(update={"epochs": split}), HISTORY))
    rest = list(train(chosen.model_copy(update={"epochs": epochs}), HISTORY, begin=kept(first)))
    checkpoints, end = numbers(whole)
    return (checkpoints[split + 1 :], end), numbers(rest)


def test_reading_changes_it_goes_on_as_well():
    changes = SMALL.model_copy(update={"target": "change", "reads": "changes"})
    whole, continued = whole_and_continued(changes, 12, 5)
    assert continued == whole


@every_cell
def test_forty_epochs_and_sixty_are_a_hundred(cell):
    whole, continued = whole_and_continued(SMALL.model_copy(update={"cell": cell}), 100, 40)
    assert continued == whole


@pytest.mark.keras
@pytest.mark.parametrize(
    ("cell", "eager"),
    [("lstm", True), ("gru", True), ("rnn", True), ("rnn", False)],
    indirect=["eager"],
)
@pytest.mark.usefixtures("eager")
def test_keras_goes_on_with_the_same_numbers(cell):
    less = {"engine": "keras", "layers": 1, "batch_size": 12}
    whole, continued = whole_and_continued(SMALL.model_copy(update={"cell": cell, **less}), 5, 2)
    assert continued == whole


@given(
    epochs=st.integers(2, 8),
    split=st.integers(1, 7),
    cell=st.sampled_from(["lstm", "gru", "rnn"]),
    units=st.integers(1, 18),
    layers=st.integers(1, 3),
    batch_size=st.integers(1, 40),
    dropout=st.sampled_from([0.0, 0.5]),
    seed=st.integers(0, 5),
)
@examples(20)
def test_any_network_may_be_cut_anywhere(epochs, split, **changes):
    whole, continued = whole_and_continued(
        SMALL.model_copy(update=changes), epochs, min(split, epochs - 1)
    )
    assert continued == whole


@every_cell
def test_any_number_of_threads_may_go_on(cell):
    chosen = SMALL.model_copy(update={"cell": cell, "batch_size": 33, "units": 20})
    train_part = prepare(chosen, HISTORY).train
    x, y, order = train_part.x, train_part.y, np.arange(len(train_part.y))

    def epochs(engine, count):
        for _ in range(count):
            list(engine.epoch(x, y, order))
        return engine

    whole = epochs(FusedEngine(chosen, threads=1), 5)
    for first, second in [(1, 4), (4, 1), (2, 3)]:
        state = epochs(FusedEngine(chosen, first), 2).state()
        going_on = FusedEngine(chosen, second)
        going_on.set_state(state)
        for ours, theirs in zip(epochs(going_on, 3).weights(), whole.weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.keras
@pytest.mark.usefixtures("eager")
@every_cell
def test_another_engine_may_go_on(cell):
    """As where the fused engine does not work; without dropout, which every engine has its own."""
    less = {"dropout": 0.0, "layers": 1, "batch_size": 12}
    chosen = SMALL.model_copy(update={"cell": cell, **less})
    part = prepare(chosen, HISTORY).train
    order = np.arange(len(part.y))
    engines = [
        make_engine(chosen.model_copy(update={"engine": name})) for name in ("fused", "keras")
    ]
    fused, keras = engines
    list(fused.epoch(part.x, part.y, order))
    keras.set_state(fused.state())
    for engine in engines:
        list(engine.epoch(part.x, part.y, order))
    np.testing.assert_allclose(keras.predict(part.x), fused.predict(part.x), atol=1e-5)
    fused.set_state(keras.state())
    np.testing.assert_allclose(fused.predict(part.x), keras.predict(part.x), atol=1e-5)


def test_another_learning_rate_goes_on_from_there():
    first = list(train(SMALL.model_copy(update={"epochs": 5}), HISTORY))
    faster = SMALL.model_copy(update={"epochs": 7, "learning_rate": 0.1})
    rest = only(Checkpoint, train(faster, HISTORY, begin=kept(first)))
    same = only(Checkpoint, train(SMALL.model_copy(update={"epochs": 7}), HISTORY))[6:]
    assert [event.step for event in rest] == [6, 7]
    assert rest[0].loss != same[0].loss


@pytest.mark.parametrize(("slices", "whole_epochs"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_a_stopped_training_goes_on_from_the_last_whole_epoch(monkeypatch, slices, whole_epochs):
    """An epoch has two slices; it is stopped at the end of an epoch, or within the next one."""
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_WEIGHTS", 0)
    monkeypatch.setattr("core.stocks.engines.fused.engine._SLICE_FLOP", 1)
    chosen = SMALL.model_copy(update={"epochs": 6})
    answers = iter([False] * (slices - 1))
    stopped = list(train(chosen, HISTORY, lambda: next(answers, True)))
    state = kept(stopped)
    assert state.step == only(Checkpoint, stopped)[-1].step == whole_epochs
    assert (only(Result, stopped)[0].values["epochs"] == whole_epochs) == (slices % 2 == 0)

    whole, rest = list(train(chosen, HISTORY)), list(train(chosen, HISTORY, begin=state))
    assert numbers(rest)[0] == numbers(whole)[0][whole_epochs + 1 :]
    assert numbers(rest)[1] == numbers(whole)[1]


def test_a_training_stopped_in_its_first_epoch_keeps_nothing_to_go_on_from(monkeypatch):
    monkeypatch.setattr("core.stocks.engines.fused.engine._SLICE_FLOP", 1)
    assert not only(State, train(SMALL, HISTORY, lambda: True))


def test_time_goes_on():
    first = list(train(SMALL.model_copy(update={"epochs": 2}), HISTORY))
    begin = State(2, {**kept(first).arrays, "seconds": np.array(100.0)})
    rest = list(train(SMALL.model_copy(update={"epochs": 3}), HISTORY, begin=begin))
    assert only(Result, rest)[0].values["seconds"] > 100
    assert kept(rest).seconds > 100


def with_one(state, name, change):
    """A state with one array changed, or none."""
    arrays = dict(state)
    changed = change(arrays.pop(name, None))
    return arrays if changed is None else {**arrays, name: changed}


BAD = [
    ("w000", lambda array: array.T.copy(), "w000 is"),
    ("w001", lambda array: array[:, :1], "w001 is 4 × 1, not 4 × 16"),
    ("w002", lambda array: array[None], "w002 is 1 × 16"),
    ("w003", lambda array: array.astype(np.float64), "of float64, not float32"),
    ("w004", lambda array: array * np.nan, "w004 has impossible numbers"),
    ("w005", lambda array: array + np.float32(1e30), "w005 has impossible numbers"),
    ("m000", lambda array: array[:0], "m000 is 0 ×"),
    ("v000", lambda array: array - 1, "v000 has impossible numbers"),
    ("v001", lambda _: None, "v001 is missing"),
    ("steps", lambda _: np.array(-1), "steps has impossible numbers"),
    ("steps", lambda _: np.array(1.5), "steps is of float64"),
    ("steps", lambda _: np.zeros(2, int), "steps is 2 numbers"),
    ("seconds", lambda _: np.array(np.inf), "seconds has impossible numbers"),
    ("w9", lambda _: np.zeros(3, np.float32), "w9 does not belong there"),
    ("r000", lambda _: np.zeros(2, np.int64), "r001 is missing"),
    ("file", lambda _: np.array(["x"]), "file does not belong there"),
]


@pytest.mark.parametrize(("name", "change", "words"), BAD)
def test_a_state_of_something_else_is_refused_at_the_door(name, change, words):
    """Compiled code would read and write beside its memory."""
    engine = FusedEngine(SMALL)
    before = engine.weights()
    with pytest.raises(StateError, match=words) as refusal:
        engine.set_state(with_one(engine.state(), name, change))
    assert "train it again" in str(refusal.value)
    for ours, theirs in zip(engine.weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.keras
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(("name", "change", "words"), [BAD[1], BAD[7], BAD[14], BAD[15]])
def test_keras_refuses_it_too(name, change, words):
    engine = make_engine(SMALL.model_copy(update={"engine": "keras"}))
    state = with_one(engine.state(), "r001", lambda _: None) if name == "r000" else engine.state()
    with pytest.raises(StateError, match=words):
        engine.set_state(with_one(state, name, change))


@pytest.mark.parametrize(
    ("x", "y", "order"),
    [((6, 5, 1), 6, 6), ((6, 4), 6, 6), ((6, 4, 1), 5, 6), ((6, 4, 1), 6, 7)],
)
def test_windows_of_something_else_are_refused_at_the_door(x, y, order):
    engine = FusedEngine(SMALL)
    windows, targets = np.zeros(x, np.float32), np.zeros(y, np.float32)
    with pytest.raises(ValueError, match=r"windows|Windows"):
        list(engine.epoch(windows, targets, np.arange(order)))


def test_weights_of_something_else_are_refused_at_the_door():
    engine = FusedEngine(SMALL)
    with pytest.raises(ValueError, match="do not belong"):
        engine.set_weights([weight[..., :1] for weight in engine.weights()])


def test_a_training_does_not_begin_with_a_state_of_something_else():
    state = kept(list(train(SMALL.model_copy(update={"epochs": 1}), HISTORY)))
    other = SMALL.model_copy(update={"epochs": 2, "units": 5})
    with pytest.raises(StateError, match="not"):
        list(train(other, HISTORY, begin=state))
