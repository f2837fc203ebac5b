"""Carries what a trainer reports to the store, and the wish to stop back."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from core.events import Event
from core.runs.store import Store

EXCHANGE_EVERY = 0.25  # seconds between two looks at the store
HEARTBEAT_EVERY = 2.0
BACKLOG = 500  # events that may wait before the training waits for the store


class ClosedError(Exception):
    """The run is over; a training that still reports has nothing more to do."""


class Reporter:
    """Writes the events of one run from a thread of its own.

    The training only hands events over. They reach the store a few times a second, the first
    one at once, and also while the training is busy with something that takes long; in silence
    the thread keeps the run's heart beating. Leaving the `with` block writes what is left.
    """

    def __init__(self, store: Store, run_id: str) -> None:
        self._store = store
        self._run_id = run_id
        self._pending: list[Event] = []
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
            UnknownRunError: when the run was deleted; or whatever keeps the store from writing.
            ClosedError: when the `with` block was left already.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._failure or len(self._pending) < BACKLOG)
            self._raise_failure()
            if self._closed:
                raise ClosedError
            self._pending.append(event)
            if self._urgent or len(self._pending) == BACKLOG:
                self._changed.notify_all()

    def should_stop(self) -> bool:
        """Whether somebody asked the run to stop, as of the last exchange."""
        return self._stop

    def _raise_failure(self) -> None:
        if self._failure:
            raise self._failure

    def _exchange_until_closed(self) -> None:
        closed = False
        while not closed and self._failure is None:
            with self._changed:
                self._changed.wait_for(self._in_a_hurry, EXCHANGE_EVERY)
                closed = self._closed
                events, self._pending = self._pending, []
                self._urgent = self._urgent and not events
                self._changed.notify_all()
            self._try_to_exchange(events)

    def _in_a_hurry(self) -> bool:
        waiting = len(self._pending)
        return self._closed or waiting >= BACKLOG or (self._urgent and waiting > 0)

    def _try_to_exchange(self, events: list[Event]) -> None:
        try:
            self._exchange(events)
        except Exception as failure:
            with self._changed:
                self._failure = failure
                self._stop = True
                self._changed.notify_all()

    def _exchange(self, events: list[Event]) -> None:
        now = time.monotonic()
        if events:
            self._store.append(self._run_id, events)
            self._last_written = now
        elif now - self._last_written >= HEARTBEAT_EVERY:
            self._store.heartbeat(self._run_id)
            self._last_written = now
        self._stop = self._store.should_stop(self._run_id)
