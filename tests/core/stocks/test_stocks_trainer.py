"""The training loop; engine by engine where it matters, else with a small one made for the test."""

import itertools
import subprocess
import sys

import numpy as np
import pytest

from core.events import Checkpoint, Progress, Result, State, Weights
from core.stocks import trainer
from core.stocks.engines.choice import make_engine
from core.stocks.engines.engine import listed, named
from core.stocks.judgement.judge import judge
from core.stocks.judgement.metrics import metrics
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.history import bundled_prices
from core.stocks.trainer import DivergedError, train
from core.stocks.windows import prepare
from tests.core.eager import ENGINES
from tests.core.stocks.histories import wave

SMALL = StockSettings(timesteps=4, test_days=5, units=4, layers=1, batch_size=4, epochs=3)
HISTORY = wave(33)  # 24 training windows


class Level:
    """Predicts one level for all days, and moves it halfway to each batch's mean."""

    name = "level"
    reason = None

    def __init__(self):
        self.level = np.zeros(1, np.float32)
        self.orders = []

    def epoch(self, _x, y, order):
        self.orders.append(order)
        squared_errors = 0.0
        for done in range(8, len(order) + 1, 8):
            batch = y[order[done - 8 : done]]
            squared_errors += float(((batch - self.level) ** 2).sum())
            self.level = (self.level + batch.mean()) / 2
            yield done, squared_errors

    def predict(self, x):
        return np.repeat(self.level, len(x))

    def weights(self):
        return [self.level.copy()]

    def set_weights(self, weights):
        self.level = weights[0].copy()

    def state(self):
        return named(self.weights())


class Exploding(Level):
    """Fine for an epoch and a third, then not a number."""

    def epoch(self, x, y, order):
        for done, squared_errors in super().epoch(x, y, order):
            late = len(self.orders) == 2 and done > 8
            yield done, squared_errors * float("nan") if late else squared_errors


@pytest.fixture
def level(monkeypatch):
    engine = Level()
    monkeypatch.setattr(trainer, "make_engine", lambda _: engine)
    return engine


def only(kind, events):
    return [event for event in events if isinstance(event, kind)]


def outline(events):
    """The kinds in order, a run of one kind as one; weights and states may come any time."""
    told = [event for event in events[:-2] if not isinstance(event, Weights | State)]
    kinds = [type(event).__name__ for event in told]
    return [kind for kind, _ in itertools.groupby(kinds)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_reports_in_the_same_form(engine):
    settings = SMALL.model_copy(update={"engine": engine})
    events = list(train(settings, HISTORY))
    windows = prepare(settings, HISTORY)

    assert outline(events) == ["Checkpoint", *["Progress", "Checkpoint"] * 3]
    assert isinstance(events[-2], Weights)
    checkpoints = only(Checkpoint, events)
    assert [checkpoint.step for checkpoint in checkpoints] == [0, 1, 2, 3]
    assert all(checkpoint.arrays["prediction"].shape == (5,) for checkpoint in checkpoints)
    done = [event.done for event in only(Progress, events)]
    assert done == sorted(done)
    assert {1, 2, 3} <= set(done)

    result = events[-1]
    assert isinstance(result, Result)
    prediction = result.arrays["test_prediction"]
    assert prediction.dtype == np.float64
    np.testing.assert_array_equal(prediction, checkpoints[-1].arrays["prediction"])
    assert result.arrays["train_prediction"].shape == (24,)
    scores = metrics(windows.test.actual, prediction, windows.test.yesterday)
    assert result.values["rmse"] == scores.rmse
    assert result.values["naive_rmse"] == scores.naive_rmse
    assert list(result.values) == [
        *("rmse", "mae", "mape", "direction_accuracy"),
        *("naive_rmse", "naive_mae", "naive_mape", "naive_direction_accuracy"),
        *("train_rows", "test_rows", "epochs", "seconds", "engine", "rmae", "rrmse", "mase"),
        *("verdict", "skill", "skill_low", "skill_high", "skill_within", "dm_p"),
        *("best_lag", "lag_pairs", "baselines"),
    ]
    judgement = judge(windows, prediction).values()
    assert {name: result.values[name] for name in judgement} == judgement
    assert (result.values["train_rows"], result.values["test_rows"]) == (28, 5)
    assert (result.values["epochs"], result.values["engine"]) == (3, engine)

    rebuilt = make_engine(settings.model_copy(update={"seed": 9}))
    rebuilt.set_weights(listed(events[-2].arrays))
    np.testing.assert_array_equal(windows.inverse(rebuilt.predict(windows.test.x)), prediction)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_learns(engine):
    settings = SMALL.model_copy(
        update={"engine": engine, "epochs": 15, "dropout": 0.0, "learning_rate": 0.02}
    )
    untrained, *_, last = only(Checkpoint, train(settings, HISTORY))
    assert last.loss < untrained.loss / 4


@pytest.mark.keras
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("engine", ["fused", "keras"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_every_cell_trains_in_the_engine_asked_for(cell, engine):
    settings = SMALL.model_copy(update={"cell": cell, "engine": engine, "epochs": 1})
    result = list(train(settings, HISTORY))[-1]
    assert result.values["engine"] == engine


@pytest.mark.slow
def test_ge_preset_to_the_end():
    events = list(train(PRESETS["ge"], bundled_prices("GE")))
    result = events[-1]
    assert [event.step for event in only(Checkpoint, events)] == list(range(101))
    assert result.values["epochs"] == 100
    assert (result.values["train_rows"], result.values["test_rows"]) == (225, 25)
    assert result.values["naive_rmse"] == pytest.approx(0.2400, abs=1e-4)
    assert 0.15 < result.values["rmse"] < 0.6


def test_same_seed_same_numbers():
    def losses(seed):
        settings = SMALL.model_copy(update={"seed": seed})
        return [event.loss for event in only(Checkpoint, train(settings, HISTORY))]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


@pytest.mark.processes
def test_the_fused_engine_needs_no_tensorflow():
    script = (
        "import sys\n"
        "from core.stocks.sources.history import bundled_prices\n"
        "from core.stocks.settings import StockSettings\n"
        "from core.stocks.trainer import train\n"
        "for cell in ('lstm', 'gru', 'rnn'):\n"
        "    settings = StockSettings(epochs=1, units=4, layers=1, cell=cell)\n"
        "    *_, result = train(settings, bundled_prices('GE'))\n"
        "    print(result.values['engine'], 'tensorflow' in sys.modules, 'keras' in sys.modules)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert finished.stdout == 3 * "fused False False\n"


def test_every_epoch_has_a_shuffle_of_its_own_from_the_seed(level, monkeypatch):
    list(train(SMALL, HISTORY))
    assert all(sorted(order) == list(range(24)) for order in level.orders)
    assert len({tuple(order) for order in level.orders}) == 3

    again = Level()
    monkeypatch.setattr(trainer, "make_engine", lambda _: again)
    list(train(SMALL, HISTORY))
    np.testing.assert_array_equal(again.orders, level.orders)


def test_losses_are_means_over_the_windows(level):
    windows = prepare(SMALL, HISTORY)
    first, *_ = checkpoints = only(Checkpoint, train(SMALL, HISTORY))
    assert first.loss == pytest.approx(np.mean(windows.train.y**2))
    in_order = windows.train.y[level.orders[0]].reshape(3, 8)
    expected, position = [], 0.0
    for batch in in_order:
        expected.append(np.mean((batch - position) ** 2))
        position = (position + batch.mean()) / 2
    assert checkpoints[1].loss == pytest.approx(np.mean(expected), rel=1e-5)


@pytest.mark.usefixtures("level")
def test_progress_moves_within_epochs():
    done = [event.done for event in only(Progress, train(SMALL, HISTORY))]
    assert done == pytest.approx(np.arange(1, 10) / 3)


@pytest.mark.usefixtures("level")
def test_stops_within_an_epoch_and_keeps_what_it_reached():
    answers = iter([False] * 4)
    events = list(train(SMALL, HISTORY, lambda: next(answers, True)))

    assert only(Progress, events)[-1].done == pytest.approx(5 / 3)
    assert only(Checkpoint, events)[-1].step == 1
    *_, weights, result = events
    assert weights.step == 1
    assert result.values["epochs"] == 1.67
    windows = prepare(SMALL, HISTORY)
    expected = windows.inverse(np.repeat(weights.arrays["w000"], 5))
    np.testing.assert_array_equal(result.arrays["test_prediction"], expected)


@pytest.mark.usefixtures("level")
def test_stopped_at_the_end_of_an_epoch_it_keeps_the_epoch():
    answers = iter([False] * 2)
    events = list(train(SMALL, HISTORY, lambda: next(answers, True)))
    assert [event.step for event in only(Checkpoint, events)] == [0, 1]
    assert events[-1].values["epochs"] == 1


@pytest.mark.usefixtures("level")
def test_weights_come_now_and_then_and_at_the_end(monkeypatch):
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_WEIGHTS", 60)
    assert len(passing(train(SMALL, HISTORY))) == 1
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_WEIGHTS", 0)
    assert passing(train(SMALL, HISTORY)) == [1, 2, 3, 3]


def passing(events):
    """The steps of the weights of which only the newest are kept."""
    return [event.step for event in only(Weights, events) if not event.stays]


@pytest.mark.usefixtures("level")
def test_weights_of_some_epochs_stay_and_are_those_that_predicted():
    events = list(train(SMALL.model_copy(update={"epochs": 12}), HISTORY))
    stay = [event for event in only(Weights, events) if event.stays]
    assert [event.step for event in stay] == [0, 1, 2, 3, 5, 10]
    told = {event.step: event.arrays["prediction"] for event in only(Checkpoint, events)}
    windows = prepare(SMALL, HISTORY)
    for event in stay:
        said = windows.forecast(np.repeat(event.arrays["w000"], 5), windows.test.last_price)
        np.testing.assert_array_equal(said, told[event.step])


def test_says_when_it_diverged(monkeypatch):
    monkeypatch.setattr(trainer, "make_engine", lambda _: Exploding())
    events = []
    with pytest.raises(DivergedError) as failure:
        events.extend(train(SMALL.model_copy(update={"learning_rate": 0.5}), HISTORY))
    assert str(failure.value) == (
        "The training diverged in epoch 2: the learning rate, 0.5, is too high; try 0.05."
    )


def test_weights_keep_their_order_in_an_event():
    weights = [np.full(1, value, np.float32) for value in range(12)]
    assert [weight.item() for weight in listed(named(weights))] == list(range(12))
