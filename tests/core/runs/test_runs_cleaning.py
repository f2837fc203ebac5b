import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import numpy as np
import pytest
from sqlalchemy import func, select, update

from core.errors import DataError
from core.events import Checkpoint, Progress, Result
from core.names.settings import NamesSettings
from core.runs import cleaning, database
from core.runs.cleaning import StoreSize, free_reserve
from core.runs.database import StoreError
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
    return [store.fetch_first(select(func.count()).select_from(table))[0] for table in OF_A_RUN]


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


def fill(store, dataset):
    """Trains on until the disk is full to the last byte; returns how many runs there are."""
    weights = {"a": np.ones(100_000)}

    def train():
        while True:
            run = store.create_run(NamesSettings(), dataset)
            for step in range(5):
                store.append(run.id, [Checkpoint(step, 1.0, 1.0, weights)])
            store.request_stop(run.id, by=HOST)

    with pytest.raises(StoreError, match="its disk is full"):
        train()
    return store.size().runs


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A file system of its own, which can be filled."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("Nothing can be mounted here: only root may, on Linux.")
    monkeypatch.setattr(cleaning, "RESERVE", 2**22)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_old_runs_go_from_a_disk_that_is_full_to_the_last_byte(small_disk):
    store = Store(f"sqlite:///{small_disk}/runs.sqlite")
    store.keep_reserve()
    dataset = store.save_dataset(Kind.NAMES, "Names", b"rex")
    count = fill(store, dataset)
    other = Store(store.url)  # as the command line opens it, while the server runs
    assert other.delete_before(NOW + timedelta(days=1), by=HOST) >= count - 1
    assert other.size().runs <= 1
    for run in store.active():  # the one that was begun
        store.request_stop(run.id, by=HOST)
    made(store, dataset, NOW)  # trainings go on
    store.close()
    other.close()


def test_old_runs_go_even_where_a_full_disk_keeps_the_database_from_being_opened(small_disk):
    store = Store(f"sqlite:///{small_disk}/runs.sqlite")
    store.keep_reserve()
    made(store, store.save_dataset(Kind.NAMES, "Names", b"rex"), YEAR_AGO)
    store.close()
    with suppress(OSError), (small_disk / "other").open("wb", buffering=0) as other:
        while True:
            other.write(bytes(4096))
    with pytest.raises(StoreError, match=r"cannot be opened \(its disk is full\)"):
        Store(store.url)
    assert free_reserve(store.url)
    assert Store(store.url).delete_before(MONTH_AGO, by=HOST) == 1


def test_a_full_disk_without_room_is_a_sentence(small_disk):
    store = Store(f"sqlite:///{small_disk}/runs.sqlite")
    count = fill(store, store.save_dataset(Kind.NAMES, "Names", b"rex"))
    with pytest.raises(StoreError, match="its disk is full; make room there"):
        store.delete_before(NOW + timedelta(days=1), by=HOST)
    assert store.size().runs == count
    store.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_room_is_kept_once_and_not_of_a_disk_that_is_nearly_full(store, file, monkeypatch):
    room = file.with_name("runs.sqlite.room")
    free = Mock(free=9 * cleaning.RESERVE)
    monkeypatch.setattr(cleaning.shutil, "disk_usage", lambda _: free)
    monkeypatch.setattr(free, "free", 7 * cleaning.RESERVE)
    store.keep_reserve()
    assert not room.exists()
    monkeypatch.setattr(free, "free", 9 * cleaning.RESERVE)
    store.keep_reserve()
    store.keep_reserve()
    assert room.stat().st_size == cleaning.RESERVE


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_deletion_writes_little_of_what_it_deletes(store, dataset, file):
    """Where nothing is to be overwritten by zeros, as some builds of SQLite would."""
    for _ in range(20):
        made(store, dataset, YEAR_AGO)
    store._write_back()
    store.delete(*left(store), by=HOST)
    assert file.with_name("runs.sqlite-wal").stat().st_size < 1_000_000  # of 8 MB


def test_nobody_who_waits_for_the_database_is_taken_for_dead(url, store, dataset, monkeypatch):
    """A lock keeps hearts from being seen to beat; the command line starts meanwhile."""
    monkeypatch.setattr(database, "LATE", 0.0)
    running = made(store, dataset, YEAR_AGO, RunState.RUNNING)
    impatient = Store(url, stale_after=0.1)
    time.sleep(0.3)
    monkeypatch.setattr(
        impatient, "_try_to_write", Mock(side_effect=StoreError.because("another program"))
    )
    assert impatient.delete_before(MONTH_AGO, by=HOST) == 0
    assert left(store) == {running.id}
