import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select, update

from core.errors import DataError
from core.events import Checkpoint, Progress, Result
from core.names.settings import NamesSettings
from core.runs.cleaning import StoreSize
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import OF_A_RUN, runs

NOW = datetime.now(UTC)
YEAR_AGO, MONTH_AGO = NOW - timedelta(days=365), NOW - timedelta(days=30)
BLOB = bytes(100_000)


@pytest.fixture
def dataset(store):
    return store.save_dataset(Kind.NAMES, "Names", BLOB)


def made(store, dataset, created, state=RunState.FINISHED):
    """A run of that day, with reports of every kind once it was claimed."""
    run = store.create_run(NamesSettings(), dataset)
    if state is not RunState.QUEUED:
        assert store.claim("a worker").id == run.id
        weights = {"Waa": np.zeros(50_000)}
        store.append(run.id, [Progress(1, 9, 1.0, 1.0), Checkpoint(2, 1.0, 1.0, weights)])
        store.append(run.id, [Result({}, {})])
    if state is RunState.FINISHED:
        store.finish(run.id, state)
    with store._engine.begin() as connection:
        moved = update(runs).where(runs.c.id == run.id).values(created=created.timestamp())
        connection.execute(moved)
    return store.run(run.id)


def left(store):
    return {run.id for run in store.runs()}


def rows(store):
    """How many rows the tables have that hold what runs reported."""
    return [store._first(select(func.count()).select_from(table))[0] for table in OF_A_RUN]


def test_the_size_counts_runs_their_data_and_the_whole_database(store, dataset):
    before = store.size()
    assert (before.runs, before.data) == (0, len(BLOB))
    made(store, dataset, NOW)
    after = store.size()
    assert (after.runs, after.data) == (1, len(BLOB))
    assert after.database > after.data
    assert after.database >= before.database


def test_an_empty_store_has_a_size_too(store):
    size = store.size()
    assert (size.runs, size.data) == (0, 0)
    assert size.database > 0


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (
            StoreSize(1, 2_500_000, 400_000),
            "1 run; the database takes 2.5 MB, 0.4 MB of it the data that they learn from.",
        ),
        (StoreSize(1200, None, 400_000), "1,200 runs; their data take 0.4 MB."),
    ],
)
def test_a_size_is_said_in_a_sentence(size, sentence):
    assert size.sentence == sentence


def test_runs_from_before_a_moment_go_with_all_that_they_reported(store, dataset):
    old, young = made(store, dataset, YEAR_AGO), made(store, dataset, NOW)
    one_run = [count // 2 for count in rows(store)]
    assert store.count_before(MONTH_AGO, by=HOST) == 1
    assert store.delete_before(MONTH_AGO, by=HOST) == 1
    assert left(store) == {young.id}
    assert store.checkpoints(old.id) == []
    assert rows(store) == one_run
    assert store.checkpoints(young.id) == [2]
    assert store.count_before(MONTH_AGO, by=HOST) == store.delete_before(MONTH_AGO, by=HOST) == 0


def test_the_moment_itself_stays(store, dataset):
    run = made(store, dataset, YEAR_AGO)
    assert store.count_before(run.created, by=HOST) == 0
    assert store.count_before(run.created + timedelta(seconds=1), by=HOST) == 1


def test_data_go_with_the_last_run_that_uses_them(store, dataset):
    other = store.save_dataset(Kind.NAMES, "Other names", b"rex")
    made(store, dataset, YEAR_AGO)
    made(store, other, YEAR_AGO)
    made(store, other, NOW)
    store.delete_before(MONTH_AGO, by=HOST)
    assert store.dataset(other).blob == b"rex"
    with pytest.raises(DataError):
        store.dataset(dataset)


def test_active_runs_stay_however_old_they_are(store, dataset):
    running = made(store, dataset, YEAR_AGO, RunState.RUNNING)
    queued = made(store, dataset, YEAR_AGO, RunState.QUEUED)
    assert store.count_before(MONTH_AGO, by=HOST) == store.delete_before(MONTH_AGO, by=HOST) == 0
    assert left(store) == {running.id, queued.id}
    assert store.dataset(dataset).blob == BLOB


def test_an_interrupted_run_is_not_active(url, store, dataset):
    made(store, dataset, YEAR_AGO, RunState.RUNNING)
    impatient = Store(url, stale_after=0.05)
    time.sleep(0.2)
    assert impatient.delete_before(MONTH_AGO, by=HOST) == 1
    assert left(store) == set()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.sqlite"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_sqlite_file_shrinks(store, dataset, file):
    for _ in range(5):
        made(store, dataset, YEAR_AGO)
    made(store, dataset, NOW)
    before = store.size().database
    assert store.delete_before(MONTH_AGO, by=HOST) == 5
    after = store.size().database
    assert after < before / 2
    assert file.stat().st_size == after


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_training_waits_for_an_sqlite_file_to_shrink(store, dataset):
    for _ in range(5):
        made(store, dataset, YEAR_AGO)
    running = made(store, dataset, NOW, RunState.RUNNING)
    before = store.size().database
    assert store.delete_before(MONTH_AGO, by=HOST) == 5
    assert store.size().database == before
    store.finish(running.id, RunState.FINISHED)
    assert store.delete_before(NOW + timedelta(days=1), by=HOST) == 1
    assert store.size().database < before / 2
