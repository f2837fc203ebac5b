"""The run database: SQLite beside the program unless SEQUENCE_LAB_DATABASE names another.

Each transaction that writes begins with its write: SQLite then lets writers wait for each
other, where one that has read before would fail.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import locket
from sqlalchemy import Engine, Row, create_engine, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from core.errors import UserError
from core.runs.tables import metadata

DATABASE_VARIABLE = "SEQUENCE_LAB_DATABASE"
STATE_FOLDER = Path(__file__).resolve().parents[2] / ".runs"
LOCK_TIMEOUT = 30.0  # seconds that a writer waits for the others


class StoreError(UserError):
    """The run database cannot be opened."""


def database_url(url: str | None = None) -> str:
    """`url`, or what SEQUENCE_LAB_DATABASE says, or the SQLite file beside the program."""
    return (
        url or os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{STATE_FOLDER}/sequence-lab.sqlite"
    )


def open_database(url: str) -> Engine:
    """Connects to the database at `url` and makes what is missing in it.

    Raises:
        StoreError: when it is out of reach.
    """
    try:
        file = _sqlite_file(url)
        return _open_sqlite(url, file) if file else _open_server(url)
    except (SQLAlchemyError, OSError, ImportError) as failure:
        reason = str(getattr(failure, "orig", None) or failure).splitlines()[0]
        raise StoreError(
            f"The run database cannot be opened ({reason}); check {DATABASE_VARIABLE}."
        ) from failure


def state_folder(url: str) -> Path:
    """Where files that belong to the database at `url` are kept: beside it, if it is a file."""
    file = _sqlite_file(url)
    return file.parent if file else STATE_FOLDER


def _sqlite_file(url: str) -> Path | None:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return None
    return Path(parts.database).resolve()


def _open_sqlite(url: str, file: Path) -> Engine:
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT})
    # Who opens a new file first must not meet others that do: SQLite would not let them wait.
    with locket.lock_file(file.with_name(file.name + ".lock")), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # readers do not wait for a writer
        metadata.create_all(connection)
    return engine


def _open_server(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)
    for table in metadata.sorted_tables:
        try:
            table.create(engine, checkfirst=True)
        except SQLAlchemyError:
            # Another process may have made it between the check and the creation.
            if not inspect(engine).has_table(table.name):
                raise
    return engine


class Database:
    """An open run database that can be asked for rows."""

    def __init__(self, url: str | None = None) -> None:
        self.url = database_url(url)
        self._engine = open_database(self.url)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def _first(self, query: Any, **values: Any) -> Row[Any] | None:
        with self._engine.connect() as connection:
            row: Row[Any] | None = connection.execute(query, values).first()
            return row

    def _all(self, query: Any, **values: Any) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query, values).all()
            return rows
