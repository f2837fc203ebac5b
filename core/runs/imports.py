"""What zips of runs ask of the store beside what pages do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Table, func, insert, select

from core.runs.database import Database
from core.runs.records import list_changed
from core.runs.tables import artifacts, datasets, points, runs

_AT_ONCE: Final = 1000  # points of a loss curve, which are many and small


class Bundles(Database):
    """The part of the store that gives runs as they are kept, and takes them."""

    def row(self, table: Table, key: str) -> dict[str, Any] | None:
        """A run, group or data set by its id; None where there is none."""
        row = self._first(select(table).where(table.c.id == key))
        return None if row is None else dict(row._mapping)

    def group_size(self, group_id: str) -> int:
        """How many runs belong to a group."""
        row = self._first(select(func.count()).where(runs.c.group_id == group_id))
        return int(row[0]) if row else 0

    def points(self, run_id: str) -> list[tuple[float, float | None, float]]:
        """The loss curve between the checkpoints, all of it: (step, loss, seconds)."""
        query = select(points.c.step, points.c.loss, points.c.seconds)
        rows = self._all(query.where(points.c.run_id == run_id).order_by(points.c.id))
        return [(row.step, row.loss, row.seconds) for row in rows]

    def artifacts(self, run_id: str) -> list[tuple[str, int]]:
        """What is kept of a run, by name: (name, step)."""
        query = select(artifacts.c.name, artifacts.c.step).where(artifacts.c.run_id == run_id)
        return [(row.name, row.step) for row in self._all(query.order_by(artifacts.c.name))]

    def take_in(
        self,
        rows: Iterable[tuple[Table, Mapping[str, Any]]],
        data: Iterable[Mapping[str, Any]],
    ) -> None:
        """Takes all rows, each for its table, and the data that are not kept yet; or nothing."""
        with self._engine.begin() as connection:
            for table, some in groupby(rows, itemgetter(0)):
                of_table = (row for _, row in some)
                while batch := list(islice(of_table, _AT_ONCE if table is points else 1)):
                    connection.execute(insert(table), batch)
            for row in data:
                known = select(datasets.c.id).where(datasets.c.id == row["id"])
                if connection.execute(known).first() is None:
                    connection.execute(insert(datasets).values(created=time.time(), **row))
            list_changed(connection)
