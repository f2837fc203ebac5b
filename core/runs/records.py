"""What the store knows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row

from core.runs.events import decode_values
from core.runs.settings import Kind, RunSettings, load
from core.runs.tables import runs
from core.stocks.judgement.verdict import reworded


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
    """The figures of the result; the verdict by the rule of today, however old they are."""
    values = decode_values(row.figures)
    return reworded(values, row.total) if kind is Kind.STOCK else values


def alive(stale_before: float) -> ColumnElement[bool]:
    """In SQL, whether a run is being trained by a worker that is heard of (see `read_run`)."""
    return (runs.c.state == RunState.RUNNING.value) & (runs.c.heartbeat >= stale_before)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
