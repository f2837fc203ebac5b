"""Carries what a trainer reports to the store, and the wish to stop back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TypeVar

from core.events import Event, Progress, State, Weights
from core.runs.database import FULL, StoreError
from core.runs.store import Store

EXCHANGE_EVERY = 0.25  # seconds between two looks at the store
HEARTBEAT_EVERY = 2.0
BACKLOG = 500  # events that may wait before the training waits for the store
BACKLOG_BYTES = 64 * 2**20  # the same of their arrays
GIVE_UP_AFTER = 600.0  # seconds in which a database in trouble is tried again
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0  # seconds between two tries; each is twice the one before

T = TypeVar("T")

log = logging.getLogger(__name__)


class Patience:
    """How long to wait for a database in trouble, try after try."""

    def __init__(self) -> None:
        self._until = time.monotonic() + GIVE_UP_AFTER
        self._pause = FIRST_PAUSE

    def pause(self, trouble: StoreError) -> float:
        """Seconds until the next try.

        Raises:
            StoreError: `trouble`, which has lasted for too long, or does not pass by itself.
        """
        if not trouble.reason or time.monotonic() > self._until:
            raise trouble
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE)
        return pause


def with_retries(ask: Callable[[], T]) -> T:
    """What the store answers; while its database is in trouble, it is asked again.

    Raises:
        StoreError: The trouble does not pass.
    """
    patience = Patience()
    while True:
        try:
            return ask()
        except StoreError as trouble:
            log.warning("%s", trouble)
            time.sleep(patience.pause(trouble))


class ClosedError(Exception):
    """The run is over; a training that still reports has nothing more to do."""


class Reporter:
    """Writes the events of one run from a thread of its own.

    The training only hands events over. They reach the store a few times a second, the first
    one at once, and also while the training is busy with something that takes long; in silence
    the thread keeps the run's heart beating. Leaving the `with` block writes what is left.

    While the database is in trouble, they are kept and tried again, for `GIVE_UP_AFTER`; the
    training goes on until so many wait, and then waits too.
    """

    def __init__(self, store: Store, run_id: str) -> None:
        self._store = store
        self._run_id = run_id
        self._pending: list[Event] = []
        self._patience: Patience | None = None  # while the database is in trouble
        self._urgent = True  # nobody waits for the first event
        self._closed = False
        self._stop = False
        self._failure: Exception | None = None
        self._last_written = time.monotonic()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._exchange_until_closed, daemon=True)

    def __enter__(self) -> Reporter:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        if error is None:
            self._raise_failure()

    def report(self, event: Event) -> None:
        """Hands an event over.

        Raises:
            UnknownRunError: when the run was deleted.
            StoreError: when the database has been in trouble for too long.
            ClosedError: when the `with` block was left already.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._failure or not self._full())
            self._raise_failure()
            if self._closed:
                raise ClosedError
            self._pending = [*_still_wanted(self._pending, event), event]
            if self._urgent or self._full():
                self._changed.notify_all()

    def should_stop(self) -> bool:
        """Whether somebody asked the run to stop, as of the last exchange."""
        return self._stop

    def _raise_failure(self) -> None:
        if self._failure:
            raise self._failure

    def _full(self) -> bool:
        return len(self._pending) >= BACKLOG or sum(map(_size, self._pending)) >= BACKLOG_BYTES

    def _exchange_until_closed(self) -> None:
        over = False
        while not over and self._failure is None:
            with self._changed:
                if self._patience is None:
                    self._changed.wait_for(self._in_a_hurry, EXCHANGE_EVERY)
                over = self._closed
                events, self._pending = self._pending, []
                self._urgent = self._urgent and not events
                self._changed.notify_all()
            try:
                self._exchange(events)
                self._patience = None
            except StoreError as trouble:
                over = False
                self._wait_after(trouble, events)
            except Exception as failure:
                self._end(failure)

    def _in_a_hurry(self) -> bool:
        return self._closed or self._full() or (self._urgent and bool(self._pending))

    def _wait_after(self, trouble: StoreError, events: list[Event]) -> None:
        """Keeps what could not be written for the next try."""
        with self._changed:
            self._pending = events + self._pending
        if self._patience is None:
            log.warning("Run %s waits. %s", self._run_id, trouble)
            self._patience = Patience()
        if trouble.reason == FULL:  # a few words may still have room
            with suppress(StoreError):
                self._store.report_waiting(self._run_id, trouble.reason)
        try:
            time.sleep(self._patience.pause(trouble))
        except StoreError as lasting:
            self._end(lasting)

    def _end(self, failure: Exception) -> None:
        with self._changed:
            self._failure = failure
            self._stop = True
            self._changed.notify_all()

    def _exchange(self, events: list[Event]) -> None:
        now = time.monotonic()
        if events:
            self._store.append(self._run_id, events, again=self._patience is not None)
            self._last_written = now
        elif now - self._last_written >= HEARTBEAT_EVERY:
            self._store.heartbeat(self._run_id)
            self._last_written = now
        self._stop = self._store.should_stop(self._run_id)


def _still_wanted(events: list[Event], newest: Event) -> list[Event]:
    """Those that the newest one does not take the place of, as it would in the store."""
    if isinstance(newest, State) or (isinstance(newest, Weights) and not newest.stays):
        kind = type(newest)
        return [
            event
            for event in events
            if not isinstance(event, kind) or (isinstance(event, Weights) and event.stays)
        ]
    return events


def _size(event: Event) -> int:
    """The bytes of its arrays."""
    return 0 if isinstance(event, Progress) else sum(a.nbytes for a in event.arrays.values())
