import threading

import numpy as np
import pytest

from core.events import Checkpoint
from core.names.settings import NamesSettings
from core.names.sources import bundled as bundled_names
from core.runs.groups.begin import begin_group
from core.runs.groups.planning.plan import How, Purpose, make_plan
from core.runs.groups.planning.vary import read_vary
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.workers import runner
from core.runs.workers.runner import carry_out, serve_queue
from core.stocks.settings import StockSettings
from core.stocks.sources.bundled import bundled as bundled_prices

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


def test_a_stopped_run_keeps_what_it_reached(store, names, in_background, eventually):
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
    assert store.group(group.id).counts.by_state == {RunState.FINISHED: 12}
