"""Every run, what it reported and what came of it, in one SQL database.

The database is all that servers and workers share: a page, a worker and a restarted server
see the same runs.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import DataError, UnknownRunError, shortened
from core.runs.cleaning import Cleaning
from core.runs.continuing import inherit
from core.runs.labels import Labels
from core.runs.people import Person
from core.runs.queue import NEVER, Queued, Served, Waiting, admit, in_order
from core.runs.records import (
    Dataset,
    Run,
    RunState,
    alive,
    dataset_id_of,
    forget,
    list_changed,
    new_run_id,
    queued_row,
    read_run,
    stop,
)
from core.runs.reports import Reports, touch
from core.runs.settings import Kind, RunSettings
from core.runs.tables import datasets, runs, store_state

MOST_UNUSED, MOST_UNUSED_BYTES = 1000, 500_000_000  # data that no run uses
UNUSED_FOR = 6 * 3600.0  # seconds that they are kept
NO_LONGER_KEPT = "This data is no longer kept; choose it again."
UNUSED = ~exists().where(runs.c.dataset_id == datasets.c.id)

# What is asked several times a second for every run that is watched, put together once.
RUN = select(runs).where(runs.c.id == bindparam("run_id"))
ALONE = runs.c.group_id.is_(None)
LAST_STARTED = (
    select(runs.c.started)
    .where(runs.c.session == bindparam("session"), runs.c.started.is_not(None))
    .order_by(runs.c.started.desc())
    .limit(1)
)
VERSION = select(runs.c.version).where(runs.c.id == bindparam("run_id"))
TRAINED = (
    select(func.coalesce(func.sum(runs.c.version), 0))
    .where(runs.c.state == RunState.RUNNING.value)
    .scalar_subquery()
)
LIST_VERSION = select(store_state.c.list_version, TRAINED.label("trained"))


class Store(Reports, Cleaning, Labels):
    """The run database at `url` (default: see `core.runs.database.database_url`).

    Raises:
        StoreError: when the database cannot be opened.
    """

    _known_places: tuple[tuple[int, int], Mapping[str, int]] = (-1, -1), {}

    # Data

    def save_dataset(self, kind: Kind, title: str, blob: bytes, owner: str = "") -> str:
        """Keeps data for runs and returns its id; the same data has the same id.

        They are `owner`'s who brings them first. Data that no run uses go after `UNUSED_FOR`, or
        sooner, where more of them come than there may be.
        """
        dataset_id = dataset_id_of(kind, title, blob)
        if not self.renew_dataset(dataset_id):
            now = time.time()
            self._make_room_for(len(blob), now, owner)
            row = {"kind": kind.value, "title": title, "blob": blob, "owner": owner}
            self._insert_dataset(id=dataset_id, created=now, **row)
        return dataset_id

    def renew_dataset(self, dataset_id: str) -> bool:
        """Whether data are kept under an id; the time that they are kept unused begins anew."""
        now, same = time.time(), datasets.c.id == dataset_id
        known = self.fetch_first(select(datasets.c.created).where(same))
        if known is not None and known.created < now - UNUSED_FOR / 2:
            with self.begin() as connection:
                connection.execute(update(datasets).where(same).values(created=now))
        return known is not None

    def _make_room_for(self, size: int, now: float, owner: str) -> None:
        """Deletes what no run uses: what is old, and where that is too much, the oldest.

        Whoever brings more than there may be loses their own first. Who has data on show keeps them
        anew by training on them.
        """
        bytes_of = func.length(datasets.c.blob).label("bytes")
        unused = self.fetch_all(
            select(datasets.c.id, datasets.c.owner, datasets.c.created, bytes_of).where(UNUSED)
        )
        goes = {row.id for row in unused if row.created < now - UNUSED_FOR}
        left = [row for row in unused if row.id not in goes]
        left.sort(key=lambda row: (row.owner == owner, -row.created))  # who goes first is last
        files, total = len(left) + 1, sum(row.bytes for row in left) + size
        while left and (files > MOST_UNUSED or total > MOST_UNUSED_BYTES):
            last = left.pop()
            goes.add(last.id)
            files, total = files - 1, total - last.bytes
        if goes:
            with self.begin() as connection:
                connection.execute(delete(datasets).where(datasets.c.id.in_(goes), UNUSED))

    def _insert_dataset(self, **row: Any) -> None:
        with suppress(IntegrityError), self.begin() as connection:  # just kept by another
            connection.execute(insert(datasets).values(row))

    def dataset(self, dataset_id: str) -> Dataset:
        """The data kept under `dataset_id`.

        Raises:
            DataError: when there is none.
        """
        row = self.fetch_first(select(datasets).where(datasets.c.id == dataset_id))
        if row is None:
            raise DataError(NO_LONGER_KEPT)
        return Dataset(row.id, Kind(row.kind), row.title, row.blob)

    def dataset_title(self, dataset_id: str) -> str:
        """What the data kept under `dataset_id` are called.

        Raises:
            DataError: when there are none.
        """
        row = self.fetch_first(select(datasets.c.title).where(datasets.c.id == dataset_id))
        if row is None:
            raise DataError(NO_LONGER_KEPT)
        return str(row.title)

    # Runs

    def create_run(
        self,
        settings: RunSettings,
        dataset_id: str,
        session: str = "",
        run_id: str | None = None,
        *,
        parent_id: str | None = None,
        worker: str | None = None,
        owner: str = "",
    ) -> Run:
        """Queues a run of `settings` on kept data; sessions take turns (see `queue`).

        `run_id` is one of `new_run_id`, where it has to be known before. The run goes on from the
        newest state of `parent_id`, if that is given, whose settings and data it shares (see
        `continuing`). A run that `worker` creates for itself is its own at once. `owner` may change
        it later (`core.runs.people`).

        Raises:
            CannotContinueError: No state is kept of the parent.
            QueueFullError: Too many runs are queued already.
        """
        if worker is None:
            self.admit(session, Queued(1, 0))
        run_id = run_id or new_run_id()
        title = self.dataset_title(dataset_id)
        row = queued_row(settings, dataset_id, title, session, id=run_id, owner=owner)
        if worker is not None:
            row |= _taken(worker)
        with self.begin() as connection:
            if parent_id is not None:
                row |= inherit(connection, parent_id, run_id)
            connection.execute(insert(runs).values(row))
            list_changed(connection)
        return self.run(run_id)

    def run(self, run_id: str) -> Run:
        """The run as it stands.

        Raises:
            UnknownRunError: when it does not exist (any more).
        """
        row = self.fetch_first(RUN, run_id=run_id)
        if row is None:
            raise UnknownRunError(
                f"There is no run '{shortened(run_id)}'; it may have been deleted."
            )
        return self._read([row])[0]

    def runs(
        self, kind: Kind | None = None, limit: int = 100, *, pinned_first: bool = False
    ) -> list[Run]:
        """The latest runs, newest first, or the pinned ones before all others; groups' aside."""
        order = [runs.c.created.desc(), runs.c.id]
        if pinned_first:
            order.insert(0, runs.c.pinned.desc())
        query = select(runs).where(ALONE).order_by(*order).limit(limit)
        if kind is not None:
            query = query.where(runs.c.kind == kind.value)
        return self._read(self.fetch_all(query))

    def states(self, limit: int = 100) -> list[tuple[str, RunState]]:
        """The same runs, newest first: (id, state as written, so never interrupted); cheap."""
        query = (
            select(runs.c.id, runs.c.state).where(ALONE).order_by(runs.c.created.desc(), runs.c.id)
        )
        return [(row.id, RunState(row.state)) for row in self.fetch_all(query.limit(limit))]

    def active(self, limit: int = 100) -> list[Run]:
        """The latest that are running as written, so perhaps interrupted; and the latest queued."""
        newest = select(runs).where(ALONE).order_by(runs.c.created.desc(), runs.c.id).limit(limit)
        written = (RunState.RUNNING.value, RunState.QUEUED.value)
        # One by one: for both at once SQLite would look through all runs, in their order.
        rows = (self.fetch_all(newest.where(runs.c.state == state)) for state in written)
        return self._read([row for some in rows for row in some])

    def list_version(self) -> tuple[int, int]:
        """Changes with every run that comes, goes, or changes its state, and with its steps.

        Cheap to ask for. That a run is interrupted, or moves up in the queue, does not show here.
        """
        row = self.fetch_first(LIST_VERSION)
        assert row is not None
        return int(row.list_version), int(row.trained)

    def version(self, run_id: str) -> int:
        """A number that grows with every change of the run except a heartbeat; -1 if deleted.

        Cheap to ask for. That a run is interrupted, or moves up in the queue, does not show here.
        """
        row = self.fetch_first(VERSION, run_id=run_id)
        return -1 if row is None else int(row.version)

    def queued(self) -> list[str]:
        """The ids of the queued runs, next one first (see `core.runs.queue`)."""
        query = select(runs.c.id, runs.c.session, runs.c.created, runs.c.group_id)
        rows = self.fetch_all(query.where(runs.c.state == RunState.QUEUED.value))
        waiting = [
            Waiting(row.id, row.session, row.created, row.group_id is not None) for row in rows
        ]
        served = self._served({run.session for run in waiting})
        return in_order(waiting, served) if waiting else []

    def admit(self, session: str, more: Queued) -> None:
        """Looks whether so many more can be queued.

        Raises:
            QueueFullError: They cannot.
        """
        own = runs.c.session == session
        query = select(
            func.count(case((own, 1))).label("own_runs"),
            func.count(case((own, runs.c.group_id)).distinct()).label("own_groups"),
            func.count().label("runs"),
            func.count(runs.c.group_id.distinct()).label("groups"),
        ).where(runs.c.state == RunState.QUEUED.value)
        row = self.fetch_first(query)
        assert row is not None
        admit(more, Queued(row.own_runs, row.own_groups), Queued(row.runs, row.groups))

    def running(self) -> int:
        """How many runs are being trained by living workers."""
        number = select(func.count().label("number"))
        row = self.fetch_first(number.where(alive(self.stale_before())))
        return int(row.number) if row else 0

    def durations(self, kind: Kind, engine: str, limit: int) -> list[tuple[str, str, float]]:
        """The latest runs that went through: (settings, data, seconds that they had a worker)."""
        query = select(
            runs.c.settings, runs.c.dataset_id, (runs.c.ended - runs.c.started).label("seconds")
        )
        finished = query.where(
            runs.c.kind == kind.value,
            runs.c.engine == engine,
            runs.c.state == RunState.FINISHED.value,
        )
        rows = self.fetch_all(finished.order_by(runs.c.created.desc()).limit(limit))
        return [(row.settings, row.dataset_id, float(row.seconds)) for row in rows]

    def request_stop(self, run_id: str, *, by: Person) -> None:
        """Stops a queued run at once, a running one at its worker's next look.

        Raises:
            NotYoursError: when it is not for `by` to stop.
        """
        self.check_owner(runs, [run_id], by, "stop")
        with self.begin() as connection:
            stop(connection, runs.c.id == run_id)

    def delete(self, *run_ids: str, by: Person) -> None:
        """Forgets runs and all that they reported; a worker that trains one stops by itself.

        Raises:
            NotYoursError: when one of them is not for `by` to delete; then all stay.
        """
        self.check_owner(runs, run_ids, by, "delete")
        with self.begin() as connection:
            forget(connection, runs.c.id.in_(run_ids))

    # What a worker does

    def claim(self, worker: str) -> Run | None:
        """Takes the next queued run for `worker`; None when nothing waits.

        No run is ever given to two workers.
        """
        while queue := self.queued():
            if self._take(queue[0], worker):
                return self.run(queue[0])
        return None

    def _take(self, run_id: str, worker: str) -> bool:
        taken = _taken(worker) | {"version": runs.c.version + 1}
        still_queued = (runs.c.id == run_id) & (runs.c.state == RunState.QUEUED.value)
        with self.begin() as connection:
            if connection.execute(update(runs).where(still_queued).values(taken)).rowcount == 0:
                return False
            list_changed(connection)
        return True

    def heartbeat(self, run_id: str) -> None:
        """Says that the worker of a run is alive."""
        with self.begin() as connection:
            connection.execute(
                update(runs).where(runs.c.id == run_id).values(heartbeat=time.time())
            )

    def should_stop(self, run_id: str) -> bool:
        """Whether the worker of a run has to stop: asked to, or the run was deleted."""
        row = self.fetch_first(select(runs.c.stop_requested).where(runs.c.id == run_id))
        return row is None or bool(row.stop_requested)

    def finish(self, run_id: str, state: RunState, error: str | None = None) -> None:
        """Ends a run.

        Raises:
            UnknownRunError: when the run was deleted meanwhile.
        """
        with self.begin() as connection:
            touch(connection, run_id, state=state.value, error=error, ended=time.time())
            list_changed(connection)

    # Inside

    def _read(self, rows: Sequence[Row[Any]]) -> list[Run]:
        places = self._places() if any(row.state == RunState.QUEUED for row in rows) else {}
        stale_before = self.stale_before()
        return [read_run(row, places, stale_before) for row in rows]

    def _places(self) -> Mapping[str, int]:
        """Where each queued run stands: worked out once for all who see the same queue."""
        version = self.list_version()[0], int(time.monotonic())  # a worker dies without a version
        if version != self._known_places[0]:
            places = {run_id: place for place, run_id in enumerate(self.queued(), 1)}
            self._known_places = version, places
        return self._known_places[1]

    def _served(self, sessions: Collection[str]) -> dict[str, Served]:
        """What each of them has been given; asked one by one, which the index answers at once."""
        trained = select(runs.c.session, func.count().label("number"))
        rows = self.fetch_all(trained.where(alive(self.stale_before())).group_by(runs.c.session))
        running = {row.session: int(row.number) for row in rows}
        last = {session: self.fetch_first(LAST_STARTED, session=session) for session in sessions}
        return {
            session: Served(running.get(session, 0), NEVER if row is None else row.started)
            for session, row in last.items()
        }


def _taken(worker: str) -> dict[str, Any]:
    """How a run changes when a worker takes it."""
    now = time.time()
    state = RunState.RUNNING.value
    return {"state": state, "worker": worker, "started": now, "heartbeat": now}
