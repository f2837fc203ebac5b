"""What the store knows of a run."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from core.runs.settings import EXPERIMENTS, Kind, RunSettings, dump, kind_of, load, total_steps
from core.runs.tables import OF_A_RUN, decode_values, runs, store_state


class RunState(StrEnum):
    """Where a run stands. Interrupted: its worker has not been heard of for a while."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The data of one or more runs, as `Corpus.to_bytes` or `PriceHistory.to_bytes` gave it."""

    id: str
    kind: Kind
    title: str
    blob: bytes


def dataset_id_of(kind: Kind, title: str, blob: bytes) -> str:
    """The id of data: a digest, so that the same data have the same id everywhere."""
    return hashlib.sha256(f"{kind}\n{title}\n".encode() + blob).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Run:
    """One training: what was asked for and where it stands. Times are in UTC."""

    id: str
    kind: Kind
    settings: RunSettings
    dataset_id: str
    title: str  # of the data
    session: str
    state: RunState
    created: datetime
    total: int  # iterations or epochs
    engine: str
    place: int | None = None  # in the queue; 1 is next
    started: datetime | None = None
    ended: datetime | None = None
    done: float = 0.0
    loss: float | None = None
    seconds: float = 0.0  # of training
    worker: str | None = None  # host:process
    error: str | None = None
    values: dict[str, Any] = field(default_factory=dict)  # the figures of the result
    name: str | None = None  # that people gave it
    note: str | None = None
    tags: tuple[str, ...] = ()
    pinned: bool = False
    parent_id: str | None = None  # the run that it continues, from the step `parent_step` on
    parent_step: int | None = None
    group_id: str | None = None
    owner: str = ""  # who made it (`core.runs.people`)

    @property
    def active(self) -> bool:
        """Whether anything is still to come."""
        return self.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace so far; None while there is no pace."""
        if self.state is not RunState.RUNNING or self.done <= 0 or self.seconds <= 0:
            return None
        return max(0.0, self.seconds * (self.total - self.done) / self.done)


def read_run(row: Row[Any], places: Mapping[str, int], stale_before: float) -> Run:
    """A run from its row; `places` says of the queued runs, by id, which comes first: 1 is next.

    A running one whose last heartbeat was before `stale_before` is interrupted - until its
    worker is heard of again.
    """
    state, ended = RunState(row.state), row.ended
    if state is RunState.RUNNING and row.heartbeat < stale_before:
        state, ended = RunState.INTERRUPTED, row.heartbeat
    kind = Kind(row.kind)
    return Run(
        id=row.id,
        kind=kind,
        settings=load(kind, row.settings),
        dataset_id=row.dataset_id,
        title=row.title,
        session=row.session,
        state=state,
        place=places.get(row.id),
        created=datetime.fromtimestamp(row.created, UTC),
        started=_moment(row.started),
        ended=_moment(ended),
        done=row.done,
        total=row.total,
        loss=row.loss,
        seconds=row.seconds,
        worker=row.worker,
        error=row.error,
        engine=row.engine,
        values=_values(kind, row),
        name=row.name,
        note=row.note,
        tags=tuple(row.tags or ()),
        pinned=bool(row.pinned),
        parent_id=row.parent_id,
        parent_step=row.parent_step,
        group_id=row.group_id,
        owner=row.owner,
    )


def _values(kind: Kind, row: Row[Any]) -> dict[str, Any]:
    """The figures of the result, as they are told today."""
    return EXPERIMENTS[kind].current_figures(decode_values(row.figures), row.total)


def alive(stale_before: float) -> ColumnElement[bool]:
    """In SQL, whether a run is being trained by a worker that is heard of (see `read_run`)."""
    return (runs.c.state == RunState.RUNNING.value) & (runs.c.heartbeat >= stale_before)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


# The rows of runs: of one that is queued now, of some that are stopped or forgotten.
#
# Whoever makes or deletes runs, or changes the state of any, says so with `list_changed`: last of
# all in its transaction, so that no two of them wait for each other.

ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike


def new_run_id() -> str:
    """An id that no run and no group has; short enough for an address."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(8))


def queued_row(
    settings: RunSettings, dataset_id: str, title: str, session: str, **more: Any
) -> dict[str, Any]:
    """What the table of runs is to hold of it; `title` is that of its data."""
    return {
        "id": new_run_id(),
        "kind": kind_of(settings).value,
        "settings": dump(settings),
        "dataset_id": dataset_id,
        "title": title,
        "session": session,
        "state": RunState.QUEUED.value,
        "created": time.time(),
        "total": total_steps(settings),
        "engine": settings.engine,
    } | more


def stop(connection: Connection, which: ColumnElement[bool]) -> None:
    """Stops queued runs at once, running ones at their worker's next look."""
    change = update(runs).where(which)
    queued = change.where(runs.c.state == RunState.QUEUED.value)
    running = change.where(runs.c.state == RunState.RUNNING.value)
    stopped = {"state": RunState.STOPPED.value, "ended": time.time()}
    connection.execute(queued.values(stopped | {"version": runs.c.version + 1}))
    connection.execute(running.values(stop_requested=1))
    list_changed(connection)


def forget(connection: Connection, which: ColumnElement[bool]) -> None:
    """Deletes runs and all that they reported."""
    for table in OF_A_RUN:
        connection.execute(delete(table).where(table.c.run_id.in_(select(runs.c.id).where(which))))
    connection.execute(delete(runs).where(which))
    list_changed(connection)


def list_changed(connection: Connection) -> None:
    """Has everybody who lists runs look again."""
    connection.execute(update(store_state).values(list_version=store_state.c.list_version + 1))
