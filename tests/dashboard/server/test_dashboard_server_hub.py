"""What many watch is worked out once, whoever comes, goes, or is slow."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from dashboard.server import hub as hub_module
from dashboard.server.hub import BACKLOG, HEARTBEAT, UNREADABLE, FullError, Hub, Message

PATIENCE = 20  # seconds
SUPPORTED = ((3, 11), (3, 12), (3, 13))
PYENV = Path.home() / ".pyenv" / "versions"


def pythons() -> list[str]:
    """A Python of each version that is supported and found here; this one is among them."""
    found = {sys.version_info[:2]: sys.executable}
    for major, minor in SUPPORTED:
        elsewhere = sorted(PYENV.glob(f"{major}.{minor}.*/bin/python"))
        if path := shutil.which(f"python{major}.{minor}"):
            elsewhere.append(Path(path))
        for path in elsewhere:
            asked = [str(path), "-c", "import sys; print(*sys.version_info[:2])"]
            answer = subprocess.run(asked, capture_output=True, text=True, check=False)
            if answer.stdout.split() == [str(major), str(minor)]:
                found.setdefault((major, minor), str(path))
    return list(found.values())


THIS, *OTHERS = pythons()
PYTHONS = [THIS, *[pytest.param(other, marks=pytest.mark.rare) for other in OTHERS]]


class Telling:
    """A source that tells the numbers it is given."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.waiting: list[int] = []
        self.over = False
        self.failures = 0
        self.defect = False
        self.wholes = 0
        self.threads = self.most_threads = 0

    def snapshot(self) -> Message:
        self._fail()
        self.wholes += 1
        self.threads += 1
        self.most_threads = max(self.threads, self.most_threads)
        time.sleep(0.005)  # as a database does
        self.threads -= 1
        return {"all": list(self.told)}

    def changes(self) -> Message | None:
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
        if self.defect:
            raise RuntimeError("a bug, or a run that nobody can read any more")


Test = Callable[[Hub, list[Telling]], Awaitable[None]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "POLL_EVERY", 0.001)
    monkeypatch.setattr(hub_module, "PAUSE", 0.001)
    monkeypatch.setattr(hub_module, "RETRY_AFTER", 0.001)


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
        opened[0].waiting = list(range(BACKLOG + 5))
        await heard(quick, BACKLOG + 5)
        assert await heard(slow, 1) == [{"all": list(range(BACKLOG + 5))}]

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
    monkeypatch.setattr(hub_module, "HEARTBEAT_AFTER", 0.01)

    async def test(hub: Hub, _opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        assert await anext(stream) == HEARTBEAT

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


def test_news_wait_for_nobody_who_begins() -> None:
    class Slow(Telling):
        def snapshot(self) -> Message:
            may_end.wait(PATIENCE)
            return super().snapshot()

    may_end, source = threading.Event(), Telling()

    async def test(_hub: Hub, _opened: list[Telling]) -> None:
        hub = Hub(lambda name: source if name == "run" else Slow())
        stream = hub.watch("run")
        await heard(stream, 1)
        many = [asyncio.create_task(heard(hub.watch(f"run {i}"), 1)) for i in range(40)]
        source.waiting = [1]
        assert await heard(stream, 1) == [{"new": 1}]
        may_end.set()
        await asyncio.gather(*many)

    carry_out(test)


def test_what_can_never_be_shown_says_so_once_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        opened[0].defect = True
        assert messages(b"".join([text async for text in stream])) == [UNREADABLE]
        late = [text async for text in Hub(lambda _: opened[0]).watch("run")]
        assert messages(b"".join(late)) == [UNREADABLE]

    carry_out(test)
    assert len([record for record in caplog.records if record.exc_info]) == 2


def test_a_database_that_stays_away_is_asked_less_and_less_often(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pauses = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def test(hub: Hub, opened: list[Telling]) -> None:
        stream = hub.watch("run")
        await heard(stream, 1)
        monkeypatch.setattr(hub_module, "RETRY_AFTER", 1.0)
        monkeypatch.setattr(hub_module.asyncio, "sleep", sleep)
        opened[0].failures, opened[0].waiting = 6, [1]
        assert await heard(stream, 1) == [{"new": 1}]

    carry_out(test)
    assert [pause for pause in pauses if pause >= 1] == [1, 2, 4, 8, 15, 15]
    assert len(caplog.records) == 1
    assert not caplog.records[0].exc_info


def test_who_leaves_lets_no_second_thread_into_a_source() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        for _ in range(20):
            leaving = asyncio.create_task(heard(hub.watch("run"), 1))
            staying = asyncio.create_task(heard(hub.watch("run"), 1))
            await asyncio.sleep(0.002)  # a thread is at work on the whole
            leaving.cancel()
            await staying
        assert max(source.most_threads for source in opened) == 1

    carry_out(test)


def test_who_cannot_listen_asks_and_finds_the_channel_open_still() -> None:
    async def test(hub: Hub, opened: list[Telling]) -> None:
        assert json.loads(await hub.snapshot("run")) == {"all": []}
        opened[0].waiting = [1]
        while json.loads(await hub.snapshot("run")) != {"all": [1]}:
            await asyncio.sleep(0.001)
        assert len(opened) == 1
        assert opened[0].wholes == 2  # made anew only with news

    carry_out(test)


def test_a_channel_that_nobody_asks_for_any_more_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_module, "LINGER", 0.001)

    async def test(hub: Hub, opened: list[Telling]) -> None:
        await hub.snapshot("run")
        await asyncio.sleep(0.05)
        await hub.snapshot("run")
        assert len(opened) == 2

    carry_out(test)


def test_nobody_watches_more_than_one_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PER_VISITOR", 2)
    monkeypatch.setattr(hub_module, "IN_TOTAL", 3)

    async def test(hub: Hub, _opened: list[Telling]) -> None:
        streams = [hub.watch("run", "one"), hub.watch("list", "one")]
        for stream in streams:
            await heard(stream, 1)
        assert hub.is_full("one")
        assert not hub.is_full("another")
        assert [text async for text in hub.watch("run", "one")] == []
        other = hub.watch("run", "another")
        await heard(other, 1)
        assert hub.is_full("a third")  # there is no place left at all
        await streams[0].aclose()
        assert not hub.is_full("a third")
        assert await heard(hub.watch("run", "one"), 1)

    carry_out(test)


def test_nobody_asks_for_more_than_one_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PER_VISITOR", 2)
    monkeypatch.setattr(hub_module, "IN_TOTAL", 3)

    async def test(hub: Hub, _opened: list[Telling]) -> None:
        for name in ("run", "list", "run"):  # of one channel as often as one likes
            await hub.snapshot(name, "one")
        with pytest.raises(FullError):
            await hub.snapshot("another run", "one")
        assert await heard(hub.watch("another run", "one"), 1)  # a stream it may have
        await hub.snapshot("run", "another")
        with pytest.raises(FullError):
            await hub.snapshot("run", "a third")

    carry_out(test)


@pytest.mark.processes
@pytest.mark.parametrize("python", PYTHONS)
def test_3000_departures_silence_nobody(python: str) -> None:
    program = Path(__file__).with_name("departures.py")
    ended = subprocess.run(
        [python, str(program), str(hub_module.__file__)], capture_output=True, timeout=100
    )
    assert ended.returncode == 0, ended.stderr.decode()
