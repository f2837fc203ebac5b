import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.schema import CreateTable

from core.errors import DataError, UnknownRunError
from core.events import Checkpoint, Progress, Result, Weights
from core.names.settings import NamesSettings
from core.runs import queue
from core.runs import store as runs_store
from core.runs.database import DATABASE_VARIABLE, StoreError
from core.runs.people import HOST
from core.runs.queue import QueueFullError
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import UNUSED_FOR, Store
from core.runs.tables import datasets, metadata
from core.stocks.settings import StockSettings
from tests.systems import linux


@pytest.fixture
def dataset(store):
    return store.save_dataset(Kind.STOCK, "GE, daily", b"prices")


@pytest.fixture
def running(store, dataset):
    store.create_run(StockSettings(epochs=10), dataset)
    run = store.claim("a worker")
    assert run is not None
    return run


def checkpoint(step, loss=0.5):
    return Checkpoint(step, loss, seconds=step / 10, arrays={"prediction": np.full(3, step)})


def test_data_is_kept_once(store, dataset):
    assert store.save_dataset(Kind.STOCK, "GE, daily", b"prices") == dataset
    assert store.save_dataset(Kind.STOCK, "GE, daily", b"other prices") != dataset
    kept = store.dataset(dataset)
    assert (kept.kind, kept.title, kept.blob) == (Kind.STOCK, "GE, daily", b"prices")


def test_a_new_run_is_queued_with_all_that_it_was_asked_for(store, dataset):
    settings = StockSettings(epochs=7, seed=3)
    run = store.run(store.create_run(settings, dataset, session="me").id)
    assert (run.state, run.place, run.active) == (RunState.QUEUED, 1, True)
    assert (run.settings, run.title, run.session) == (settings, "GE, daily", "me")
    assert (run.total, run.done, run.engine) == (7, 0, "fused")
    assert abs(run.created - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_is_not_there_is_said_to_be_unknown(store, running):
    with pytest.raises(DataError):
        store.dataset("nothing")
    with pytest.raises(UnknownRunError):
        store.run("nothing")
    with pytest.raises(UnknownRunError):
        store.checkpoint(running.id, 5)


def test_runs_are_listed_newest_first_by_kind(store, dataset):
    first = store.create_run(StockSettings(), dataset)
    names = store.create_run(NamesSettings(), store.save_dataset(Kind.NAMES, "Names", b"rex"))
    last = store.create_run(StockSettings(), dataset)
    assert [run.id for run in store.runs()] == [last.id, names.id, first.id]
    assert [run.id for run in store.runs(Kind.NAMES)] == [names.id]
    assert [run.id for run in store.runs(limit=1)] == [last.id]


def test_active_are_the_queued_and_the_running_with_their_places(store, running, dataset):
    ended = store.create_run(StockSettings(), dataset)
    store.request_stop(ended.id, by=HOST)
    waiting = [store.create_run(StockSettings(), dataset) for _ in range(2)]
    places = {run.id: run.place for run in store.active()}
    assert places == {running.id: None, waiting[0].id: 1, waiting[1].id: 2}


def test_reports_come_back(store, running):
    weights = {"w000": np.eye(2, dtype=np.float32)}
    store.append(running.id, [checkpoint(1), Progress(1.5, 10, 0.4, 0.2), Weights(1, weights)])
    store.append(running.id, [checkpoint(2, loss=0.3), Weights(2, weights)])

    run = store.run(running.id)
    assert (run.state, run.done, run.loss, run.seconds) == (RunState.RUNNING, 2, 0.3, 0.2)
    assert run.seconds_left == pytest.approx(0.8)
    assert store.losses(run.id) == [(1, 0.5, 0.1), (1.5, 0.4, 0.2), (2, 0.3, 0.2)]
    assert store.checkpoints(run.id) == [1, 2]
    latest = store.latest_checkpoint(run.id)
    assert latest is not None
    np.testing.assert_array_equal(latest.arrays["prediction"], [2, 2, 2])
    newest = store.weights(run.id)
    assert newest is not None
    assert newest.step == 2
    np.testing.assert_array_equal(newest.arrays["w000"], np.eye(2))
    assert store.result(run.id) is None


def test_a_result_comes_back_with_figures_and_arrays(store, running):
    arrays = {"test_prediction": np.arange(3.0)}
    store.append(running.id, [Result({"rmse": 0.3, "skill": None, "engine": "keras"}, arrays)])
    store.finish(running.id, RunState.FINISHED)
    result = store.result(running.id)
    assert result is not None
    assert result.values == {"rmse": 0.3, "skill": None, "engine": "keras"}
    np.testing.assert_array_equal(result.arrays["test_prediction"], [0, 1, 2])
    run = store.run(running.id)
    assert (run.state, run.active, run.engine) == (RunState.FINISHED, False, "keras")
    assert run.values["rmse"] == 0.3
    assert run.ended is not None


def test_a_diverged_loss_is_kept_as_no_number(store, running):
    store.append(running.id, [checkpoint(1, loss=float("nan")), checkpoint(2, float("inf"))])
    assert store.run(running.id).loss is None
    assert np.isnan([loss for _, loss, _ in store.losses(running.id)]).all()


def test_a_report_is_written_whole_or_not_at_all(store, running):
    store.append(running.id, [checkpoint(1)])
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.append(running.id, [checkpoint(2), checkpoint(1)])
    assert store.checkpoints(running.id) == [1]
    assert store.run(running.id).done == 1


def test_a_long_loss_curve_is_thinned_and_keeps_its_ends(store, running):
    store.append(running.id, [Progress(n, 5000, 1 / (n + 1), n) for n in range(5000)])
    curve = store.losses(running.id)
    assert 300 < len(curve) < 600
    assert (curve[0][0], curve[-1][0]) == (0, 4999)


def test_the_version_tells_of_changes(store, running):
    seen = [store.version(running.id)]
    for change in (
        lambda: store.append(running.id, [checkpoint(1)]),
        lambda: store.save_artifact(running.id, "model.keras", b"model"),
        lambda: store.finish(running.id, RunState.FINISHED),
    ):
        change()
        seen.append(store.version(running.id))
    assert seen == sorted(set(seen))
    store.heartbeat(running.id)
    assert store.version(running.id) == seen[-1]
    store.delete(running.id, by=HOST)
    assert store.version(running.id) == -1


def test_an_artifact_replaces_the_one_before(store, running):
    assert store.artifact(running.id, "model.keras") is None
    store.save_artifact(running.id, "model.keras", b"one")
    store.save_artifact(running.id, "model.keras", b"two")
    assert store.artifact(running.id, "model.keras") == b"two"


def test_a_queued_run_is_stopped_at_once(store, dataset):
    run = store.create_run(StockSettings(), dataset)
    store.request_stop(run.id, by=HOST)
    assert store.run(run.id).state is RunState.STOPPED
    assert store.claim("a worker") is None


def test_a_running_run_is_asked_to_stop(store, running):
    assert not store.should_stop(running.id)
    store.request_stop(running.id, by=HOST)
    assert store.should_stop(running.id)
    assert store.run(running.id).state is RunState.RUNNING


def test_a_finished_run_cannot_be_stopped(store, running):
    store.finish(running.id, RunState.FINISHED)
    store.request_stop(running.id, by=HOST)
    assert store.run(running.id).state is RunState.FINISHED


def test_a_deleted_run_takes_its_reports_along_and_its_worker_notices(store, running):
    store.append(running.id, [checkpoint(1), Result({}, {"p": np.zeros(1)})])
    store.delete(running.id, by=HOST)
    assert store.should_stop(running.id)
    assert store.checkpoints(running.id) == []
    assert store.result(running.id) is None
    for write in (
        lambda: store.append(running.id, [checkpoint(2)]),
        lambda: store.save_artifact(running.id, "model.keras", b"model"),
        lambda: store.finish(running.id, RunState.FINISHED),
    ):
        with pytest.raises(UnknownRunError):
            write()
    assert store.checkpoints(running.id) == []


def test_a_silent_worker_is_shown_as_interrupted_until_it_is_heard_of_again(url, running):
    impatient = Store(url, stale_after=0.05)
    time.sleep(0.2)
    run = impatient.run(running.id)
    assert (run.state, run.active) == (RunState.INTERRUPTED, False)
    assert run.ended is not None
    assert impatient.running() == 0
    patient = Store(url, stale_after=60)
    assert patient.run(running.id).state is RunState.RUNNING
    assert patient.running() == 1


def test_the_queue_is_shared_fairly_and_tells_places(store, dataset):
    mine = [store.create_run(StockSettings(), dataset, session="me").id for _ in range(3)]
    yours = store.create_run(StockSettings(), dataset, session="you").id
    assert [store.run(run_id).place for run_id in (*mine, yours)] == [1, 3, 4, 2]
    claimed = [run.id for run in iter(lambda: store.claim("a worker"), None)]
    assert claimed == [mine[0], yours, mine[1], mine[2]]
    assert store.run(mine[0]).place is None


PROCESSES = 3


@pytest.fixture(scope="module")
def processes():
    """Processes that do the same at the same time; they start once, which takes them a second."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, context, initializer=meet_at, initargs=(barrier,)) as pool:

        def results(work, url):
            tasks = [pool.submit(work, url) for _ in range(PROCESSES)]
            return [task.result(60) for task in tasks]

        yield results


meeting = []  # in each of them: the barrier where it waits for the others


def meet_at(barrier):
    meeting.append(barrier)


def claim_all(url):
    store = Store(url)
    meeting[0].wait(30)
    claimed = [run.id for run in iter(lambda: store.claim("one of many"), None)]
    store.close()
    return claimed


def test_no_run_is_given_to_two_workers(url, store, dataset, processes):
    expected = sorted(store.create_run(StockSettings(), dataset).id for _ in range(20))
    shares = processes(claim_all, url)
    assert sorted(run_id for share in shares for run_id in share) == expected


def open_at_once(url):
    meeting[0].wait(30)
    store = Store(url)
    store.close()
    return store.url


@pytest.mark.parametrize("age", ["new", "old"])
def test_several_processes_may_open_a_database_at_once(request, url, age, processes):
    if age == "old":
        request.getfixturevalue("old_url")
    assert processes(open_at_once, url) == [url] * PROCESSES


def test_the_environment_names_the_database(tmp_path, monkeypatch):
    elsewhere = f"sqlite:///{tmp_path}/deep/inside/other.sqlite"
    monkeypatch.setenv(DATABASE_VARIABLE, elsewhere)
    assert Store().url == elsewhere
    assert (tmp_path / "deep/inside/other.sqlite").exists()


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "oracle9://x",
        pytest.param("sqlite:////proc/nowhere/x.sqlite", marks=linux),
        "mysql://u:secret@h/d",
    ],
)
def test_a_database_out_of_reach_is_a_sentence_without_the_password(url):
    with pytest.raises(StoreError, match=DATABASE_VARIABLE) as error:
        Store(url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("dialect", [postgresql, mysql, sqlite])
def test_the_tables_can_be_made_in_other_databases(dialect):
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect.dialect()))


def test_whatever_changes_the_list_changes_its_version(store, dataset):
    versions = [store.list_version()]

    def changed():
        versions.append(store.list_version())
        return versions[-1] != versions[-2]

    assert not changed()
    first, second = (store.create_run(StockSettings(), dataset) for _ in range(2))
    assert changed()
    store.claim("a worker")
    assert changed()
    store.append(first.id, [Progress(1, 9, 1.0, 1.0)])
    assert changed()
    store.heartbeat(first.id)
    assert not changed()
    store.finish(first.id, RunState.FINISHED)
    assert changed()
    store.request_stop(second.id, by=HOST)
    assert changed()
    store.delete(second.id, by=HOST)
    assert changed()
    store.delete_before(datetime.now(UTC) + timedelta(days=1), by=HOST)
    assert changed()


def made_at(store, dataset, seconds_ago):
    with store._engine.begin() as connection:
        of_then = update(datasets).where(datasets.c.id == dataset)
        connection.execute(of_then.values(created=time.time() - seconds_ago))


def kept(store):
    return {row.id for row in store.fetch_all(select(datasets.c.id))}


def test_data_that_no_run_uses_go_by_themselves(store):
    old, used, young = (
        store.save_dataset(Kind.NAMES, "Names", name) for name in (b"a", b"b", b"c")
    )
    store.create_run(NamesSettings(), used)
    for dataset in (old, used):
        made_at(store, dataset, UNUSED_FOR + 1)
    newest = store.save_dataset(Kind.NAMES, "Names", b"d")
    assert kept(store) == {used, young, newest}


def test_data_that_come_again_stay_for_as_long_again(store):
    dataset = store.save_dataset(Kind.NAMES, "Names", b"a")
    made_at(store, dataset, UNUSED_FOR - 1)
    assert store.save_dataset(Kind.NAMES, "Names", b"a") == dataset
    store.save_dataset(Kind.NAMES, "Names", b"b")
    assert dataset in kept(store)


def test_uploads_that_nobody_trains_on_do_not_fill_the_disk(store, monkeypatch):
    monkeypatch.setattr(runs_store, "MOST_UNUSED_BYTES", 1_000_000)
    first, second, third = (
        store.save_dataset(Kind.NAMES, f"Names {number}", bytes(400_000)) for number in range(3)
    )
    assert kept(store) == {second, third}
    store.create_run(NamesSettings(), second)
    fourth = store.save_dataset(Kind.NAMES, "Names 4", bytes(400_000))
    assert kept(store) == {second, third, fourth}
    assert store.save_dataset(Kind.NAMES, "Names 0", bytes(400_000)) == first
    assert kept(store) == {second, fourth, first}


def test_whoever_brings_too_much_loses_their_own_first(store, monkeypatch):
    monkeypatch.setattr(runs_store, "MOST_UNUSED", 3)
    anothers = store.save_dataset(Kind.NAMES, "Names", b"0", "another")
    mine = [store.save_dataset(Kind.NAMES, "Names", b"%d" % number, "me") for number in range(1, 9)]
    assert kept(store) == {anothers, *mine[-2:]}
    newest = store.save_dataset(Kind.NAMES, "Names", b"9", "somebody else")
    assert kept(store) == {*mine[-2:], newest}


@pytest.mark.slow
def test_a_session_and_all_of_them_have_a_most_of_queued_runs(store, dataset, monkeypatch):
    monkeypatch.setattr(queue, "MOST_OF_ONE", 2)
    monkeypatch.setattr(queue, "MOST_QUEUED", 3)
    mine = [store.create_run(StockSettings(), dataset, "me") for _ in range(2)]
    with pytest.raises(QueueFullError, match=r"Of yours 2 runs are queued.*stop some"):
        store.create_run(StockSettings(), dataset, "me")
    store.create_run(StockSettings(), dataset, "you")
    with pytest.raises(QueueFullError, match="The queue is full: 3 runs"):
        store.create_run(StockSettings(), dataset, "you")
    assert store.create_run(StockSettings(), dataset, "you", worker="of the command line")
    store.request_stop(mine[0].id, by=HOST)
    assert store.create_run(StockSettings(), dataset, "me").place == 3
