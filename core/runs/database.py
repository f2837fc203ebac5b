"""The run database: SQLite beside the program unless SEQUENCE_LAB_DATABASE names another.

Each transaction that writes begins with its write: SQLite then lets writers wait for each
other, where one that has read before would fail.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, event, inspect, make_url
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
        engine = create_engine(url, **_options(url))
        _create_tables(engine)
    except (SQLAlchemyError, OSError, ImportError) as failure:
        reason = str(getattr(failure, "orig", None) or failure).splitlines()[0]
        raise StoreError(
            f"The run database cannot be opened ({reason}); check {DATABASE_VARIABLE}."
        ) from failure
    return engine


def _options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    return {"connect_args": {"timeout": LOCK_TIMEOUT}}


@event.listens_for(Engine, "connect")
def _tune_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait
        connection.execute("PRAGMA synchronous = NORMAL")


def _create_tables(engine: Engine) -> None:
    for table in metadata.sorted_tables:
        try:
            table.create(engine, checkfirst=True)
        except SQLAlchemyError:
            # Another process may have made it between the check and the creation.
            if not inspect(engine).has_table(table.name):
                raise


class Database:
    """An open run database that can be asked for rows."""

    def __init__(self, url: str | None = None) -> None:
        self.url = database_url(url)
        self._engine = open_database(self.url)

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    def _first(self, query: Any) -> Row[Any] | None:
        with self._engine.connect() as connection:
            row: Row[Any] | None = connection.execute(query).first()
            return row

    def _all(self, query: Any) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query).all()
            return rows
