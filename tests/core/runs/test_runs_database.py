"""An open database that is in trouble: what is said, and who counts as dead meanwhile."""

import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError

from core.errors import UnknownRunError
from core.names.settings import NamesSettings
from core.runs import database
from core.runs.database import FULL, StoreError
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store

LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE store_state"}


@pytest.fixture
def dataset(store):
    return store.save_dataset(Kind.NAMES, "Names", b"rex")


@pytest.fixture
def run(store, dataset):
    store.create_run(NamesSettings(), dataset)
    return store.claim("a worker")


@pytest.fixture
def locked(store):
    """Another program's lock; call it to let go."""
    other = create_engine(store.url)
    connection = other.connect()
    connection.exec_driver_sql(LOCKS[store._engine.dialect.name])
    yield connection.rollback
    connection.close()
    other.dispose()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.sqlite"


def attempts(store, run, dataset):
    """Reading, writing, and what a worker does."""
    return [
        store.runs,
        lambda: store.run(run.id),
        lambda: store.create_run(NamesSettings(), dataset),
        lambda: store.save_dataset(Kind.NAMES, "Other names", b"gorgo"),
        lambda: store.delete(run.id, by=HOST),
        lambda: store.set_name(run.id, "Rex", by=HOST),
        lambda: store.heartbeat(run.id),
        lambda: store.claim("another worker"),
        store.size,
        lambda: store.delete_before(run.created, by=HOST),
    ]


def test_postgresql_away_is_a_sentence_and_passes(postgresql):
    store = Store(postgresql.new_database())
    dataset = store.save_dataset(Kind.NAMES, "Names", b"rex")
    store.create_run(NamesSettings(), dataset)
    run = store.claim("a worker")
    store.examine()
    with postgresql.away():
        for attempt in attempts(store, run, dataset):
            with pytest.raises(StoreError, match="cannot be used now: its server does not answer"):
                attempt()
        store.examine()
        assert store.trouble == "its server does not answer"
    assert store.run(run.id).state is RunState.RUNNING
    store.examine()
    assert store.trouble is None
    store.close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
class TestFile:
    def test_a_deleted_file_is_told_whatever_one_asks_for(self, store, run, dataset, file):
        away = file.rename(file.with_name("away"))
        for attempt in attempts(store, run, dataset):
            with pytest.raises(
                StoreError, match=r"its file runs\.sqlite was deleted or moved; put"
            ):
                attempt()
        assert not file.exists()  # no empty one takes its place
        away.rename(file)
        assert store.run(run.id) == run

    def test_a_file_that_takes_its_place_is_used(self, store, run, dataset, file):
        store.close()  # all of it is in one file
        backup = shutil.copy(file, file.with_name("backup"))
        later = store.create_run(NamesSettings(), dataset)
        store.close()
        backup.replace(file)
        assert store.run(run.id) == run
        with pytest.raises(UnknownRunError):
            store.run(later.id)

    def test_a_full_disk_is_told_with_what_helps(self, store, run):
        [(pages,)] = store.fetch_all(text("PRAGMA page_count"))
        full = f"PRAGMA max_page_count = {pages}"
        event.listen(store._engine, "connect", lambda c, _: c.cursor().execute(full))
        store._engine.dispose()
        with pytest.raises(StoreError, match="its disk is full; make room") as told:
            store.save_dataset(Kind.NAMES, "Many names", bytes(1_000_000))
        assert told.value.reason == FULL
        assert store.run(run.id).state is RunState.RUNNING

    def test_a_bug_stays_one(self, store):
        twice = text("INSERT INTO store_state (id, list_version) VALUES (1, 0)")
        with store._engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(twice)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the store, in seconds from the beginning of the test."""
    begin = time.time()
    now = [begin]
    monkeypatch.setattr(database.time, "time", lambda: now[0])
    monkeypatch.setattr(database, "PROBE_TIMEOUT", 0.02)

    def set_to(seconds):
        now[0] = begin + seconds

    return set_to


def test_nobody_is_dead_for_what_could_not_be_written(store, run, locked, at):
    """A lock of 63 seconds, in which no heart is seen to beat."""
    store.examine()
    for seconds in range(3, 64, 5):
        at(seconds)
        store.examine()
        assert store.run(run.id).state is RunState.RUNNING
    assert store.trouble == "another program keeps it locked"
    assert store.running() == 1
    locked()
    at(64)
    store.examine()
    assert store.trouble is None
    assert store.run(run.id).state is RunState.RUNNING  # the worker has some seconds to try again
    for seconds in range(66, 82, 2):
        at(seconds)
        store.examine()
    assert store.run(run.id).state is RunState.INTERRUPTED  # it has not


def test_who_was_dead_before_the_trouble_stays_so(store, run, dataset, at, request):
    at(100)
    store.create_run(NamesSettings(), dataset)
    living = store.claim("another worker")
    request.getfixturevalue("locked")
    at(130)
    late = Store(store.url)  # a server that is started meanwhile, or the command line
    late.examine()
    assert late.trouble
    assert late.run(run.id).state is RunState.INTERRUPTED
    assert late.run(living.id).state is RunState.RUNNING
    late.close()


def test_a_database_at_rest_is_not_written(store, run, at):
    at(1000)
    store.examine()
    assert store.run(run.id).state is RunState.INTERRUPTED
    statements = []
    event.listen(store._engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    at(1005)
    store.examine()
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_worker_makes_no_database_where_one_was_moved_away(store, url, file):
    """With a log of its own under the same name, it would spoil the one that comes back."""
    store.save_dataset(Kind.NAMES, "Names", b"rex")
    away = file.rename(file.with_name("away"))
    for _ in range(2):
        with pytest.raises(StoreError, match=r"runs\.sqlite was deleted or moved; put it back"):
            Store(url, make=False)
    with pytest.raises(StoreError, match="deleted or moved"):
        store.runs()
    assert not file.exists()
    away.rename(file)
    assert Store(url, make=False).size().data == store.size().data == 3


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_file_that_is_moved_in_the_very_moment_is_not_made_anew(store, file, monkeypatch):
    file.rename(file.with_name("away"))
    monkeypatch.setattr(Path, "exists", lambda _: True)  # as it was when it was asked for
    with pytest.raises(StoreError):
        store.runs()
    monkeypatch.undo()
    assert not file.exists()


def mounted(*mounts):
    """What psutil tells of the file systems of a computer."""
    names = ("mountpoint", "fstype", "opts")
    return lambda **_: [SimpleNamespace(**dict(zip(names, mount, strict=True))) for mount in mounts]


@pytest.mark.parametrize(
    "home",
    [
        ("nfs4", "rw,relatime"),
        ("cifs", "rw"),
        ("smbfs", "rw"),
        ("fuse.sshfs", "rw"),
        ("NTFS", "rw,remote"),
    ],
)
def test_a_file_on_a_network_file_system_is_warned_of(file, monkeypatch, caplog, home):
    mounts = mounted(("/", "ext4", "rw"), (str(file.parent), *home))
    monkeypatch.setattr(database.psutil, "disk_partitions", mounts)
    Store(f"sqlite:///{file}").close()
    [warning] = caplog.messages
    assert f"({home[0]})" in warning
    assert "SEQUENCE_LAB_DATABASE" in warning


@pytest.mark.parametrize("kind", ["ext4", "apfs", "NTFS", "fuse.gocryptfs", "tmpfs", "overlay"])
def test_a_file_on_a_local_disk_below_a_network_file_system_is_not(file, monkeypatch, caplog, kind):
    outer, inner = file.parent.parent, file.parent
    mounts = mounted((str(inner), "nfs", "rw"), (str(inner), kind, "rw"), (str(outer), "nfs", "rw"))
    monkeypatch.setattr(database.psutil, "disk_partitions", mounts)
    Store(f"sqlite:///{file}").close()
    assert not caplog.messages
