"""Live channels: what has changed is worked out once, for everybody who watches."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, aclosing, contextmanager
from typing import Any, Protocol, TypeAlias, TypeVar

POLL_EVERY = 0.1  # seconds
PAUSE = 0.2  # seconds after changes: a worker reports about every 0.25 (core.runs.workers.reporter)
RETRY_AFTER = 1.0  # seconds, after a failure that may pass; twice as many after each further one
RETRY_AT_MOST = 15.0  # seconds
# Seconds without changes after which a heartbeat is sent, to notice who has left. A browser takes
# a stream that is silent for 5 as held back by somebody between (browser/shared/server.js).
HEARTBEAT_AFTER = 2.0
LINGER = 5.0  # seconds that a channel stays after somebody has asked for it: others will ask, too
BACKLOG = 32  # messages; a watcher that has missed more gets a snapshot
POLLING = 8  # threads, for changes
SNAPSHOTS = 4  # threads, for snapshots, which may take long and are not to hold up changes
# Streams, of one visitor, who may be a class behind one address, and of all; as many other channels
# may be asked for by those who have none.
PER_VISITOR, IN_TOTAL = 100, 400
HEARTBEAT = b"event: alive\ndata:\n\n"

Message: TypeAlias = dict[str, Any]
Failures: TypeAlias = tuple[type[Exception], ...]
T = TypeVar("T")

UNREADABLE: Message = {"state": "unreadable", "active": False}  # the end of what cannot be shown

log = logging.getLogger(__name__)


class FullError(Exception):
    """A visitor has as many channels as one may have, or all together have."""


class Source(Protocol):
    """What a channel sends. A message may arrive twice, which must do no harm."""

    def snapshot(self) -> Message:
        """Everything there is to know, as it stands."""

    def changes(self) -> Message | None:
        """What is new since the last call; None if nothing is."""

    def ended(self) -> bool:
        """Whether nothing is to come any more."""


class Threads:
    """Those of all channels; nothing else is done there."""

    def __init__(self) -> None:
        self.polling = ThreadPoolExecutor(POLLING, thread_name_prefix="polling")
        self.snapshots = ThreadPoolExecutor(SNAPSHOTS, thread_name_prefix="snapshots")


class Channel:
    """One source and its watchers; it polls the source while anybody watches."""

    def __init__(self, source: Source, threads: Threads, transient: Failures) -> None:
        self._source = source
        self._threads = threads
        self._transient = transient
        self._number = 0  # of the newest message
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=BACKLOG)
        self._snapshot: tuple[int, bytes] = (-1, b"")
        self._changed = asyncio.Event()  # each change has its own: who waits holds no lock
        self._one_at_a_time = asyncio.Lock()  # sources are not made for two threads
        self._polling: asyncio.Task[None] | None = None
        self._ended = self._closed = False
        self.watchers = 0

    async def messages(self) -> AsyncGenerator[bytes]:
        """An event stream: all there is, then what is new, until the source has ended."""
        seen, snapshot = await self.snapshot()
        yield event(snapshot)
        while not self._closed and not (self._ended and seen >= self._number):
            seen, message = await self._after(seen)
            yield message

    async def snapshot(self) -> tuple[int, bytes]:
        """All there is, as of the newest message, and its number: made once, whoever asks."""
        await self._exclusively(self._refresh)
        if self._polling is None and self.watchers:
            self._polling = asyncio.create_task(self._poll())
        return self._snapshot

    def leave(self) -> None:
        """One watcher less."""
        self.watchers -= 1
        if not self.watchers and self._polling:
            self._polling.cancel()

    def close(self) -> None:
        """Ends all its streams."""
        self._closed = True
        self._notify()

    async def _after(self, seen: int) -> tuple[int, bytes]:
        if self._number == seen:
            try:
                async with asyncio.timeout(HEARTBEAT_AFTER):
                    await self._changed.wait()
            except TimeoutError:
                return seen, HEARTBEAT
        if self._recent and self._recent[0][0] > seen + 1:
            number, snapshot = await self.snapshot()
            return number, event(snapshot)
        return self._number, b"".join(text for number, text in self._recent if number > seen)

    async def _poll(self) -> None:
        before = self._number
        while not self._ended:
            await asyncio.sleep(POLL_EVERY if self._number == before else PAUSE)
            before = self._number
            await self._exclusively(self._publish)

    async def _exclusively(self, step: Callable[[], Awaitable[None]]) -> None:
        """Runs a step that queries the source, after those that are under way.

        Whoever wants it may leave meanwhile. The thread that is asked goes on all the same, so the
        task that waits for it does, too, and lets nobody in before it has ended.
        """

        async def alone() -> None:
            async with self._one_at_a_time:
                await step()

        await asyncio.shield(asyncio.create_task(alone()))

    async def _refresh(self) -> None:
        if self._snapshot[0] != self._number:
            snapshot = await self._query(self._source.snapshot, self._threads.snapshots)
            self._snapshot = self._number, json_bytes(snapshot)

    async def _publish(self) -> None:
        changes = await self._query(self._source.changes, self._threads.polling)
        if changes is not None:
            self._number += 1
            self._recent.append((self._number, event(json_bytes(changes))))
        self._ended = self._ended or self._source.ended()
        if changes is not None or self._ended:
            self._notify()

    async def _query(self, question: Callable[[], T], threads: Executor) -> T | Message:
        """What the source answers; where it never will, UNREADABLE, and that is the end."""
        pause = RETRY_AFTER
        while self.watchers:
            try:
                return await asyncio.get_running_loop().run_in_executor(threads, question)
            except self._transient as failure:
                if pause == RETRY_AFTER:
                    log.warning("Could not look for news; trying again: %s", failure)
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_AT_MOST)
            except Exception:
                log.exception("This cannot be shown to who watches it.")
                break
        self._ended = True
        return dict(UNREADABLE)

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Hub:
    """The channels that are watched, by name.

    `transient` are the failures of a source that pass by themselves, as of a database that is away.
    """

    def __init__(
        self, open_source: Callable[[str], Source], transient: Failures = (OSError,)
    ) -> None:
        self._open = open_source
        self._transient = transient
        self._threads = Threads()
        self._channels: dict[str, Channel] = {}
        self._listeners: Counter[str] = Counter()  # streams, by visitor
        self._pollers: Counter[str] = Counter()  # channels that are asked for, by visitor
        self._polled: dict[tuple[str, str], ExitStack] = {}  # places of those who may ask again
        self._closed = False

    def is_full(self, visitor: str = "") -> bool:
        """Whether this visitor can have no further stream now."""
        return _full(self._listeners, visitor)

    async def watch(self, name: str, visitor: str = "") -> AsyncGenerator[bytes]:
        """The messages of a channel, which exists while anybody watches it.

        Where one may have no stream there are none: ask `is_full` before.
        """
        if self._closed or self.is_full(visitor):
            return
        with self._join(name, visitor, self._listeners) as channel:
            async with aclosing(channel.messages()) as messages:
                async for message in messages:
                    yield message

    async def snapshot(self, name: str, visitor: str = "") -> bytes:
        """What a stream would begin with, in JSON, for who cannot listen and asks now and then.

        Raises:
            FullError: too much is asked for.
        """
        before = self._polled.pop((name, visitor), None)
        if before is None and (self._closed or _full(self._pollers, visitor)):
            raise FullError
        with ExitStack() as place:
            channel = place.enter_context(self._join(name, visitor, self._pollers))
            if before is not None:
                before.close()
            _, snapshot = await channel.snapshot()
            self._hold(place.pop_all(), (name, visitor))
        return snapshot

    def _hold(self, place: ExitStack, key: tuple[str, str]) -> None:
        """Gives a place up in a while, unless it is asked for again."""
        timer = asyncio.get_running_loop().call_later(LINGER, lambda: self._polled.pop(key).close())
        place.callback(timer.cancel)
        if before := self._polled.pop(key, None):  # of one who asked at the same time
            before.close()
        self._polled[key] = place

    @contextmanager
    def _join(self, name: str, visitor: str, places: Counter[str]) -> Iterator[Channel]:
        """A watcher's place in a channel, which is counted among `places`."""
        if name not in self._channels:
            self._channels[name] = Channel(self._open(name), self._threads, self._transient)
        channel = self._channels[name]
        channel.watchers += 1
        places[visitor] += 1
        try:
            yield channel
        finally:
            places[visitor] -= 1
            if not places[visitor]:
                del places[visitor]
            channel.leave()
            if not channel.watchers and self._channels.get(name) is channel:
                del self._channels[name]

    async def close(self) -> None:
        """Ends all streams: nothing else would, and a server ends only when they have."""
        self._closed = True
        for channel in list(self._channels.values()):
            channel.close()


def _full(places: Counter[str], visitor: str) -> bool:
    return places[visitor] >= PER_VISITOR or places.total() >= IN_TOTAL


def event(text: bytes) -> bytes:
    """JSON as a message of an event stream."""
    return b"data: " + text + b"\n\n"


def json_bytes(content: object) -> bytes:
    """JSON in one line; None stands for a number that is none.

    Raises:
        ValueError: `content` holds such numbers.
    """
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
