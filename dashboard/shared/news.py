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
    group_standing,
    group_state,
    standing,
    status_sentence,
    waiting_sentence,
)

GROUP = "group-"  # begins the name of a group's channel; that of a run is its id, of all ""
PASSING = (OSError, StoreError)  # failures: the database is away, or locked
LOOK_ANYWAY = 1.0  # seconds: a queue moves, and a worker dies, without any change of the run
LISTED, LISTED_GROUPS = 500, 24
UNKNOWN: Message = {"state": "running", "active": True, "text": "", "settings": "", "share": 0.0}
DELETED = {"state": "deleted", "active": False}

Picture: TypeAlias = Callable[[], Message]  # what a page shows of the newest step


class RunSource:
    """The news of a run; its loss curve comes in parts, everything else is always the newest."""

    def __init__(self, run_id: str, open_picture: Callable[[Run], Picture]) -> None:
        """`open_picture` looks up the data and settings of a run, which never change."""
        self._run_id = run_id
        self._open_picture = open_picture
        self._picture: Picture | None = None
        self._version = -1
        self._standing: Mapping[str, Any] = {}
        self._step = -math.inf  # of the newest point told
        self._looked = -math.inf
        self._active = True

    def whole(self) -> Message:
        """The run as it stands, with the whole curve."""
        try:
            run = store().run(self._run_id)
            return {**standing(run), **self._newest(run), "points": self._points(run)}
        except StoreError as trouble:
            return self._waiting(trouble)
        except UserError as problem:
            return _end(problem)

    def news(self) -> Message | None:
        """What has changed since the last call."""
        now = time.monotonic()
        try:
            version = store().version(self._run_id)
            if version == self._version and now - self._looked < LOOK_ANYWAY:
                return None
            self._looked = now
            return self._changes(store().run(self._run_id), version)
        except StoreError as trouble:
            before = self._standing
            waiting = self._waiting(trouble)
            return None if waiting == before else waiting
        except UserError as problem:
            self._active = False
            return _end(problem)

    def _waiting(self, trouble: StoreError) -> Message:
        """Where the run stood, as far as that is known, and what is waited for."""
        self._looked = -math.inf
        known = self._standing or UNKNOWN
        self._standing = {**known, "trouble": waiting_sentence(trouble.reason)}
        return dict(self._standing)

    def ended(self) -> bool:
        """Whether the run has ended, as of the last news."""
        return not self._active

    def _changes(self, run: Run, version: int) -> Message | None:
        now = standing(run)
        grown = version != self._version
        if not grown and now == self._standing:
            return None
        self._version, self._standing = version, now
        message: Message = dict(now)
        if grown:
            points = self._points(run, after=self._step)
            self._step = points[-1][0] if points else self._step
            message |= self._newest(run) | {"points": points}
        self._active = run.active
        return message

    def _newest(self, run: Run) -> Message:
        """What is drawn."""
        if self._picture is None:
            self._picture = self._open_picture(run)
        return self._picture()

    @staticmethod
    def _points(run: Run, after: float = -math.inf) -> list[Point]:
        """The loss curve after a step."""
        return [point(step, loss) for step, loss, _ in store().losses(run.id, after)]


def _end(problem: UserError) -> Message:
    """The last news of a run that is gone, or whose data are, or do not fit it any more."""
    return dict(DELETED if isinstance(problem, UnknownRunError) else UNREADABLE)


class SmallSource(ABC):
    """Tells everything or nothing; what everything is, and when it ends, is another's affair."""

    told: Message | None = None  # the last news

    @abstractmethod
    def whole(self) -> Message:
        """Everything there is to know, as it stands."""

    @abstractmethod
    def ended(self) -> bool:
        """Whether nothing is to come any more."""

    def news(self) -> Message | None:
        """The whole, if it has changed since the last call."""
        return self.tell(self.whole())

    def tell(self, now: Message) -> Message | None:
        """`now`, if it is another than was told last."""
        if now == self.told:
            return None
        self.told = now
        return now


class GroupSource(SmallSource):
    """The news of a group; what it found is asked for by who draws it."""

    def __init__(self, group_id: str) -> None:
        self._group_id = group_id

    def whole(self) -> Message:
        """The group as it stands."""
        try:
            version = group_store().version(self._group_id)
            return group_standing(group_store().group(self._group_id)) | {"version": version}
        except UnknownRunError:
            return dict(DELETED)

    def ended(self) -> bool:
        """Whether nothing is to come any more, as of the last news."""
        return self.told is not None and not self.told["active"]


class ListSource(SmallSource):
    """The news of all runs, for the pages that list them; never ends."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._looked = -math.inf

    def whole(self) -> Message:
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

    def news(self) -> Message | None:
        """The whole, if it has changed; while all is at rest, one number is all that is read."""
        try:
            version, now = store().list_version(), time.monotonic()
            at_rest = self.told is not None and not self.told["texts"]
            if version == self._version and (at_rest or now - self._looked < LOOK_ANYWAY):
                return None
            self._looked = now
            news = super().news()
        except StoreError as trouble:
            return self._waiting(trouble)
        self._version = version
        return news

    def _waiting(self, trouble: StoreError) -> Message | None:
        """What was told before, but that all which goes on waits for the database."""
        self._version = None
        if self.told is None:
            return None
        texts = dict.fromkeys(self.told["texts"], waiting_sentence(trouble.reason))
        return self.tell(self.told | {"texts": texts})

    def ended(self) -> bool:
        """The list of runs never ends."""
        return False


def list_now() -> str:
    """A short name for what the list holds now."""
    return str(ListSource().whole()["list"])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
