"""What the store knows of a group of runs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from core.experiment import Figures, Measure
from core.runs.groups.measures import of_test_days
from core.runs.groups.plan import How, Plan, Purpose
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.tables import decode_values

ENDED = (RunState.FINISHED, RunState.STOPPED, RunState.FAILED, RunState.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Member:
    """A run of a group, with what a sweep shows of it: cheap to read by the hundred."""

    id: str
    state: RunState
    settings: Mapping[str, Any]
    share: float  # of its steps, 0 to 1
    seconds: float  # of training
    figures: Figures  # of its result
    error: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.state in ENDED

    def value(self, measure: Measure) -> float | None:
        """A figure of a run that went through; None of one that did not, or has no such figure."""
        return measure.of(self.figures) if self.state is RunState.FINISHED else None

    @property
    def on_test_days(self) -> Member:
        """The same run, as its test days alone judge it."""
        return replace(self, figures=of_test_days(self.figures))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many runs of a group there are, by where they stand."""

    by_state: Mapping[RunState, int] = field(default_factory=dict)
    started: float | None = None  # when the first one was
    ended: float | None = None  # when the last one had

    @property
    def all(self) -> int:
        """Those that there are so far."""
        return sum(self.by_state.values())

    @property
    def over(self) -> int:
        """Those that have ended, whichever way."""
        return sum(self.by_state.get(state, 0) for state in ENDED)


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that were asked for together, and where they stand."""

    id: str
    kind: Kind
    purpose: Purpose
    title: str  # of the data
    plan: Plan
    session: str
    owner: str  # who asked for them (`core.runs.people`)
    created: datetime
    stop_requested: bool
    counts: Counts

    @property
    def active(self) -> bool:
        """Whether any run is still to come or to end."""
        return self.counts.over < self.counts.all or not self.complete

    @property
    def complete(self) -> bool:
        """Whether no more runs are to be added: only a search adds any."""
        searching = self.plan.how is How.SEARCH and not self.stop_requested
        return not searching or self.counts.all >= self.plan.run_count

    @property
    def total(self) -> int:
        """How many runs there are to be."""
        return self.counts.all if self.complete else self.plan.run_count

    @property
    def seconds(self) -> float:
        """Since the first run started, until the last one ended or now."""
        if self.counts.started is None:
            return 0.0
        ended = time.time() if self.active or self.counts.ended is None else self.counts.ended
        return max(0.0, ended - self.counts.started)

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace so far; None while there is none."""
        over = self.counts.over
        return self.seconds * (self.total - over) / over if self.active and over else None


def read_group(row: Row[Any], counts: Counts) -> Group:
    """A group from its row."""
    return Group(
        id=row.id,
        kind=Kind(row.kind),
        purpose=Purpose(row.purpose),
        title=row.title,
        plan=Plan.model_validate_json(row.plan),
        session=row.session,
        owner=row.owner,
        created=datetime.fromtimestamp(row.created, UTC),
        stop_requested=bool(row.stop_requested),
        counts=counts,
    )


def read_member(row: Row[Any], stale_before: float) -> Member:
    """A run of a group from its row; see `core.runs.records.read_run`."""
    state = RunState(row.state)
    if state is RunState.RUNNING and row.heartbeat < stale_before:
        state = RunState.INTERRUPTED
    return Member(
        id=row.id,
        state=state,
        settings=json.loads(row.settings),
        share=min(1.0, row.done / row.total) if row.total else 0.0,
        seconds=row.seconds,
        figures=decode_values(row.figures),
        error=row.error,
    )
