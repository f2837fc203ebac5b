"""The run database: SQLite beside the program unless SEQUENCE_LAB_DATABASE names another.

Each transaction that writes begins with its write: SQLite then lets writers wait for each
other, where one that has read before would fail.

Whatever keeps an open database from answering - a full disk, somebody's lock, a server that is
away, a file that was deleted - is a `StoreError` for who asked, and may pass.
"""

from __future__ import annotations

import logging
import math
import os
import re
import shutil
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import locket
import psutil
from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    Row,
    Table,
    case,
    create_engine,
    event,
    exc,
    func,
    make_url,
    select,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from core.errors import UserError
from core.runs.migrations import STEPS, upgrade, version_of
from core.runs.tables import runs, store_state

DATABASE_VARIABLE = "SEQUENCE_LAB_DATABASE"
STATE_FOLDER = Path(__file__).resolve().parents[2] / ".runs"
LOCK_TIMEOUT = 30.0  # seconds that a writer waits for the others
CONNECT_TIMEOUT = 10  # seconds, for a database server
LEAST_SPACE = 2**16  # bytes without which SQLite does not even open a file
STALE_AFTER = 15.0  # seconds without a heartbeat after which a worker counts as dead
LATE = 5.0  # seconds, for a heartbeat
PROBE_TIMEOUT = 0.3  # seconds that `examine` waits for who writes
WAITING = {  # how a connection is told for how many milliseconds to wait for a lock
    "sqlite": "PRAGMA busy_timeout = {}",
    "postgresql": "SET LOCAL lock_timeout = {}",
}
FULL = (
    "its disk is full; make room there, or delete old runs (python -m core store --delete-before "
    "DAY)"
)
NETWORK = re.compile(  # file systems by their names
    r"(fuse\.)?(9p|afp|afs|beegfs|ceph|cifs|davfs|gluster|gpfs|lustre|nfs|rclone|smb|sshfs)"
)
LOCKS = {  # how a transaction begins that has to be the only one of its kind
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(20190721)",  # any number that is always the same
}


_BUGS = (exc.IntegrityError, exc.ProgrammingError, exc.DataError)  # of a statement
_REASONS = {  # words of a database in ours
    "is full": FULL,
    "no space left": FULL,
    "is locked": "another program keeps it locked",
    "lock timeout": "another program keeps it locked",
    "connection": "its server does not answer",  # and where that is, is nobody's business
}


log = logging.getLogger(__name__)


class StoreError(UserError):
    """The run database does not answer now, or cannot be opened by this version of the program.

    Attributes:
        reason: Why an open database does not answer, to go on a sentence with; else empty.
    """

    def __init__(self, sentence: str, reason: str = "") -> None:
        self.reason = reason
        super().__init__(sentence)

    @classmethod
    def because(cls, reason: str) -> StoreError:
        """Of a database that was open, and answers again once the reason is gone."""
        return cls(f"The run database cannot be used now: {reason}.", reason)


def database_url(url: str | None = None) -> str:
    """`url`, or what SEQUENCE_LAB_DATABASE says, or the SQLite file beside the program."""
    return (
        url or os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{STATE_FOLDER}/sequence-lab.sqlite"
    )


def open_database(url: str, *, make: bool = True) -> Engine:
    """Connects to the database at `url` and brings its tables up to this version of the program.

    Where there is no such file, one is made; but not by a worker (`make` is False), for which there
    was one just before: it was moved, and a second one beside its log would spoil both.

    From then on, whatever keeps it from answering is raised as a `StoreError`.

    Raises:
        StoreError: when it is out of reach, or a newer version of the program made it.
    """
    file = None
    try:
        file = _sqlite_file(url)
        engine = _connect_to_file(url, file) if file else _connect_to_server(url)
        if file and not make:
            _make_no_file(engine, file)
        with engine.connect() as connection:
            reached = version_of(connection)
        if reached in STEPS[:-1]:
            _upgrade(engine, file)
    except (exc.SQLAlchemyError, OSError, ImportError) as failure:
        reason = str(getattr(failure, "orig", None) or failure).splitlines()[0]
        if file and _is_full(file):
            reason = "its disk is full"
        raise StoreError(
            f"The run database cannot be opened ({reason}); check {DATABASE_VARIABLE}."
        ) from failure
    if reached not in STEPS:
        raise StoreError(
            f"A newer version of Sequence Lab made the run database (its tables have number "
            f"{reached}, this version knows {STEPS[-1]}); update the program, or name another "
            f"database with {DATABASE_VARIABLE}."
        )
    event.listen(engine, "handle_error", _trouble)
    if file:
        engine.dispose()
        _watch_file(engine, file)
        if make:
            _make_no_file(engine, file)
            _warn_of_network(file)
    return engine


def _warn_of_network(file: Path) -> None:
    """Warns where other computers may have the file system of a database mounted, too."""
    mounts = psutil.disk_partitions(all=True)
    around = [mount for mount in mounts if file.is_relative_to(mount.mountpoint)]
    # The innermost one; of several at the same place, the one mounted last.
    on = max(reversed(around), key=lambda mount: len(Path(mount.mountpoint).parts), default=None)
    if on and ("remote" in on.opts.split(",") or NETWORK.match(on.fstype)):  # remote: on Windows
        log.warning(
            f"The run database {file} is on a network file system ({on.fstype}), where SQLite's "
            "write-ahead log does not work and runs may be lost: name a file on a local disk, or a "
            f"PostgreSQL database, with {DATABASE_VARIABLE}."
        )


def _is_full(file: Path) -> bool:
    try:
        return shutil.disk_usage(file.parent).free < LEAST_SPACE
    except OSError:
        return False


def reserve_file(url: str) -> Path | None:
    """Where room is kept for the database at `url`, if it is a file (see `cleaning`)."""
    file = _sqlite_file(url)
    return file and file.with_name(f"{file.name}.room")


def state_folder(url: str) -> Path:
    """Where files that belong to the database at `url` are kept: beside it, if it is a file."""
    file = _sqlite_file(url)
    return file.parent if file else STATE_FOLDER


def _sqlite_file(url: str) -> Path | None:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return None
    return Path(parts.database).resolve()


def _connect_to_file(url: str, file: Path) -> Engine:
    file.parent.mkdir(parents=True, exist_ok=True)
    # As many connections as threads ask for: one that waits for a lock keeps no other from reading.
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT}, max_overflow=-1)
    event.listen(engine, "connect", _write_less)
    return engine


def _connect_to_server(url: str) -> Engine:
    soon = {"connect_timeout": CONNECT_TIMEOUT} if url.startswith("postgresql") else {}
    # Too many connections are refused by the server, and so told; a pool of ours has no words.
    return create_engine(url, connect_args=soon, pool_pre_ping=True, max_overflow=-1)


def _write_less(connection: DBAPIConnection, _record: object) -> None:
    """Has no commit wait for the disk, as many small runs would for much of their time.

    With the journal that is used here a power failure may then undo the last moments, no more.
    And has nothing deleted overwritten by zeros, where that would be all that there is to write:
    some builds of SQLite do, and so need as much room to delete as there is to be deleted.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA secure_delete = FAST")
    cursor.close()


def _trouble(context: ExceptionContext) -> StoreError | None:
    """What a failure of the database is raised as; a bug stays what it is."""
    failure = context.sqlalchemy_exception
    trouble = isinstance(failure, exc.DBAPIError) and not isinstance(failure, _BUGS)
    if not trouble or context.is_pre_ping:  # after a ping in vain the pool connects again
        return None
    return StoreError.because(_reason(context.original_exception))


def _reason(failure: BaseException) -> str:
    said = (str(failure).strip().splitlines() or [type(failure).__name__])[0]
    found = (reason for words, reason in _REASONS.items() if words in said.lower())
    return next(found, f"it does not answer ({said.rstrip('.')})")


def _make_no_file(engine: Engine, file: Path) -> None:
    """Has connections from now on opened only to a file that is there."""

    def open_existing(
        _dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]
    ) -> None:
        if not file.exists():
            raise StoreError.because(
                f"its file {file.name} was deleted or moved; put it back, or restart Sequence Lab "
                "to begin with an empty one"
            )
        arguments[0] = f"{file.as_uri()}?mode=rw"  # it may be moved in this very moment
        named["uri"] = True

    event.listen(engine, "do_connect", open_existing)


def _watch_file(engine: Engine, file: Path) -> None:
    """Has a connection used only while its file is the one of that name.

    What is written to a file that somebody has deleted is lost, and a new one would be empty. A
    file that takes its place is used, if it is a run database.
    """

    def note(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)

    def compare(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["file"] != _identity(file):
            raise exc.DisconnectionError

    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", compare)


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _upgrade(engine: Engine, file: Path | None) -> None:
    """Takes the steps that are left, all or none; one process does it while the others wait."""
    with _alone_with(file), engine.connect() as connection:
        if file:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # readers wait for no writer
        if lock := LOCKS.get(engine.dialect.name):
            connection.exec_driver_sql(lock)
        if version_of(connection) in STEPS[:-1]:
            upgrade(connection)
        connection.commit()


def _alone_with(file: Path | None) -> AbstractContextManager[None]:
    """Keeps others from a new file: SQLite would not let them wait for its journal mode."""
    lock: AbstractContextManager[None] = (
        locket.lock_file(file.with_name(file.name + ".lock")) if file else nullcontext()
    )
    return lock


class Database:
    """An open run database that can be asked for rows.

    Where there is none yet, it is made, unless `make` is False.

    Attributes:
        trouble: Why it cannot be written, as of the last time it was examined; None if it can.
    """

    def __init__(
        self, url: str | None = None, stale_after: float = STALE_AFTER, *, make: bool = True
    ) -> None:
        self.url = database_url(url)
        self.stale_after = stale_after
        self.trouble: str | None = None
        self._sound = 0.0  # when it was last found without trouble
        self._unheard_since = math.inf  # from when on no worker could be heard of
        self._heard_again = -math.inf
        self._engine = open_database(self.url, make=make)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def examine(self) -> None:
        """Finds out whether the database can be written, where workers are silent.

        While it cannot, no worker can be heard of, and none counts as dead for that; nor until
        each has had time to try again. Call it every some seconds: at rest it costs one query.
        """
        now, heard = time.time(), 0.0
        try:
            heard, silent = self._heartbeats(now)
            if silent or self.trouble:
                self._try_to_write(now)
        except StoreError as failure:
            if self._unheard_since == math.inf:
                self._unheard_since = max(self._sound, heard)
            self.trouble = failure.reason
            return
        if self.trouble:
            self.trouble, self._heard_again = None, now
        elif now - self._heard_again > self.stale_after:
            self._unheard_since = math.inf
        self._sound = now

    def _heartbeats(self, now: float) -> tuple[float, bool]:
        """The newest one of runs, and whether one is late that was not found dead before."""
        known_dead = self._sound - self.stale_after
        late = runs.c.heartbeat.between(known_dead, now - LATE)
        query = select(
            func.max(runs.c.heartbeat).label("newest"),
            func.max(case((late, 1), else_=0)).label("late"),
        )
        row = self.fetch_first(query.where(runs.c.state == "running"))
        assert row is not None
        return row.newest or 0.0, bool(row.late)

    def _try_to_write(self, now: float) -> None:
        """Raises a StoreError where that cannot be done, or not soon."""
        change = update(store_state).values(examined=now)
        with self._engine.connect() as connection:
            waiting = WAITING.get(self._engine.dialect.name)
            if waiting:
                connection.exec_driver_sql(waiting.format(int(1000 * PROBE_TIMEOUT)))
            try:
                connection.execute(change)
                connection.commit()
            finally:
                connection.rollback()
                if waiting:
                    connection.exec_driver_sql(waiting.format(int(1000 * LOCK_TIMEOUT)))

    def stale_before(self) -> float:
        """Who was last heard of before this moment has gone."""
        return min(time.time(), self._unheard_since) - self.stale_after

    def begin(self) -> AbstractContextManager[Connection]:
        """A transaction: all that is done in it, or nothing."""
        return self._engine.begin()

    def row(self, table: Table, key: str) -> dict[str, Any] | None:
        """The row of this id, by column; None where there is none."""
        found = self.fetch_first(select(table).where(table.c.id == key))
        return None if found is None else dict(found._mapping)

    def fetch_first(self, query: Any, **values: Any) -> Row[Any] | None:
        """The first row of what a query finds."""
        with self._engine.connect() as connection:
            row: Row[Any] | None = connection.execute(query, values).first()
            return row

    def fetch_all(self, query: Any, **values: Any) -> Sequence[Row[Any]]:
        """All rows of what a query finds."""
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query, values).all()
            return rows
