"""A run that goes on where another one ended."""

import numpy as np
import pytest

from core.errors import SettingsError
from core.events import Checkpoint, Progress, State
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.continuing import CannotContinueError, continuation
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind, kind_of
from core.runs.workers.runner import serve_queue
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import train

STOCK = StockSettings(epochs=6, units=4, layers=1)
NAMES = NamesSettings(iterations=100, checkpoint_interval=40, hidden_units=5)


@pytest.fixture
def dataset_of(store):
    def keep(settings):
        data = bundled_prices("GE") if kind_of(settings) is Kind.STOCK else bundled_names()
        return store.save_dataset(kind_of(settings), data.title, data.to_bytes())

    return keep


@pytest.fixture
def carried_out(store, dataset_of):
    """Creates a run and trains it here."""

    def carry_out(settings, **how):
        run = store.create_run(settings, dataset_of(settings), **how)
        assert serve_queue(store.url) == 1
        return store.run(run.id)

    return carry_out


def reported(store, dataset_of, settings, events, state):
    """A run whose worker is the test; None as its state leaves it to be thought dead."""
    run = store.create_run(settings, dataset_of(settings))
    store.claim("a worker")
    store.append(run.id, events)
    if state is not None:
        store.finish(run.id, state)
    return store.run(run.id)


def how(store, run):
    return continuation(run, store.state_step(run.id))


def all_of(store, run):
    """What is kept of a run, but for the times."""
    steps = store.checkpoints(run.id)
    kept = [store.checkpoint(run.id, step) for step in steps]
    steps_inside = store.weights_steps(run.id)
    weights = [store.weights(run.id), *(store.weights_of_step(run.id, s) for s in steps_inside)]
    arrays = [*(one.arrays for one in kept), *(one.arrays for one in weights if one)]
    return steps, [one.loss for one in kept], arrays, store.result(run.id).arrays


@pytest.mark.parametrize("whole", [STOCK, NAMES], ids=["stock", "names"])
def test_a_continued_run_has_all_that_one_run_would_have(store, carried_out, whole):
    name = "epochs" if whole is STOCK else "iterations"
    split = {"epochs": 2, "iterations": 80}[name]
    parent = carried_out(whole.model_copy(update={name: split}))
    settings = how(store, parent).settings(getattr(whole, name) - split)
    child = carried_out(settings, parent_id=parent.id)

    assert child.settings == whole
    assert (child.state, child.parent_id, child.parent_step) == (
        RunState.FINISHED,
        parent.id,
        split,
    )
    assert child.done == child.total == getattr(whole, name)
    assert child.seconds > parent.seconds
    np.testing.assert_equal(all_of(store, child), all_of(store, carried_out(whole)))
    steps = [step for step, *_ in store.losses(child.id)]
    assert steps == sorted(set(steps))
    assert store.losses(child.id)[: len(store.losses(parent.id))] == store.losses(parent.id)


def test_it_needs_its_parent_no_longer(store, carried_out):
    parent = carried_out(STOCK)
    child = store.create_run(how(store, parent).settings(3), parent.dataset_id, parent_id=parent.id)
    store.delete(parent.id, by=HOST)
    assert serve_queue(store.url) == 1
    assert store.run(child.id).state is RunState.FINISHED
    assert store.checkpoints(child.id) == list(range(10))
    assert [step for step, *_ in store.losses(child.id)] == list(range(10))


def test_it_begins_with_what_its_parent_had_reached_by_the_state_kept(store, dataset_of):
    curve = [Progress(step + 0.5, 9, 0.5, step) for step in range(6)]
    kept = [Checkpoint(step, 1 / (1 + step), step, {}) for step in range(6)]
    state = State(3, {"w000": np.ones(2), "seconds": np.array(3.0)})
    parent = reported(store, dataset_of, STOCK, [*curve, *kept, state], RunState.STOPPED)
    child = store.create_run(how(store, parent).settings(4), parent.dataset_id, parent_id=parent.id)
    assert store.checkpoints(child.id) == [0, 1, 2, 3]
    assert [step for step, *_ in store.losses(child.id)] == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert (child.done, child.total, child.loss, child.seconds) == (3, 7, 0.25, 3)
    np.testing.assert_array_equal(store.state(child.id).arrays["w000"], np.ones(2))
    again = store.create_run(child.settings, child.dataset_id, parent_id=child.id)
    assert (again.parent_id, again.parent_step) == (child.id, 3)


def test_only_the_newest_state_is_kept(store, dataset_of):
    states = [State(step, {"seconds": np.array(step / 2)}) for step in (1, 2, 5)]
    run = reported(store, dataset_of, STOCK, states[:2], None)
    store.append(run.id, states[2:])
    state = store.state(run.id)
    assert (store.state_step(run.id), state.step, state.seconds) == (5, 5, 2.5)
    store.delete(run.id, by=HOST)
    assert store.state_step(run.id) is store.state(run.id) is None


def test_without_a_state_there_is_no_child(store, dataset_of):
    parent = reported(store, dataset_of, STOCK, [], RunState.FINISHED)
    for parent_id in (parent.id, "nothing"):
        with pytest.raises(CannotContinueError, match=parent_id):
            store.create_run(STOCK, parent.dataset_id, parent_id=parent_id)
    assert [run.id for run in store.runs()] == [parent.id]


STATE = State(3, {"seconds": np.array(1.0)})
POINT = Checkpoint(3, 0.5, 1.0, {})


@pytest.mark.parametrize(
    ("events", "state", "words"),
    [
        ([POINT, STATE], None, "not at its end"),
        ([POINT, STATE], RunState.FAILED, "failed"),
        ([POINT], RunState.FINISHED, "earlier version"),
        ([POINT], RunState.STOPPED, "first seconds, or an earlier version"),
        ([Checkpoint(3, float("nan"), 1.0, {}), STATE], RunState.FINISHED, "no longer a number"),
        ([POINT, State(1000, STATE.arrays)], RunState.FINISHED, "1,000 epochs, the most"),
    ],
)
def test_says_why_a_run_cannot_go_on(store, dataset_of, events, state, words):
    run = reported(store, dataset_of, STOCK, events, state)
    with pytest.raises(CannotContinueError, match=words):
        how(store, run)


def test_a_run_that_never_began_cannot_go_on(store, dataset_of):
    run = store.create_run(STOCK, dataset_of(STOCK))
    store.request_stop(run.id, by=HOST)
    with pytest.raises(CannotContinueError, match="train it instead"):
        how(store, store.run(run.id))


@pytest.mark.parametrize(
    ("total", "step", "usual"), [(100, 40, 60), (100, 100, 100), (700, 700, 300), (1000, 2, 998)]
)
def test_usually_it_goes_on_to_what_was_wanted_or_as_long_again(
    store, dataset_of, total, step, usual
):
    state = State(step, STATE.arrays)
    settings = STOCK.model_copy(update={"epochs": total})
    run = reported(store, dataset_of, settings, [POINT, state], RunState.STOPPED)
    found = how(store, run)
    assert (found.step, found.usual, found.most) == (step, usual, 1000 - step)
    assert found.settings(found.most).epochs == 1000
    with pytest.raises(SettingsError, match="at most 1000"):
        found.settings(found.most + 1)


def test_a_run_that_lacks_only_its_last_words_gets_them(store, dataset_of):
    events = list(train(STOCK, bundled_prices("GE")))
    run = reported(store, dataset_of, STOCK, events[:-1], None)
    store.stale_after = -1.0
    dead = store.run(run.id)
    assert dead.state is RunState.INTERRUPTED
    settings = how(store, dead).settings(how(store, dead).usual)
    assert settings == STOCK
    child = store.create_run(settings, run.dataset_id, parent_id=run.id)
    serve_queue(store.url)
    assert store.run(child.id).values["rmse"] == events[-1].values["rmse"]
    assert store.checkpoints(child.id) == list(range(7))


def test_only_the_length_and_the_learning_rate_may_change(store, dataset_of):
    run = reported(store, dataset_of, NAMES, [POINT, STATE], RunState.STOPPED)
    found = how(store, run)
    assert found.settings(7) == NAMES.model_copy(update={"iterations": 10})
    faster = NAMES.model_copy(update={"iterations": 10, "learning_rate": 0.5})
    assert found.settings(7, learning_rate=0.5) == faster
    with pytest.raises(SettingsError, match="checkpoint interval"):
        found.settings(100_000)
