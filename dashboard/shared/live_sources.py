"""What is new of runs and groups of runs, for who watches them (`dashboard.server.hub`).

Of a run: its state, its loss curve, and what its page shows of the newest step. Of a group: where
it stands, and a number that changes with what it found. Of all runs and groups: which there are, in
which state, and how far.
"""

from __future__ import annotations

import hashlib
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from core.errors import UnknownRunError, UserError
from core.runs.database import StoreError
from core.runs.records import Run
from dashboard.backend import group_store, store
from dashboard.server.hub import UNREADABLE, Message
from dashboard.shared.charting import Point, point
from dashboard.shared.status import (
    group_sentence,
    group_state,
    group_status,
    run_status,
    status_sentence,
    waiting_sentence,
)

GROUP = "group-"  # begins the name of a group's channel; that of a run is its id, of all ""
TRANSIENT = (OSError, StoreError)  # failures: the database is away, or locked
RECHECK_AFTER = 1.0  # seconds: a queue moves, and a worker dies, without any change of the run
LISTED, LISTED_GROUPS = 500, 24
UNKNOWN: Message = {"state": "running", "active": True, "text": "", "settings": "", "share": 0.0}
DELETED = {"state": "deleted", "active": False}

Picture: TypeAlias = Callable[[], Message]  # what a page shows of the newest step


class RunSource:
    """A run; its loss curve comes in parts, everything else is always the newest."""

    def __init__(self, run_id: str, open_picture: Callable[[Run], Picture]) -> None:
        """`open_picture` looks up the data and settings of a run, which never change."""
        self._run_id = run_id
        self._open_picture = open_picture
        self._picture: Picture | None = None
        self._version = -1
        self._status: Mapping[str, Any] = {}
        self._step = -math.inf  # of the newest point sent
        self._checked = -math.inf
        self._active = True

    def snapshot(self) -> Message:
        """The run as it stands, with the whole curve."""
        try:
            run = store().run(self._run_id)
            return {**run_status(run), **self._newest_step(run), "points": self._points(run)}
        except StoreError as failure:
            return self._waiting(failure)
        except UserError as problem:
            return _end(problem)

    def changes(self) -> Message | None:
        """What has changed since the last call."""
        now = time.monotonic()
        try:
            version = store().version(self._run_id)
            if version == self._version and now - self._checked < RECHECK_AFTER:
                return None
            self._checked = now
            return self._changes(store().run(self._run_id), version)
        except StoreError as failure:
            before = self._status
            waiting = self._waiting(failure)
            return None if waiting == before else waiting
        except UserError as problem:
            self._active = False
            return _end(problem)

    def _waiting(self, failure: StoreError) -> Message:
        """The last known status of the run, and what it waits for."""
        self._checked = -math.inf
        known = self._status or UNKNOWN
        self._status = {**known, "trouble": waiting_sentence(failure.reason)}
        return dict(self._status)

    def ended(self) -> bool:
        """Whether the run has ended, as of the last changes."""
        return not self._active

    def _changes(self, run: Run, version: int) -> Message | None:
        now = run_status(run)
        has_grown = version != self._version
        if not has_grown and now == self._status:
            return None
        self._version, self._status = version, now
        message: Message = dict(now)
        if has_grown:
            points = self._points(run, after=self._step)
            self._step = points[-1][0] if points else self._step
            message |= self._newest_step(run) | {"points": points}
        self._active = run.active
        return message

    def _newest_step(self, run: Run) -> Message:
        """What is drawn."""
        if self._picture is None:
            self._picture = self._open_picture(run)
        return self._picture()

    @staticmethod
    def _points(run: Run, after: float = -math.inf) -> list[Point]:
        """The loss curve after a step."""
        return [point(step, loss) for step, loss, _ in store().losses(run.id, after)]


def _end(problem: UserError) -> Message:
    """The last message on a run that is gone, or whose data are, or do not fit it any more."""
    return dict(DELETED if isinstance(problem, UnknownRunError) else UNREADABLE)


class SnapshotSource(ABC):
    """A source so small that the whole is sent again whenever anything has changed."""

    last: Message | None = None  # that was sent

    @abstractmethod
    def snapshot(self) -> Message:
        """Everything there is to know, as it stands."""

    @abstractmethod
    def ended(self) -> bool:
        """Whether nothing is to come any more."""

    def changes(self) -> Message | None:
        """The snapshot, if it has changed since the last call."""
        return self.if_changed(self.snapshot())

    def if_changed(self, now: Message) -> Message | None:
        """`now`, if it differs from what was sent last."""
        if now == self.last:
            return None
        self.last = now
        return now


class GroupSource(SnapshotSource):
    """A group of runs; what it found is fetched by whoever draws it."""

    def __init__(self, group_id: str) -> None:
        self._group_id = group_id

    def snapshot(self) -> Message:
        """The group as it stands."""
        try:
            version = group_store().version(self._group_id)
            return group_status(group_store().group(self._group_id)) | {"version": version}
        except UnknownRunError:
            return dict(DELETED)

    def ended(self) -> bool:
        """Whether nothing is to come any more, as of the last changes."""
        return self.last is not None and not self.last["active"]


class ListSource(SnapshotSource):
    """All runs, for the pages that list them; never ends."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._checked = -math.inf

    def snapshot(self) -> Message:
        """`list` changes with every run that comes, goes, or changes its state; `texts` by run."""
        listed = dict(store().states(LISTED))
        active = {run.id: run for run in store().active(LISTED)}
        listed |= {run.id: run.state for run in active.values() if run.id in listed}
        groups = group_store().latest(limit=LISTED_GROUPS)
        listed |= {group.id: group_state(group) for group in groups}
        texts = {run.id: status_sentence(run) for run in active.values() if run.active}
        return {
            "list": _digest(f"{run_id} {state}" for run_id, state in listed.items()),
            "texts": texts | {group.id: group_sentence(group) for group in groups if group.active},
        }

    def changes(self) -> Message | None:
        """The snapshot, if it has changed; while no run is active, one number is all it reads."""
        try:
            version, now = store().list_version(), time.monotonic()
            at_rest = self.last is not None and not self.last["texts"]
            if version == self._version and (at_rest or now - self._checked < RECHECK_AFTER):
                return None
            self._checked = now
            changes = super().changes()
        except StoreError as failure:
            return self._waiting(failure)
        self._version = version
        return changes

    def _waiting(self, failure: StoreError) -> Message | None:
        """What was sent last, with every active run waiting for the database."""
        self._version = None
        if self.last is None:
            return None
        texts = dict.fromkeys(self.last["texts"], waiting_sentence(failure.reason))
        return self.if_changed(self.last | {"texts": texts})

    def ended(self) -> bool:
        """The list of runs never ends."""
        return False


def list_digest() -> str:
    """A short name for what the list holds now."""
    return str(ListSource().snapshot()["list"])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
