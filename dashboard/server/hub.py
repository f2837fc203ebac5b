"""Who watches what: what is new of a run is worked out once, for all who watch it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, aclosing, contextmanager
from typing import Any, Protocol, TypeAlias, TypeVar

LOOK_EVERY = 0.1  # seconds
REST = 0.2  # seconds after news: a worker reports about every 0.25 (core.runs.workers.reporter)
ASK_AGAIN = 1.0  # seconds, after a failure that may pass; twice as many after each further one
ASK_AGAIN_AT_MOST = 15.0  # seconds
# Seconds without news after which a sign of life is sent, to notice who has left. A browser takes
# a stream that is silent for 5 as held back by somebody between (browser/shared/server.js).
QUIET = 2.0
LINGER = 5.0  # seconds that a channel stays after somebody has asked for it: others will ask, too
KEPT = 32  # messages; who has missed more begins again
LOOKING = 8  # threads, for news
OPENING = 4  # threads, for wholes, which may take long and are to hold up no news
# Streams, of one visitor, who may be a class behind one address, and of all; as many other channels
# may be asked for by those who have none.
EACH, IN_ALL = 100, 400
SIGN_OF_LIFE = b"event: alive\ndata:\n\n"

Message: TypeAlias = dict[str, Any]
Failures: TypeAlias = tuple[type[Exception], ...]
T = TypeVar("T")

UNREADABLE: Message = {"state": "unreadable", "active": False}  # the end of what cannot be shown

log = logging.getLogger(__name__)


class FullError(Exception):
    """Somebody asks for as many channels as one may, or all together do."""


class Source(Protocol):
    """What a channel tells. Whoever hears a thing twice must be none the worse for it."""

    def whole(self) -> Message:
        """Everything there is to know, as it stands."""

    def news(self) -> Message | None:
        """What is new since the last call; None if nothing is."""

    def ended(self) -> bool:
        """Whether nothing is to come any more."""


class Threads:
    """Those of all channels; nothing else is done there."""

    def __init__(self) -> None:
        self.looking = ThreadPoolExecutor(LOOKING, thread_name_prefix="news")
        self.opening = ThreadPoolExecutor(OPENING, thread_name_prefix="wholes")


class Channel:
    """One source and its watchers; it looks for news while anybody watches."""

    def __init__(self, source: Source, threads: Threads, passing: Failures) -> None:
        self._source = source
        self._threads = threads
        self._passing = passing
        self._number = 0  # of the newest message
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._whole: tuple[int, bytes] = (-1, b"")
        self._changed = asyncio.Event()  # each change has its own: who waits holds no lock
        self._one_at_a_time = asyncio.Lock()  # sources are not made for two threads
        self._looking: asyncio.Task[None] | None = None
        self._ended = self._closed = False
        self.watchers = 0

    async def messages(self) -> AsyncGenerator[bytes]:
        """An event stream: all there is, then what is new, until the source has ended."""
        seen, whole = await self.whole()
        yield event(whole)
        while not self._closed and not (self._ended and seen >= self._number):
            seen, message = await self._after(seen)
            yield message

    async def whole(self) -> tuple[int, bytes]:
        """All there is, as of the newest message, and its number: made once, whoever asks."""
        await self._alone(self._renew)
        if self._looking is None and self.watchers:
            self._looking = asyncio.create_task(self._look())
        return self._whole

    def leave(self) -> None:
        """One watcher less."""
        self.watchers -= 1
        if not self.watchers and self._looking:
            self._looking.cancel()

    def close(self) -> None:
        """Ends all its streams."""
        self._closed = True
        self._wake()

    async def _after(self, seen: int) -> tuple[int, bytes]:
        if self._number == seen:
            try:
                async with asyncio.timeout(QUIET):
                    await self._changed.wait()
            except TimeoutError:
                return seen, SIGN_OF_LIFE
        if self._recent and self._recent[0][0] > seen + 1:
            number, whole = await self.whole()
            return number, event(whole)
        return self._number, b"".join(text for number, text in self._recent if number > seen)

    async def _look(self) -> None:
        before = self._number
        while not self._ended:
            await asyncio.sleep(LOOK_EVERY if self._number == before else REST)
            before = self._number
            await self._alone(self._tell_news)

    async def _alone(self, step: Callable[[], Awaitable[None]]) -> None:
        """Takes a step that asks the source, after those that are under way.

        Whoever wants it may leave meanwhile. The thread that is asked goes on all the same, so the
        task that waits for it does, too, and lets nobody in before it has ended.
        """

        async def alone() -> None:
            async with self._one_at_a_time:
                await step()

        await asyncio.shield(asyncio.create_task(alone()))

    async def _renew(self) -> None:
        if self._whole[0] != self._number:
            whole = await self._answer(self._source.whole, self._threads.opening)
            self._whole = self._number, json_bytes(whole)

    async def _tell_news(self) -> None:
        news = await self._answer(self._source.news, self._threads.looking)
        if news is not None:
            self._number += 1
            self._recent.append((self._number, event(json_bytes(news))))
        self._ended = self._ended or self._source.ended()
        if news is not None or self._ended:
            self._wake()

    async def _answer(self, question: Callable[[], T], threads: Executor) -> T | Message:
        """What the source answers; where it never will, that is said, and is the end."""
        pause = ASK_AGAIN
        while self.watchers:
            try:
                return await asyncio.get_running_loop().run_in_executor(threads, question)
            except self._passing as failure:
                if pause == ASK_AGAIN:
                    log.warning("Could not look for news; trying again: %s", failure)
                await asyncio.sleep(pause)
                pause = min(2 * pause, ASK_AGAIN_AT_MOST)
            except Exception:
                log.exception("This cannot be shown to who watches it.")
                break
        self._ended = True
        return dict(UNREADABLE)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Hub:
    """The channels that are watched, by name.

    `passing` are the failures of a source that pass by themselves, as of a database that is away.
    """

    def __init__(
        self, open_source: Callable[[str], Source], passing: Failures = (OSError,)
    ) -> None:
        self._open = open_source
        self._passing = passing
        self._threads = Threads()
        self._channels: dict[str, Channel] = {}
        self._listening: Counter[str] = Counter()  # streams, by visitor
        self._asking: Counter[str] = Counter()  # channels that are asked for, by visitor
        self._asked: dict[tuple[str, str], ExitStack] = {}  # places of those who may ask again
        self._closed = False

    def is_full(self, visitor: str = "") -> bool:
        """Whether this visitor can have no further stream now."""
        return _full(self._listening, visitor)

    async def watch(self, name: str, visitor: str = "") -> AsyncGenerator[bytes]:
        """The messages of a channel, which exists while anybody watches it.

        Where one may have no stream there are none: ask `is_full` before.
        """
        if self._closed or self.is_full(visitor):
            return
        with self._place(name, visitor, self._listening) as channel:
            async with aclosing(channel.messages()) as messages:
                async for message in messages:
                    yield message

    async def whole(self, name: str, visitor: str = "") -> bytes:
        """What a stream would begin with, in JSON, for who cannot listen and asks now and then.

        Raises:
            FullError: too much is asked for.
        """
        before = self._asked.pop((name, visitor), None)
        if before is None and (self._closed or _full(self._asking, visitor)):
            raise FullError
        with ExitStack() as place:
            channel = place.enter_context(self._place(name, visitor, self._asking))
            if before is not None:
                before.close()
            _, whole = await channel.whole()
            self._keep(place.pop_all(), (name, visitor))
        return whole

    def _keep(self, place: ExitStack, key: tuple[str, str]) -> None:
        """Gives a place up in a while, unless it is asked for again."""
        timer = asyncio.get_running_loop().call_later(LINGER, lambda: self._asked.pop(key).close())
        place.callback(timer.cancel)
        if before := self._asked.pop(key, None):  # of one who asked at the same time
            before.close()
        self._asked[key] = place

    @contextmanager
    def _place(self, name: str, visitor: str, places: Counter[str]) -> Iterator[Channel]:
        """A watcher's place in a channel, which is counted among `places`."""
        if name not in self._channels:
            self._channels[name] = Channel(self._open(name), self._threads, self._passing)
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
    return places[visitor] >= EACH or places.total() >= IN_ALL


def event(text: bytes) -> bytes:
    """JSON as a message of an event stream."""
    return b"data: " + text + b"\n\n"


def json_bytes(content: object) -> bytes:
    """JSON in one line; None stands for a number that is none.

    Raises:
        ValueError: `content` holds such numbers.
    """
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
