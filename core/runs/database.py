"""The run database: SQLite beside the program unless SEQUENCE_LAB_DATABASE names another.

Each transaction that writes begins with its write: SQLite then lets writers wait for each
other, where one that has read before would fail.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import locket
from sqlalchemy import Engine, Row, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError

from core.errors import UserError
from core.runs.migrations import STEPS, bring_up, version_of

DATABASE_VARIABLE = "SEQUENCE_LAB_DATABASE"
STATE_FOLDER = Path(__file__).resolve().parents[2] / ".runs"
LOCK_TIMEOUT = 30.0  # seconds that a writer waits for the others
STALE_AFTER = 15.0  # seconds without a heartbeat after which a worker counts as dead
LOCKS = {  # how a transaction begins that has to be the only one of its kind
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(20190721)",  # any number that is always the same
}


class StoreError(UserError):
    """The run database cannot be opened, or not by this version of the program."""


def database_url(url: str | None = None) -> str:
    """`url`, or what SEQUENCE_LAB_DATABASE says, or the SQLite file beside the program."""
    return (
        url or os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{STATE_FOLDER}/sequence-lab.sqlite"
    )


def open_database(url: str) -> Engine:
    """Connects to the database at `url` and brings its tables up to this version of the program.

    Raises:
        StoreError: when it is out of reach, or a newer version of the program made it.
    """
    try:
        file = _sqlite_file(url)
        engine = _connect_to_file(url, file) if file else create_engine(url, pool_pre_ping=True)
        with engine.connect() as connection:
            reached = version_of(connection)
        if reached in STEPS[:-1]:
            _bring_up(engine, file)
    except (SQLAlchemyError, OSError, ImportError) as failure:
        reason = str(getattr(failure, "orig", None) or failure).splitlines()[0]
        raise StoreError(
            f"The run database cannot be opened ({reason}); check {DATABASE_VARIABLE}."
        ) from failure
    if reached not in STEPS:
        raise StoreError(
            f"A newer version of Sequence Lab made the run database (its tables have number "
            f"{reached}, this version knows {STEPS[-1]}); update the program, or name another "
            f"database with {DATABASE_VARIABLE}."
        )
    return engine


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
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT})
    event.listen(engine, "connect", _commit_sooner)
    return engine


def _commit_sooner(connection: DBAPIConnection, _record: object) -> None:
    """Has no commit wait for the disk, as many small runs would for much of their time.

    With the journal that is used here a power failure may then undo the last moments, no more.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _bring_up(engine: Engine, file: Path | None) -> None:
    """Takes the steps that are left, all or none; one process does it while the others wait."""
    with _alone_with(file), engine.connect() as connection:
        if file:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # readers wait for no writer
        if lock := LOCKS.get(engine.dialect.name):
            connection.exec_driver_sql(lock)
        if version_of(connection) in STEPS[:-1]:
            bring_up(connection)
        connection.commit()


def _alone_with(file: Path | None) -> AbstractContextManager[None]:
    """Keeps others from a new file: SQLite would not let them wait for its journal mode."""
    lock: AbstractContextManager[None] = (
        locket.lock_file(file.with_name(file.name + ".lock")) if file else nullcontext()
    )
    return lock


class Database:
    """An open run database that can be asked for rows."""

    def __init__(self, url: str | None = None, stale_after: float = STALE_AFTER) -> None:
        self.url = database_url(url)
        self.stale_after = stale_after
        self._engine = open_database(self.url)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def _stale_before(self) -> float:
        return time.time() - self.stale_after

    def _first(self, query: Any, **values: Any) -> Row[Any] | None:
        with self._engine.connect() as connection:
            row: Row[Any] | None = connection.execute(query, values).first()
            return row

    def _all(self, query: Any, **values: Any) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query, values).all()
            return rows
