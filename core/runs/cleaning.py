"""How large the store is, and what makes it smaller: old runs deleted, with their data."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.exc import OperationalError

from core.runs.people import People, Person
from core.runs.records import RunState, alive
from core.runs.tables import OF_A_RUN, datasets, groups, runs

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


class Cleaning(People):
    """The part of the store that says how large it is, and forgets what is old."""

    def size(self) -> StoreSize:
        """How large the store is."""
        count = self._first(select(func.count()).select_from(runs))
        data = self._first(select(func.coalesce(func.sum(func.length(datasets.c.blob)), 0)))
        assert count is not None
        assert data is not None
        return StoreSize(int(count[0]), self._database_size(), int(data[0]))

    def count_before(self, moment: datetime, *, by: Person) -> int:
        """How many runs `delete_before` would delete."""
        row = self._first(select(func.count()).where(self._old(moment, by)))
        return int(row[0]) if row else 0

    def delete_before(self, moment: datetime, *, by: Person) -> int:
        """Deletes the runs created before `moment` with all that they reported; returns how many.

        The host deletes anybody's, others only their own. Those that are queued or being trained
        stay. Data that no run uses any more go too, and groups without a run.
        """
        with self._engine.begin() as connection:
            deleted = connection.execute(delete(runs).where(self._old(moment, by))).rowcount
            for table in OF_A_RUN:
                gone = table.c.run_id.not_in(select(runs.c.id))
                connection.execute(delete(table).where(gone))
            left = select(runs.c.group_id).where(runs.c.group_id.is_not(None))
            connection.execute(delete(groups).where(groups.c.id.not_in(left)))
            unused = datasets.c.id.not_in(select(runs.c.dataset_id))
            connection.execute(delete(datasets).where(unused))
        if deleted:
            self._shrink()
        return deleted

    def _old(self, moment: datetime, by: Person) -> ColumnElement[bool]:
        before = runs.c.created < moment.timestamp()
        return before & ~self._active() & by.changeable(runs.c.owner)

    def _active(self) -> ColumnElement[bool]:
        queued: ColumnElement[bool] = runs.c.state == RunState.QUEUED.value
        return queued | alive(self._stale_before())

    def _database_size(self) -> int | None:
        query = SIZE.get(self._engine.dialect.name)
        row = self._first(text(query)) if query else None
        return int(row[0]) if row else None

    def _shrink(self) -> None:
        """Makes an SQLite file as small as what it holds, unless a training would have to wait."""
        if self._engine.dialect.name != "sqlite" or self._first(select(runs).where(self._active())):
            return
        alone = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with suppress(OperationalError), alone as connection:  # busy, or the disk is full: later
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
