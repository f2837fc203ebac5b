import threading
import time
from unittest.mock import Mock

import numpy as np
import pytest

from core.events import Checkpoint
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.continuing import continuation
from core.runs.database import StoreError
from core.runs.groups.plan import How, Purpose, make_plan
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.workers import reporter, runner
from core.runs.workers.executor import begin_group
from core.runs.workers.runner import carry_out, serve_queue
from core.stocks.settings import StockSettings
from core.stocks.sources.history import bundled_prices

ENDLESS = NamesSettings(iterations=200_000, checkpoint_interval=500, engine="reference")


@pytest.fixture
def names(store):
    return store.save_dataset(Kind.NAMES, "Names", bundled_names().to_bytes())


@pytest.fixture
def in_background(store):
    """Serves the queue in a thread, which has to end by itself."""
    threads = []

    def start():
        thread = threading.Thread(target=serve_queue, args=(store.url,))
        thread.start()
        threads.append(thread)
        return thread

    yield start
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_runs_are_carried_out_until_none_is_left(store, names):
    settings = NamesSettings(
        iterations=60, checkpoint_interval=50, hidden_units=5, engine="reference"
    )
    wanted = [store.create_run(settings, names).id for _ in range(2)]
    assert serve_queue(store.url) == 2
    for run_id in wanted:
        run = store.run(run_id)
        assert (run.state, run.done, run.error) == (RunState.FINISHED, 60, None)
        assert store.checkpoints(run_id) == [0, 50, 60]
        assert run.values["iterations"] == 60
    first, second = (store.checkpoint(run_id, 60).arrays["Waa"] for run_id in wanted)
    np.testing.assert_array_equal(first, second)


def test_settings_that_do_not_fit_the_data_fail_with_their_sentence(store):
    prices = store.save_dataset(Kind.STOCK, "GE", bundled_prices("GE").to_bytes())
    run = store.create_run(StockSettings(timesteps=250), prices)
    serve_queue(store.url)
    failed = store.run(run.id)
    assert failed.state is RunState.FAILED
    assert "250" in failed.error
    assert "bug" not in failed.error


def test_a_bug_is_called_one_and_the_next_run_still_works(store, names, caplog):
    broken = store.create_run(ENDLESS, store.save_dataset(Kind.NAMES, "Broken", b"no corpus"))
    healthy = store.create_run(
        NamesSettings(iterations=5, hidden_units=3, engine="reference"), names
    )
    serve_queue(store.url)
    failed = store.run(broken.id)
    assert failed.state is RunState.FAILED
    assert "bug" in failed.error
    assert "Error" in failed.error
    assert "Traceback" in caplog.text
    assert store.run(healthy.id).state is RunState.FINISHED


def test_a_stopped_run_keeps_what_it_reached(store, names, in_background, eventually, monkeypatch):
    monkeypatch.setattr(runner, "PATIENCE", 60)  # on a busy machine, the last figures take a while
    run = store.create_run(ENDLESS, names)
    in_background()
    eventually(lambda: 500 in store.checkpoints(run.id))
    store.request_stop(run.id, by=HOST)
    eventually(lambda: not store.run(run.id).active)
    stopped = store.run(run.id)
    assert stopped.state is RunState.STOPPED
    assert 500 <= stopped.done < ENDLESS.iterations
    assert store.checkpoints(run.id)[-1] == stopped.done
    assert store.result(run.id).values["iterations"] == stopped.done


def test_a_stop_does_not_wait_for_something_long(
    store, names, in_background, eventually, monkeypatch
):
    long = threading.Event()
    refused = []

    def train(*_):
        yield Checkpoint(0, 1.0, 0.0, {})
        assert long.wait(60)
        try:
            yield Checkpoint(1, 1.0, 0.0, {})
        except GeneratorExit:
            refused.append(True)
            raise

    monkeypatch.setattr(runner, "events", train)
    run = store.create_run(ENDLESS, names)
    in_background()
    eventually(lambda: store.checkpoints(run.id))
    store.request_stop(run.id, by=HOST)
    eventually(lambda: store.run(run.id).state is RunState.STOPPED)
    long.set()
    eventually(lambda: refused)
    assert store.checkpoints(run.id) == [0]


def test_a_run_deleted_in_mid_training_ends_without_a_trace(
    store, names, in_background, eventually
):
    run = store.create_run(ENDLESS, names)
    thread = in_background()
    eventually(lambda: store.checkpoints(run.id))
    store.delete(run.id, by=HOST)
    thread.join(60)
    assert store.runs() == []
    assert store.checkpoints(run.id) == []
    assert store.losses(run.id) == []


def test_a_run_that_ends_after_its_deletion_stays_deleted(store, names):
    store.create_run(ENDLESS, names)
    run = store.claim("a worker")
    store.delete(run.id, by=HOST)
    carry_out(store, run)
    assert store.runs() == []


def test_a_worker_goes_on_with_the_search_that_it_has_ended_a_run_of(store, names):
    vary = [read_vary(Kind.NAMES, "clip_value=0.5..10")]
    short = NamesSettings(iterations=5, hidden_units=3, engine="reference")
    plan = make_plan(short, names, vary=vary, how=How.SEARCH, trials=12)
    group = begin_group(store, plan, Purpose.SWEEP)
    assert group.counts.all < 12
    assert serve_queue(store.url) == 12
    assert Groups(store).group(group.id).counts.by_state == {RunState.FINISHED: 12}


AWAY = StoreError.because("it does not answer (connection refused)")
SHORT = NamesSettings(iterations=5, hidden_units=3, engine="reference")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(reporter, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(reporter, "LONGEST_PAUSE", 0.05)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", ["dataset", "state", "append", "should_stop", "finish"])
def test_a_training_outlives_a_database_that_is_away_for_a_while(store, names, monkeypatch, name):
    work, left = getattr(store, name), [AWAY] * 4

    def answer(*arguments, **how):
        if left:
            raise left.pop()
        return work(*arguments, **how)

    store.create_run(SHORT, names)
    run = store.claim("a worker")
    monkeypatch.setattr(store, name, answer)
    carry_out(store, run)
    ended = store.run(run.id)
    assert not left
    assert (ended.state, ended.done, ended.error) == (RunState.FINISHED, 5, None)


@pytest.mark.usefixtures("impatient")
def test_a_training_that_gives_up_can_go_on(store, names, monkeypatch, in_background, eventually):
    """Its database is away for too long: it is neither failed nor lost."""
    monkeypatch.setattr(reporter, "GIVE_UP_AFTER", 0.2)
    monkeypatch.setattr(store, "stale_after", 0.5)
    run = store.create_run(ENDLESS, names)
    thread = in_background()
    eventually(lambda: store.state_step(run.id))
    served = runner._open_once(store.url)
    monkeypatch.setattr(served, "append", Mock(side_effect=AWAY))
    thread.join(60)
    ended = eventually(lambda: not store.run(run.id).active and store.run(run.id))
    assert (ended.state, ended.error) == (RunState.INTERRUPTED, None)
    goes_on = continuation(ended, store.state_step(run.id))
    assert store.create_run(goes_on.settings(10), names, parent_id=run.id).parent_id == run.id


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_stops_and_starts_in_mid_training(
    postgresql, store, names, in_background, eventually
):
    run = store.create_run(ENDLESS, names)
    in_background()
    eventually(lambda: store.checkpoints(run.id))
    with postgresql.away():
        time.sleep(0.3)
    before = store.checkpoints(run.id)[-1]
    eventually(lambda: store.checkpoints(run.id)[-1] > before)
    assert store.run(run.id).state is RunState.RUNNING
    store.request_stop(run.id, by=HOST)
    eventually(lambda: store.run(run.id).state is RunState.STOPPED)
    reached = store.checkpoints(run.id)
    assert reached[:-1] == list(range(0, reached[-2] + 500, 500))
