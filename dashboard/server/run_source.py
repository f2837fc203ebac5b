"""What is new of one run: its state, its loss curve, and what its page shows of the newest step."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from core.errors import UnknownRunError, UserError
from core.runs.database import StoreError
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.names.rows import newest_rows
from dashboard.server.hub import UNREADABLE, Message
from dashboard.shared.charting.curve import Point, point
from dashboard.shared.status import standing, waiting_sentence
from dashboard.stock.forecast_run import forecast_run
from dashboard.stock.frames import newest_frame

LOOK_ANYWAY = 1.0  # seconds: a queue moves, and a worker dies, without any change of the run
UNKNOWN: Message = {"state": "running", "active": True, "text": "", "settings": "", "share": 0.0}
DELETED = {"state": "deleted", "active": False}

Picture: TypeAlias = Callable[[], Message]  # what a page shows of the newest step

PICTURE_OF: Mapping[Kind, Callable[[Run], Picture]] = {
    Kind.STOCK: lambda run: partial(newest_frame, forecast_run(run)),
    Kind.NAMES: lambda run: partial(newest_rows, run),
}


class RunSource:
    """The news of a run; its loss curve comes in parts, everything else is always the newest."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._version = -1
        self._standing: Mapping[str, Any] = {}
        self._step = -math.inf  # of the newest point told
        self._looked = -math.inf
        self._active = True
        self._open_picture: Picture | None = None

    def whole(self) -> Message:
        """The run as it stands, with the whole curve."""
        try:
            run = store().run(self._run_id)
            return {**standing(run), **self._picture(run), "points": self._points(run)}
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
            message |= self._picture(run) | {"points": points}
        self._active = run.active
        return message

    def _picture(self, run: Run) -> Message:
        """What is drawn; data and settings, which never change, are looked up once."""
        if self._open_picture is None:
            self._open_picture = PICTURE_OF[run.kind](run)
        return self._open_picture()

    @staticmethod
    def _points(run: Run, after: float = -math.inf) -> list[Point]:
        """The loss curve after a step."""
        return [point(step, loss) for step, loss, _ in store().losses(run.id, after)]


def _end(problem: UserError) -> Message:
    """The last news of a run that is gone, or whose data are, or do not fit it any more."""
    return dict(DELETED if isinstance(problem, UnknownRunError) else UNREADABLE)
