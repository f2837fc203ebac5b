"""Who watches what: what is new of a run is worked out once, for all who watch it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Protocol, TypeAlias, TypeVar

LOOK_EVERY = 0.1  # seconds
REST = 0.2  # seconds after news: a worker reports about every 0.25 (core.runs.workers.reporter)
ASK_AGAIN = 1.0  # seconds, after a failure
QUIET = 10.0  # seconds without news after which a sign of life is sent, to notice who has left
KEPT = 32  # messages; who has missed more begins again
SIGN_OF_LIFE = b": still here\n\n"

Message: TypeAlias = dict[str, Any]
T = TypeVar("T")

log = logging.getLogger(__name__)


class Source(Protocol):
    """What a channel tells. Whoever hears a thing twice must be none the worse for it."""

    def whole(self) -> Message:
        """Everything there is to know, as it stands."""

    def news(self) -> Message | None:
        """What is new since the last call; None if nothing is."""

    def ended(self) -> bool:
        """Whether nothing is to come any more."""


class Channel:
    """One source and its watchers; it looks for news while anybody watches."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._number = 0  # of the newest message
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._whole: tuple[int, bytes] = (-1, b"")
        self._changed = asyncio.Condition()
        self._one_at_a_time = asyncio.Lock()  # sources are not made for two threads
        self._looking: asyncio.Task[None] | None = None
        self._closed = False
        self.watchers = 0

    async def messages(self) -> AsyncGenerator[bytes]:
        """An event stream: all there is, then what is new, until the source has ended."""
        self.watchers += 1
        try:
            seen, message = await self._begin()
            yield message
            while not self._over(seen):
                seen, message = await self._after(seen)
                yield message
        finally:
            self.watchers -= 1
            if not self.watchers and self._looking:
                self._looking.cancel()
                self._looking = None

    async def close(self) -> None:
        """Ends all its streams."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _over(self, seen: int) -> bool:
        return self._closed or (seen >= self._number and self._source.ended())

    async def _begin(self) -> tuple[int, bytes]:
        """The whole, as of the newest message: made once, whoever asks for it."""
        async with self._one_at_a_time:
            if self._whole[0] != self._number:
                number = self._number
                self._whole = number, encode(await _answer(self._source.whole))
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return self._whole

    async def _after(self, seen: int) -> tuple[int, bytes]:
        async with self._changed:
            news = self._changed.wait_for(lambda: self._closed or self._number > seen)
            try:
                await asyncio.wait_for(news, QUIET)
            except TimeoutError:
                return seen, SIGN_OF_LIFE
        if self._recent and self._recent[0][0] > seen + 1:
            return await self._begin()
        return self._number, b"".join(text for number, text in self._recent if number > seen)

    async def _look(self) -> None:
        news = None
        while not self._source.ended():
            await asyncio.sleep(LOOK_EVERY if news is None else REST)
            async with self._one_at_a_time:
                news = await _answer(self._source.news)
            if news is not None:
                await self._tell(encode(news))

    async def _tell(self, news: bytes) -> None:
        async with self._changed:
            self._number += 1
            self._recent.append((self._number, news))
            self._changed.notify_all()


class Hub:
    """The channels that are watched, by name."""

    def __init__(self, open_source: Callable[[str], Source]) -> None:
        self._open = open_source
        self._channels: dict[str, Channel] = {}
        self._closed = False

    async def watch(self, name: str) -> AsyncGenerator[bytes]:
        """The messages of a channel, which exists while anybody watches it."""
        if self._closed:
            return
        if name not in self._channels:
            self._channels[name] = Channel(self._open(name))
        channel = self._channels[name]
        try:
            async with aclosing(channel.messages()) as messages:
                async for message in messages:
                    yield message
        finally:
            if not channel.watchers and self._channels.get(name) is channel:
                del self._channels[name]

    async def close(self) -> None:
        """Ends all streams: nothing else would, and a server ends only when they have."""
        self._closed = True
        for channel in list(self._channels.values()):
            await channel.close()


async def _answer(question: Callable[[], T]) -> T:
    """What a source answers; a database that is away for a moment is asked again."""
    while True:
        try:
            return await asyncio.to_thread(question)
        except Exception:
            log.exception("Could not look for news; trying again.")
            await asyncio.sleep(ASK_AGAIN)


def encode(message: Message) -> bytes:
    """A message as an event stream has it."""
    return b"data: " + json_bytes(message) + b"\n\n"


def json_bytes(content: object) -> bytes:
    """JSON in one line; None stands for a number that is none.

    Raises:
        ValueError: `content` holds such numbers.
    """
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
