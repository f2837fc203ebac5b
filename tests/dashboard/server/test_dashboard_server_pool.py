"""Visitors take turns, none is held up by another, and too much is refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.server.routes import BusyError, FairPool

PATIENCE = 20  # seconds


class Works:
    """Work that goes on until the test lets it end, and what was begun, in order."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._may_end: dict[str, threading.Event] = {}

    def of(self, name: str) -> Callable[[], str]:
        self._may_end[name] = threading.Event()

        def work() -> str:
            self.begun.append(name)
            assert self._may_end[name].wait(PATIENCE)
            return name

        return work

    def end(self, *names: str) -> None:
        for name in names:
            self._may_end[name].set()

    async def are_begun(self, *names: str) -> None:
        while self.begun != list(names):
            await asyncio.sleep(0.001)


def carry_out(test: Callable[[Works], Awaitable[None]]) -> None:
    works = Works()

    async def run() -> None:
        async with asyncio.timeout(PATIENCE):
            await test(works)

    with ThreadPoolExecutor(1) as thread:  # this one's loop may be that of the browser tests
        thread.submit(asyncio.run, run()).result()


def ask(pool: FairPool, works: Works, visitor: str, *names: str) -> list[asyncio.Task[str]]:
    return [asyncio.create_task(pool.answer(visitor, works.of(name))) for name in names]


def test_one_thread_is_left_for_the_others() -> None:
    async def test(works: Works) -> None:
        pool = FairPool(threads=3)
        many = ask(pool, works, "one", "a", "b", "c", "d")
        await works.are_begun("a", "b")
        [other] = ask(pool, works, "another", "x")
        await works.are_begun("a", "b", "x")
        works.end("x")
        assert await other == "x"
        works.end("a", "b", "c", "d")
        assert await asyncio.gather(*many) == ["a", "b", "c", "d"]

    carry_out(test)


def test_visitors_take_turns() -> None:
    async def test(works: Works) -> None:
        pool = FairPool(threads=1)
        asked = ask(pool, works, "one", "a", "b", "c")
        asked += ask(pool, works, "another", "x", "y")
        asked += ask(pool, works, "a third", "z")
        await works.are_begun("a")
        works.end("a", "b", "c", "x", "y", "z")
        await asyncio.gather(*asked)
        assert works.begun == ["a", "b", "x", "z", "c", "y"]

    carry_out(test)


def test_too_many_questions_are_refused_at_once() -> None:
    async def test(works: Works) -> None:
        pool = FairPool(threads=1, per_visitor=2, in_total=3)
        asked = ask(pool, works, "one", "a", "b", "c")  # one is worked on
        await works.are_begun("a")
        with pytest.raises(BusyError):
            await pool.answer("one", works.of("d"))
        asked += ask(pool, works, "another", "x")
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await pool.answer("a third", works.of("y"))
        works.end("a", "b", "c", "x")
        await asyncio.gather(*asked)
        [again] = ask(pool, works, "one", "e")
        works.end("e")
        assert await again == "e"

    carry_out(test)


def test_who_has_gone_away_does_not_wait() -> None:
    async def test(works: Works) -> None:
        pool = FairPool(threads=1, per_visitor=2)
        first, second, third = ask(pool, works, "one", "a", "b", "c")
        await works.are_begun("a")
        second.cancel()
        first.cancel()  # it goes on, for nobody
        await asyncio.wait({first, second})
        [fourth] = ask(pool, works, "one", "d")
        works.end("a", "c", "d")
        assert await asyncio.gather(third, fourth) == ["c", "d"]
        assert works.begun == ["a", "c", "d"]

    carry_out(test)


def test_a_failure_is_that_of_who_asked_and_frees_the_thread() -> None:
    def fail() -> str:
        raise ValueError("no such step")

    async def test(works: Works) -> None:
        pool = FairPool(threads=1)
        with pytest.raises(ValueError, match="no such step"):
            await pool.answer("one", fail)
        [asked] = ask(pool, works, "one", "a")
        await works.are_begun("a")
        works.end("a")
        assert await asked == "a"

    carry_out(test)
