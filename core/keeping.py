"""When a training keeps the state from which it can go on."""

from __future__ import annotations

import time

_FIRST, _LONGEST = 2.0, 15.0  # seconds


class Keeping:
    """Says that it is time 2, 4, 8 and 16 seconds after the start, then every 15 seconds.

    So a worker that dies takes along seconds of a training, however short or long that is, and the
    database, to which a large network has tens of megabytes to write, is left in peace.
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._next = self._started + _FIRST

    def due(self) -> bool:
        """Whether it is time; then not again for a while."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + min(now - self._started, _LONGEST)
        return True
