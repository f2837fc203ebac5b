"""How large the store is, and what makes it smaller: old runs deleted, with their data.

To delete, SQLite has to write, into its log and from there into its file, where both may have to
grow: on a disk that is full to the last byte nothing could be deleted. So a server keeps some room
beside its file, a file of nothing, which a deletion gives away first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, text, update

from core.runs.database import FULL, StoreError, database_url, reserve_file
from core.runs.people import People, Person
from core.runs.records import RunState, alive, forget, list_changed
from core.runs.tables import OF_A_RUN, datasets, groups, runs, store_state

RESERVE = 8 * 2**20  # bytes: what SQLite lets its log grow to, and as much to write that back
AT_ONCE = 100  # runs that are deleted together

SIZE = {  # of the whole database in bytes, with the space that it keeps for later
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    "postgresql": "SELECT pg_database_size(current_database())",
}


@dataclass(frozen=True, slots=True)
class StoreSize:
    """How much the store holds, in bytes."""

    runs: int  # how many
    database: int | None  # None where the database does not say
    data: int  # of that, what runs learn from

    @property
    def sentence(self) -> str:
        """In words."""
        count = "1 run" if self.runs == 1 else f"{self.runs:,} runs"
        if self.database is None:
            return f"{count}; their data take {_megabytes(self.data)}."
        return (
            f"{count}; the database takes {_megabytes(self.database)}, "
            f"{_megabytes(self.data)} of it the data that they learn from."
        )


def free_reserve(url: str | None = None) -> bool:
    """Gives away the room that is kept for the database at `url`; whether there was any.

    For one that cannot even be opened: SQLite wants some space for that, too.
    """
    room = reserve_file(database_url(url))
    if room is None or not room.exists():
        return False
    room.unlink()
    return True


class Cleaning(People):
    """The part of the store that says how large it is, and forgets what is old."""

    def size(self) -> StoreSize:
        """How large the store is."""
        count = self.fetch_first(select(func.count()).select_from(runs))
        data = self.fetch_first(select(func.coalesce(func.sum(func.length(datasets.c.blob)), 0)))
        assert count is not None
        assert data is not None
        return StoreSize(int(count[0]), self._database_size(), int(data[0]))

    def count_before(self, moment: datetime, *, by: Person) -> int:
        """How many runs `delete_before` would delete."""
        row = self.fetch_first(select(func.count()).where(self._old(moment, by)))
        return int(row[0]) if row else 0

    def delete_before(self, moment: datetime, *, by: Person) -> int:
        """Deletes the runs created before `moment` with all that they reported; returns how many.

        The host deletes anybody's, others only their own. Those that are queued or being trained
        stay. Data that no run uses any more go too, and groups without a run.

        Raises:
            StoreError: when the database cannot be written; some runs may be deleted by then.
        """
        self.examine()  # where workers cannot be heard of, none of them counts as dead
        deleted = 0
        some = select(runs.c.id).where(self._old(moment, by)).limit(AT_ONCE)
        while ids := [row.id for row in self.fetch_all(some)]:
            self._forget(ids)
            deleted += len(ids)
        self._forget([])
        if deleted:
            self._shrink()
            self.keep_reserve()
        return deleted

    def keep_reserve(self) -> None:
        """Takes some room of the disk for the day on which it is full; not the last of it."""
        file = reserve_file(self.url)
        if file is None or file.exists():
            return
        with suppress(OSError):
            if shutil.disk_usage(file.parent).free > 8 * RESERVE:
                with file.open("wb") as room:
                    _fill(room.fileno())

    def _forget(self, ids: Sequence[str]) -> None:
        """Deletes runs, and what nothing belongs to any more."""
        try:
            with self.begin() as connection:
                _delete(connection, ids)
        except StoreError as trouble:
            room = reserve_file(self.url)
            if trouble.reason != FULL or room is None or not room.exists():
                raise
            with self.begin() as connection:
                connection.execute(update(store_state).values(id=1))  # nobody else writes now
                room.unlink()
                _delete(connection, ids)
        self._write_back()

    def _write_back(self) -> None:
        """Has SQLite empty its log, which for many deletions would grow large."""
        if self._engine.dialect.name == "sqlite":
            with suppress(StoreError), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _old(self, moment: datetime, by: Person) -> ColumnElement[bool]:
        before = runs.c.created < moment.timestamp()
        return before & ~self._active() & by.changeable(runs.c.owner)

    def _active(self) -> ColumnElement[bool]:
        queued: ColumnElement[bool] = runs.c.state == RunState.QUEUED.value
        return queued | alive(self.stale_before())

    def _database_size(self) -> int | None:
        query = SIZE.get(self._engine.dialect.name)
        row = self.fetch_first(text(query)) if query else None
        return int(row[0]) if row else None

    def _shrink(self) -> None:
        """Makes an SQLite file as small as what it holds, unless a training would have to wait."""
        active = select(runs).where(self._active())
        if self._engine.dialect.name != "sqlite" or self.fetch_first(active):
            return
        alone = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with suppress(StoreError), alone as connection:  # busy, or the disk is full: later
            connection.exec_driver_sql("VACUUM")
        self._write_back()


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    if ids:
        forget(connection, runs.c.id.in_(ids))
        return
    for table in OF_A_RUN:
        gone = table.c.run_id.not_in(select(runs.c.id))
        connection.execute(delete(table).where(gone))
    left = select(runs.c.group_id).where(runs.c.group_id.is_not(None))
    connection.execute(delete(groups).where(groups.c.id.not_in(left)))
    unused = datasets.c.id.not_in(select(runs.c.dataset_id))
    connection.execute(delete(datasets).where(unused))
    list_changed(connection)


def _fill(file: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, RESERVE)
    else:
        os.write(file, bytes(RESERVE))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
