import threading
import time

import numpy as np
import pytest
from sqlalchemy import create_engine, event

from core.errors import UnknownRunError
from core.events import Checkpoint, Progress, Result, State, Weights
from core.names.settings import NamesSettings
from core.runs.database import FULL, StoreError
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.workers import reporter
from core.runs.workers.reporter import ClosedError, Reporter

LOCKS_ALL = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE runs"}
IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 50", "postgresql": "SET lock_timeout = 50"}


@pytest.fixture
def run(store):
    store.create_run(NamesSettings(), store.save_dataset(Kind.NAMES, "Names", b"rex"))
    return store.claim("a worker")


def progress(step):
    return Progress(step, 100, loss=1.0, seconds=step)


def test_events_arrive_while_the_training_is_busy(store, run, eventually):
    with Reporter(store, run.id) as reporting:
        reporting.report(progress(1))
        eventually(lambda: store.run(run.id).done == 1)
        reporting.report(progress(2))
        eventually(lambda: store.run(run.id).done == 2)


def test_what_is_left_is_written_at_the_end_even_after_an_error(store, run):
    def train_and_fail():
        with Reporter(store, run.id) as reporting:
            for step in range(50):
                reporting.report(progress(step))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train_and_fail()
    assert len(store.losses(run.id)) == 50


def test_a_silent_training_keeps_its_heart_beating(store, run, eventually, monkeypatch):
    monkeypatch.setattr(reporter, "HEARTBEAT_EVERY", 0.1)
    beats = []
    monkeypatch.setattr(store, "heartbeat", beats.append)
    with Reporter(store, run.id):
        eventually(lambda: len(beats) >= 2)
    assert set(beats) == {run.id}


def test_a_stop_is_heard(store, run, eventually):
    with Reporter(store, run.id) as reporting:
        assert not reporting.should_stop()
        store.request_stop(run.id, by=HOST)
        eventually(reporting.should_stop)


def test_the_training_of_a_deleted_run_is_told(store, run, eventually):
    def train_on():
        with Reporter(store, run.id) as reporting:
            store.delete(run.id, by=HOST)
            eventually(reporting.should_stop)
            reporting.report(progress(1))

    with pytest.raises(UnknownRunError):
        train_on()


def test_a_store_that_cannot_write_ends_the_training(store, run, monkeypatch):
    def full(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(store, "append", full)
    with pytest.raises(OSError, match="disk full"), Reporter(store, run.id) as reporting:
        reporting.report(progress(1))


def test_what_comes_after_the_end_is_refused(store, run):
    with Reporter(store, run.id) as reporting:
        reporting.report(progress(1))
    with pytest.raises(ClosedError):
        reporting.report(progress(2))
    assert store.run(run.id).done == 1


def test_a_training_faster_than_the_store_waits_for_it(store, run, monkeypatch):
    gate = threading.Event()
    write = store.append

    def slowly(run_id, events, **how):
        gate.wait(30)
        assert len(events) <= reporter.BACKLOG
        write(run_id, events, **how)

    monkeypatch.setattr(reporter, "BACKLOG", 10)
    monkeypatch.setattr(store, "append", slowly)
    with Reporter(store, run.id) as reporting:
        threading.Timer(0.2, gate.set).start()
        for step in range(100):
            reporting.report(progress(step))
    assert len(store.losses(run.id)) == 100


FULL_DISK = StoreError.because(FULL)
AWAY = StoreError.because("it does not answer (connection refused)")


@pytest.fixture
def in_trouble(store, monkeypatch):
    """Has the next calls of a method of the store fail, after or in place of what it does."""
    monkeypatch.setattr(reporter, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(reporter, "LONGEST_PAUSE", 0.02)

    def fail(name, times, trouble=AWAY, *, done_all_the_same=False):
        work = getattr(store, name)
        left = [trouble] * times

        def answer(*arguments, **how):
            if not left:
                return work(*arguments, **how)
            if done_all_the_same:
                work(*arguments, **how)
            raise left.pop()

        monkeypatch.setattr(store, name, answer)
        return left

    return fail


def checkpoint(step, floats=3):
    return Checkpoint(step, 1.0, step, {"a": np.full(floats, float(step))})


@pytest.mark.parametrize("done_all_the_same", [False, True])
@pytest.mark.parametrize("name", ["append", "should_stop"])
def test_nothing_is_lost_or_doubled_by_trouble_that_passes(
    store, run, in_trouble, name, done_all_the_same
):
    in_trouble(name, 5, done_all_the_same=done_all_the_same)
    with Reporter(store, run.id) as reporting:
        for step in range(3):
            reporting.report(checkpoint(step))
            reporting.report(progress(step + 0.5))
            time.sleep(0.01)
        reporting.report(State(2, {"a": np.zeros(3)}))
        reporting.report(Result({"rmse": 1.0}, {}))
    assert store.checkpoints(run.id) == [0, 1, 2]
    assert [step for step, *_ in store.points(run.id)] == [0.5, 1.5, 2.5]
    assert store.state_step(run.id) == 2
    assert store.result(run.id).values == {"rmse": 1.0}


def test_a_training_goes_on_until_too_much_waits(store, run, in_trouble, monkeypatch):
    monkeypatch.setattr(reporter, "BACKLOG_BYTES", 10_000)
    left = in_trouble("append", 40)
    reached = []
    with Reporter(store, run.id) as reporting:
        for step in range(10):
            reporting.report(checkpoint(step, 500))
            reached.append(len(left))
    assert reached[1] > 0  # two of them fit
    assert reached[-1] == 0  # the last one had to wait
    assert store.checkpoints(run.id) == list(range(10))


def test_of_what_only_the_newest_counts_of_only_the_newest_waits(store, run, in_trouble):
    left = in_trouble("append", 1000)
    with Reporter(store, run.id) as reporting:
        for step in range(100):
            reporting.report(Weights(step, {"a": np.zeros(3)}))
            reporting.report(Weights(step, {"a": np.zeros(3)}, stays=step < 2))
            reporting.report(State(step, {"a": np.zeros(3)}))
        assert len(reporting._pending) <= 10
        left.clear()
    assert store.state_step(run.id) == store.newest_weights_step(run.id) == 99
    assert store.weights_steps(run.id) == [0, 1]


def test_trouble_that_lasts_ends_the_training(store, run, in_trouble, monkeypatch):
    monkeypatch.setattr(reporter, "GIVE_UP_AFTER", 0.1)
    in_trouble("append", 10_000)

    def train_on():
        with Reporter(store, run.id) as reporting:
            while not reporting.should_stop():
                reporting.report(progress(1))

    with pytest.raises(StoreError, match="connection refused"):
        train_on()


def test_a_page_is_told_that_a_run_waits_for_room(store, run, in_trouble, eventually):
    left = in_trouble("append", 1000, FULL_DISK)
    with Reporter(store, run.id) as reporting:
        reporting.report(progress(1))
        eventually(lambda: store.run(run.id).error == FULL)
        assert store.run(run.id).state is RunState.RUNNING
        left.clear()
        eventually(lambda: store.run(run.id).done == 1)
        assert store.run(run.id).error is None


def test_the_lock_of_another_program_is_waited_for(store, run, monkeypatch, eventually):
    """A real one, for longer than a writer waits at a time."""
    monkeypatch.setattr(reporter, "FIRST_PAUSE", 0.01)
    lock = LOCKS_ALL[store._engine.dialect.name]
    impatient = IMPATIENT[store._engine.dialect.name]
    event.listen(store._engine, "connect", lambda c, _: c.cursor().execute(impatient))
    store._engine.dispose()
    other = create_engine(store.url)
    with other.connect() as connection:
        connection.exec_driver_sql(lock)
        with Reporter(store, run.id) as reporting:
            reporting.report(progress(1))
            eventually(lambda: reporting._patience)
            connection.rollback()
    other.dispose()
    assert store.run(run.id).done == 1
