"""What many watch is worked out once, whoever comes, goes, or is slow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

import pytest

from dashboard.server import hub as hub_module
from dashboard.server.hub import KEPT, SIGN_OF_LIFE, Hub, Message

PATIENCE = 20  # seconds


class Telling:
    """A source that tells the numbers it is given."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.waiting: list[int] = []
        self.over = False
        self.failures = 0
        self.wholes = 0

    def whole(self) -> Message:
        self._fail()
        self.wholes += 1
        return {"all": list(self.told)}

    def news(self) -> Message | None:
        self._fail()
        if not self.waiting:
            return None
        self.told.append(self.waiting.pop(0))
        return {"new": self.told[-1]}

    def ended(self) -> bool:
        return self.over and not self.waiting

    def _fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")


Test = Callable[[Hub, list[Telling]], Awaitable[None]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "LOOK_EVERY", 0.001)
    monkeypatch.setattr(hub_module, "REST", 0.001)
    monkeypatch.setattr(hub_module, "ASK_AGAIN", 0.001)


def carry_out(test: Test) -> None:
    """Runs a test with a hub; the list holds the sources that it has opened."""
    opened: list[Telling] = []

    def open_source(_name: str) -> Telling:
        opened.append(Telling())
        return opened[-1]

    async def run() -> None:
        async with asyncio.timeout(PATIENCE):
            await test(Hub(open_source), opened)

    with ThreadPoolExecutor(1) as thread:  # this one's loop may be that of the browser tests
        thread.submit(asyncio.run, run()).result()


def messages(text: bytes) -> list[dict[str, Any]]:
    return [
        json.loads(line.removeprefix(b"data: "))
        for line in text.split(b"\n\n")
        if line.startswith(b"data: ")
    ]


async def heard(stream: AsyncGenerator[bytes], number: int) -> list[dict[str, Any]]:
    """The next messages of a stream; more than `number` if they come together."""
    found: list[dict[str, Any]] = []
    while len(found) < number:
        found += messages(await anext(stream))
    return found


def test_all_watchers_hear_the_whole_and_then_all_news_in_order() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        streams = [hub.watch("run") for _ in range(20)]
        for stream in streams:
            assert await heard(stream, 1) == [{"all": []}]
        assert len(opened) == 1
        assert opened[0].wholes == 1
        opened[0].waiting = [1, 2, 3]
        for stream in streams:
            assert await heard(stream, 3) == [{"new": 1}, {"new": 2}, {"new": 3}]

    carry_out(test)


def test_who_comes_late_hears_the_whole_as_it_stands() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        early = hub.watch("run")
        await heard(early, 1)
        opened[0].waiting = [1, 2]
        await heard(early, 2)
        late = hub.watch("run")
        assert await heard(late, 1) == [{"all": [1, 2]}]

    carry_out(test)


def test_who_has_missed_too_much_begins_again() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        slow, quick = hub.watch("run"), hub.watch("run")
        await heard(slow, 1)
        await heard(quick, 1)
        opened[0].waiting = list(range(KEPT + 5))
        await heard(quick, KEPT + 5)
        assert await heard(slow, 1) == [{"all": list(range(KEPT + 5))}]

    carry_out(test)


def test_streams_end_with_their_source() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        opened[0].waiting, opened[0].over = [1], True
        rest = [text async for text in stream]
        assert messages(b"".join(rest)) == [{"new": 1}]

    carry_out(test)


def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        leaving, staying = hub.watch("run"), hub.watch("run")
        await heard(leaving, 1)
        await heard(staying, 1)
        await leaving.aclose()
        opened[0].waiting = [1]
        assert await heard(staying, 1) == [{"new": 1}]
        assert len(opened) == 1

    carry_out(test)


def test_a_channel_that_nobody_watches_is_given_up() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        await stream.aclose()
        opened[0].waiting = [1]
        await asyncio.sleep(0.05)
        assert opened[0].waiting == [1]  # nobody looks any more
        again = hub.watch("run")
        await heard(again, 1)
        assert len(opened) == 2

    carry_out(test)


def test_a_watcher_that_is_cancelled_while_it_waits_leaves_too() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        waiting = asyncio.create_task(anext(stream))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await heard(hub.watch("run"), 1)
        assert len(opened) == 2

    carry_out(test)


def test_a_channel_is_opened_anew_while_the_old_one_closes() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        old = hub.watch("run")
        await heard(old, 1)
        new = hub.watch("run")
        _, first = await asyncio.gather(old.aclose(), heard(new, 1))
        assert first == [{"all": []}]
        opened[-1].waiting = [1]
        assert await heard(new, 1) == [{"new": 1}]

    carry_out(test)


def test_a_database_that_is_away_is_asked_again() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        opened[0].failures, opened[0].waiting = 3, [1]
        assert await heard(stream, 1) == [{"new": 1}]
        opened[0].failures = 2
        assert await heard(hub.watch("run"), 1) == [{"all": [1]}]

    carry_out(test)


def test_in_silence_a_sign_of_life_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "QUIET", 0.01)

    async def test(hub: Hub, _opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        assert await anext(stream) == SIGN_OF_LIFE

    carry_out(test)


def test_a_closed_hub_ends_all_streams_and_begins_none() -> None:
    async def test(hub: Hub, _opened: list[Telling]) -> None:
        async with aclosing(hub.watch("one")) as one, aclosing(hub.watch("other")) as other:
            await heard(one, 1)
            await heard(other, 1)
            await hub.close()
            assert messages(b"".join([text async for text in one])) == []
            assert messages(b"".join([text async for text in other])) == []
        assert [text async for text in hub.watch("one")] == []

    carry_out(test)
