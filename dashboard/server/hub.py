"""Who watches what: what is new of a run is worked out once, for all who watch it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol, TypeAlias

LOOK_EVERY = 0.1  # seconds
QUIET = 10.0  # seconds without news after which a sign of life is sent, to notice who has left
KEPT = 32  # messages; who has missed more begins again
SIGN_OF_LIFE = b": still here\n\n"

Message: TypeAlias = dict[str, Any]

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
        self.watchers = 0

    async def messages(self) -> AsyncIterator[bytes]:
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

    def _over(self, seen: int) -> bool:
        return seen >= self._number and self._source.ended()

    async def _begin(self) -> tuple[int, bytes]:
        """The whole, as of the newest message: made once, whoever asks for it."""
        async with self._one_at_a_time:
            if self._whole[0] != self._number:
                whole = await asyncio.to_thread(self._source.whole)
                self._whole = (self._number, encode(whole))
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return self._whole

    async def _after(self, seen: int) -> tuple[int, bytes]:
        async with self._changed:
            news = self._changed.wait_for(lambda: self._number > seen)
            try:
                await asyncio.wait_for(news, QUIET)
            except TimeoutError:
                return seen, SIGN_OF_LIFE
        if self._recent[0][0] > seen + 1:
            return await self._begin()
        return self._number, b"".join(text for number, text in self._recent if number > seen)

    async def _look(self) -> None:
        while not self._source.ended():
            await asyncio.sleep(LOOK_EVERY)
            try:
                async with self._one_at_a_time:
                    news = await asyncio.to_thread(self._source.news)
            except Exception:  # a database that is away for a moment; the watchers wait
                log.exception("No news could be had.")
                continue
            if news is not None:
                await self._tell(news)

    async def _tell(self, news: Message) -> None:
        async with self._changed:
            self._number += 1
            self._recent.append((self._number, encode(news)))
            self._changed.notify_all()


class Hub:
    """The channels that are watched, by name."""

    def __init__(self, open_source: Callable[[str], Source]) -> None:
        self._open = open_source
        self._channels: dict[str, Channel] = {}

    async def watch(self, name: str) -> AsyncIterator[bytes]:
        """The messages of a channel, which exists while anybody watches it."""
        channel = self._channels.setdefault(name, Channel(self._open(name)))
        try:
            async for message in channel.messages():
                yield message
        finally:
            if not channel.watchers and self._channels.get(name) is channel:
                del self._channels[name]


def encode(message: Message) -> bytes:
    """A message as an event stream has it."""
    return (
        b"data: " + json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n\n"
    )
