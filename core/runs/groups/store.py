"""Groups of runs, as the store keeps them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, case, delete, func, insert, select, update

from core.errors import UnknownRunError, shortened
from core.runs.groups.plan import How, Plan, Purpose
from core.runs.groups.records import Counts, Group, Member, read_group, read_member
from core.runs.people import Person
from core.runs.queue import Queued
from core.runs.records import RunState, alive, forget, list_changed, new_run_id, queued_row, stop
from core.runs.settings import Kind, RunSettings
from core.runs.store import Store
from core.runs.tables import groups, runs

LOOKED_AT = 20  # groups: how far back a search may still have to go on

MEMBER = select(
    runs.c.id,
    runs.c.state,
    runs.c.settings,
    runs.c.done,
    runs.c.total,
    runs.c.seconds,
    runs.c.figures,
    runs.c.heartbeat,
    runs.c.error,
).order_by(runs.c.created, runs.c.id)


class UnknownGroupError(UnknownRunError):
    """A group that is not, or no longer, in the store."""


class Groups:
    """Groups of runs in a store: made, read, stopped and deleted together."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        plan: Plan,
        purpose: Purpose,
        members: Sequence[RunSettings],
        title: str,
        session: str = "",
        owner: str = "",
    ) -> Group:
        """Queues a group of runs: all of them, or none.

        Args:
            plan: what they are to find out.
            purpose: why they were asked for.
            members: the settings of the runs to begin with.
            title: of their data.
            session: who asks, for the queue.
            owner: whose they are to be (`core.runs.people`).

        Raises:
            QueueFullError: too many are queued already.
        """
        self._store.admit(session, Queued(len(members), 1))
        group_id = new_run_id()
        row = {
            "id": group_id,
            "kind": plan.kind.value,
            "purpose": purpose.value,
            "title": title,
            "plan": plan.model_dump_json(),
            "session": session,
            "owner": owner,
            "created": time.time(),
        }
        with self._store.begin() as connection:
            connection.execute(insert(groups).values(row))
            connection.execute(insert(runs), _rows(members, plan, row))
            list_changed(connection)
        return self.group(group_id)

    def extend(self, group: Group, members: Sequence[RunSettings]) -> bool:
        """Queues more runs of a group as it was read; False where it is no longer the same.

        So of several that would extend it, one does.
        """
        of_group = {name: getattr(group, name) for name in ("id", "title", "session", "owner")}
        rows = _rows(members, group.plan, of_group)
        going_on = (groups.c.id == group.id) & (groups.c.stop_requested == 0)
        with self._store.begin() as connection:
            # Begins with a write: who comes second waits here, and then counts what there is.
            alone = update(groups).where(going_on).values(stop_requested=0)
            if connection.execute(alone).rowcount == 0:
                return False
            count = select(func.count()).where(runs.c.group_id == group.id)
            if connection.execute(count).scalar_one() != group.counts.all:
                return False
            connection.execute(insert(runs), rows)
            list_changed(connection)
        return True

    def group(self, group_id: str) -> Group:
        """The group as it stands.

        Raises:
            UnknownGroupError: when it does not exist (any more).
        """
        found = self._read_groups(select(groups).where(groups.c.id == group_id))
        if not found:
            raise UnknownGroupError(
                f"There is no group '{shortened(group_id)}'; it may have been deleted."
            )
        return found[0]

    def latest(
        self, kind: Kind | None = None, purpose: Purpose | None = None, limit: int = 50
    ) -> list[Group]:
        """The latest groups, newest first."""
        query = select(groups).order_by(groups.c.created.desc(), groups.c.id).limit(limit)
        if kind is not None:
            query = query.where(groups.c.kind == kind.value)
        if purpose is not None:
            query = query.where(groups.c.purpose == purpose.value)
        return self._read_groups(query)

    def searching(self) -> list[Group]:
        """The latest groups whose search may go on."""
        query = select(groups).where(
            groups.c.stop_requested == 0,
            groups.c.purpose == Purpose.SWEEP.value,
            groups.c.plan.like(f'%"how":"{How.SEARCH.value}"%'),
        )
        latest = query.order_by(groups.c.created.desc()).limit(LOOKED_AT)
        return [group for group in self._read_groups(latest) if not group.complete]

    def members(self, group_id: str) -> list[Member]:
        """The runs of a group in the order in which they were asked for."""
        rows = self._store.fetch_all(MEMBER.where(runs.c.group_id == group_id))
        stale_before = self._store.stale_before()
        return [read_member(row, stale_before) for row in rows]

    def version(self, group_id: str) -> int:
        """A number that changes with every change of a run of the group; -1 without any. Cheap."""
        version = func.sum(runs.c.version + 1).label("version")
        row = self._store.fetch_first(select(version).where(runs.c.group_id == group_id))
        return -1 if row is None or row.version is None else int(row.version)

    def stop(self, group_id: str, *, by: Person) -> None:
        """Stops all runs of a group (see `Store.request_stop`); no more are added.

        Raises:
            NotYoursError: when it is not for `by` to stop.
        """
        self._store.check_owner(groups, [group_id], by, "stop")
        with self._store.begin() as connection:
            connection.execute(
                update(groups).where(groups.c.id == group_id).values(stop_requested=1)
            )
            stop(connection, runs.c.group_id == group_id)

    def delete(self, group_id: str, *, by: Person) -> None:
        """Forgets a group, its runs, and all that they reported.

        Raises:
            NotYoursError: when it is not for `by` to delete.
        """
        self._store.check_owner(groups, [group_id], by, "delete")
        with self._store.begin() as connection:
            connection.execute(delete(groups).where(groups.c.id == group_id))
            forget(connection, runs.c.group_id == group_id)

    def _read_groups(self, query: Select[Any]) -> list[Group]:
        rows = self._store.fetch_all(query)
        counts = self._counts([row.id for row in rows]) if rows else {}
        return [read_group(row, counts.get(row.id, Counts())) for row in rows]

    def _counts(self, ids: Sequence[str]) -> dict[str, Counts]:
        running = runs.c.state == RunState.RUNNING.value
        dead = running & ~alive(self._store.stale_before())
        state = case((dead, RunState.INTERRUPTED.value), else_=runs.c.state).label("state")
        query = (
            select(
                runs.c.group_id,
                state,
                func.count().label("number"),
                func.min(runs.c.started).label("started"),
                func.max(func.coalesce(runs.c.ended, runs.c.heartbeat)).label("ended"),
            )
            .where(runs.c.group_id.in_(ids))
            .group_by(runs.c.group_id, state)
        )
        found: dict[str, list[Row[Any]]] = {}
        for row in self._store.fetch_all(query):
            found.setdefault(row.group_id, []).append(row)
        return {group_id: _count(rows) for group_id, rows in found.items()}


def _rows(
    members: Iterable[RunSettings], plan: Plan, group: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The rows of runs that join a group, from the columns of its row that they share."""
    now = time.time()  # a moment apart each: they are trained in their order
    shared = {"group_id": group["id"], "owner": group["owner"]}
    return [
        queued_row(settings, plan.dataset_id, group["title"], group["session"], **shared)
        | {"created": now + place * 1e-6}
        for place, settings in enumerate(members)
    ]


def _count(rows: Sequence[Row[Any]]) -> Counts:
    started = [row.started for row in rows if row.started is not None]
    ended = [row.ended for row in rows if row.ended is not None]
    return Counts(
        {RunState(row.state): int(row.number) for row in rows},
        min(started, default=None),
        max(ended, default=None),
    )
