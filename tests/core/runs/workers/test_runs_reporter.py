import threading

import pytest

from core.errors import UnknownRunError
from core.events import Progress
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.settings import Kind
from core.runs.workers import reporter
from core.runs.workers.reporter import ClosedError, Reporter


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
    def full(*_):
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

    def slowly(run_id, events):
        gate.wait(30)
        assert len(events) <= reporter.BACKLOG
        write(run_id, events)

    monkeypatch.setattr(reporter, "BACKLOG", 10)
    monkeypatch.setattr(store, "append", slowly)
    with Reporter(store, run.id) as reporting:
        threading.Timer(0.2, gate.set).start()
        for step in range(100):
            reporting.report(progress(step))
    assert len(store.losses(run.id)) == 100
