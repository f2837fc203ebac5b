"""Threads for heavy answers, few of them, in which visitors take turns.

Somebody's two hundred films hold up nobody's frames: whoever asks is served next but for those who
were before, one question each, and one thread is always left for the others.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

THREADS = 3  # two for one visitor: a slider moved while all frames are on their way is not held up
EACH, IN_ALL = 32, 128  # questions that may wait: of one visitor, of all
BUSY = "The server is busy with what others asked for; this is asked again in a moment."
ASK_AGAIN = 2  # seconds after which a browser does (browser/shared/ask.js)

T = TypeVar("T")


class BusyError(Exception):
    """Too many questions wait already."""


@dataclass(frozen=True, eq=False, slots=True)
class _Question:
    visitor: str
    work: Callable[[], Any]
    answer: asyncio.Future[Any]


class FairPool:
    """Threads and the questions that wait for one, by visitor, in the order of their turns."""

    def __init__(self, threads: int = THREADS, each: int = EACH, in_all: int = IN_ALL) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="heavy")
        self._free = threads
        self._most_of_one = max(1, threads - 1)  # threads
        self._each, self._in_all = each, in_all
        self._waiting: dict[str, deque[_Question]] = {}
        self._working: Counter[str] = Counter()  # threads, by visitor

    @property
    def waiting(self) -> int:
        """How many questions wait for a thread."""
        return sum(map(len, self._waiting.values()))

    async def answer(self, visitor: str, work: Callable[[], T]) -> T:
        """What `work` gives. Who is cancelled waits no more; what has begun runs to its end.

        Raises:
            BusyError: too many questions wait.
        """
        of_visitor = self._waiting.get(visitor, ())
        if len(of_visitor) >= self._each or self.waiting >= self._in_all:
            raise BusyError
        question = _Question(visitor, work, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(visitor, deque()).append(question)
        self._begin()
        try:
            found: T = await question.answer
        finally:
            self._withdraw(question)
        return found

    def _begin(self) -> None:
        """Gives the free threads to those whose turn it is."""
        while self._free and (question := self._next()):
            self._free -= 1
            self._working[question.visitor] += 1
            loop = asyncio.get_running_loop()
            work = loop.run_in_executor(self._threads, question.work)
            work.add_done_callback(partial(self._end, question))

    def _next(self) -> _Question | None:
        for visitor, questions in self._waiting.items():
            if self._working[visitor] < self._most_of_one:
                question = questions.popleft()
                del self._waiting[visitor]
                if questions:
                    self._waiting[visitor] = questions  # behind the others
                return question
        return None

    def _end(self, question: _Question, work: asyncio.Future[Any]) -> None:
        self._free += 1
        self._working[question.visitor] -= 1
        self._working += Counter()  # forgets who has none
        failure = work.exception()
        if question.answer.done():  # who asked has left
            pass
        elif failure is not None:
            question.answer.set_exception(failure)
        else:
            question.answer.set_result(work.result())
        self._begin()

    def _withdraw(self, question: _Question) -> None:
        questions = self._waiting.get(question.visitor, deque())
        if question in questions:
            questions.remove(question)
            if not questions:
                del self._waiting[question.visitor]
