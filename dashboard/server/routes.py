"""This server's own addresses, beside Streamlit's.

<base>/live/<channel>       news, as an event stream; ?once=1 how it stands, in JSON
<base>/<reader>/<id>        what a page reads of a run or a group (dashboard.endpoints)
<base>/app/<digest>/<file>  the scripts of dashboard/browser

News have threads of their own (`hub`); all other answers that take work share few, in turns
(`pool`), and too many questions are answered with "busy", which the browser's scripts ask again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from core.errors import UserError
from dashboard.server.base_path import BROWSER, base_path, digest, scripts
from dashboard.server.hub import FullError, Hub
from dashboard.server.people import read_person, was_forwarded
from dashboard.server.static import COMPRESSED, accepts_gzip, compressed_response

# Threads for heavy answers, few of them, in which visitors take turns.
#
# Somebody's two hundred films hold up nobody's frames: whoever asks is served next but for those
# who were before, one question each, and one thread is always left for the others.

THREADS = 3  # two for one visitor: a slider moved while all frames are on their way is not held up
PER_VISITOR, IN_TOTAL = 32, 128  # questions that may wait: of one visitor, of all
BUSY = "The server is busy with what others asked for; this is asked again in a moment."
RETRY_AFTER = 2  # seconds after which a browser does (browser/shared/server.js)

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

    def __init__(
        self, threads: int = THREADS, per_visitor: int = PER_VISITOR, in_total: int = IN_TOTAL
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="heavy")
        self._free = threads
        self._threads_per_visitor = max(1, threads - 1)  # threads
        self._per_visitor, self._in_total = per_visitor, in_total
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
        if len(of_visitor) >= self._per_visitor or self.waiting >= self._in_total:
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
            if self._working[visitor] < self._threads_per_visitor:
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


STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
FOREVER = {"Cache-Control": "public, immutable, max-age=31536000"}
NOT_KEPT = {"Cache-Control": "no-store"}
JSON, BYTES = "application/json", "application/octet-stream"
# Seconds after which a poll is to be repeated: the database is away.
POLL_TIMEOUT = 10.0
FULL = "Too many pages follow what happens; this one asks now and then."

pool = FairPool()


@dataclass(frozen=True, slots=True)
class Reader:
    """What answers for an address: (id, the request's parameters) -> what is sent."""

    read: Callable[[str, QueryParams], bytes]
    media_type: str
    is_kept: bool = True  # whether a browser may


def routes(hub: Hub, readers: Mapping[str, Reader]) -> list[BaseRoute]:
    """All of them, behind the base path: Streamlit does not put routes of ours there."""

    async def live(request: Request) -> Response:
        name, visitor = request.path_params.get("channel", ""), visitor_of(request)
        if "once" in request.query_params:
            return await _poll(hub, name, request)
        if hub.is_full(visitor):
            raise _retry_later(FULL)
        messages = hub.watch(name, visitor)
        return StreamingResponse(messages, media_type="text/event-stream", headers=STREAM_HEADERS)

    base = base_path()  # before each: a mount would answer for Streamlit's addresses too
    return [
        Route(f"{base}/live", live),
        Route(f"{base}/live/{{channel}}", live),
        *(
            Route(f"{base}/{name}/{{id}}", partial(_read, reader))
            for name, reader in readers.items()
        ),
        Route(f"{base}/app/{{digest}}/{{file:path}}", _script),
    ]


def visitor_of(request: Request) -> str:
    """Who asks, as far as that is known: what is limited is limited for each of them.

    By address, as somebody can have as many cookies as they like; behind a proxy all may come from
    one, and the cookie tells them apart.
    """
    address = request.client.host if request.client else ""
    if was_forwarded(request.headers):
        return f"{address} {read_person(request.headers)[0].id}"
    return address


async def _poll(hub: Hub, name: str, request: Request) -> Response:
    """The news for a page whose stream is held back by somebody between, or was refused."""
    try:
        async with asyncio.timeout(POLL_TIMEOUT):
            content = await hub.snapshot(name, visitor_of(request))
    except (FullError, TimeoutError) as problem:
        raise _retry_later(FULL if isinstance(problem, FullError) else BUSY) from problem
    tag = f'"{hashlib.blake2b(content, digest_size=8).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def _retry_later(sentence: str) -> HTTPException:
    return HTTPException(503, sentence, {"Retry-After": str(RETRY_AFTER)})


async def _answer(request: Request, work: Callable[[], bytes]) -> bytes:
    """What `work` gives, when it is the visitor's turn; who has gone away waits for none.

    Raises:
        HTTPException: too many questions wait, or there is no such thing.
    """
    answer = asyncio.ensure_future(pool.answer(visitor_of(request), work))
    disconnected = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({answer, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise HTTPException(499)  # nobody hears it
        return answer.result()
    except BusyError as problem:
        raise _retry_later(BUSY) from problem
    except (UserError, ValueError, OverflowError) as problem:  # no such run, or no such part of it
        raise HTTPException(404, str(problem)) from problem
    finally:
        answer.cancel()
        disconnected.cancel()


async def _disconnected(request: Request) -> None:
    """Waits until who asks has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read(reader: Reader, request: Request) -> Response:
    """What a page reads of a run or a group of runs."""
    work = partial(reader.read, request.path_params["id"], request.query_params)
    content = await _answer(request, work)
    headers = None if reader.is_kept else NOT_KEPT
    return Response(content, media_type=reader.media_type, headers=headers)


async def _script(request: Request) -> Response:
    """A script; the digest in its address makes it safe to keep, unless it is an older one's."""
    name = request.path_params["file"]
    if name not in scripts():
        raise HTTPException(404)
    if request.path_params["digest"] != digest():
        return FileResponse(BROWSER / name, headers=NOT_KEPT)
    if Path(name).suffix in COMPRESSED and accepts_gzip(request.headers):
        return await compressed_response(BROWSER / name)
    return FileResponse(BROWSER / name, headers=FOREVER)
