"""This server's own addresses, beside Streamlit's.

<base>/live/<run>           news of a run, as an event stream; ?once=1 how it stands, in JSON
<base>/live                 news of the list of runs, likewise
<base>/frames/<run>         what a stock run shows of each epoch; ?epoch=37 of that one
<base>/live/group-<group>     news of a group of runs
<base>/groups/<group>       what it has found; ?x=units&y=timesteps&measure=ratio&mode=dark
<base>/traces/<run>         every number of a sequence; ?checkpoint=4000&input=rex&change=a1.7=0
<base>/films/<run>          the same at every checkpoint; ?input=mahakala&layer=1
<base>/weights/<run>        those of one unit; ?checkpoint=100&layer=0&unit=6, both from 0
<base>/app/<digest>/<file>  the scripts of dashboard/browser

News have threads of their own (`hub`); all other answers that take work share few, in turns
(`pool`), and too many questions are answered with "busy", which the browser's scripts ask again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, deque
from collections.abc import Callable
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
from core.runs.settings import Kind
from dashboard.backend import group_store, store
from dashboard.server.base_path import BROWSER, base_path, digest, scripts
from dashboard.server.hub import FullError, Hub, json_bytes
from dashboard.server.people import person_in, was_passed_on
from dashboard.server.sources import LIST
from dashboard.server.static import COMPRESSED, compressed_response, reads_gzip

# Threads for heavy answers, few of them, in which visitors take turns.
#
# Somebody's two hundred films hold up nobody's frames: whoever asks is served next but for those
# who were before, one question each, and one thread is always left for the others.

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


STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
FOREVER = {"Cache-Control": "public, immutable, max-age=31536000"}
NOT_KEPT = {"Cache-Control": "no-store"}
LATEST = 10.0  # seconds after which who asks for news is told to ask again: the database is away
FULL = "Too many pages follow what happens; this one asks now and then."

pool = FairPool()


def routes(hub: Hub) -> list[BaseRoute]:
    """All of them, behind the base path: Streamlit does not put routes of ours there."""

    async def live(request: Request) -> Response:
        name, visitor = request.path_params.get("run", LIST), visitor_of(request)
        if "once" in request.query_params:
            return await _once(hub, name, request)
        if hub.is_full(visitor):
            raise _ask_again(FULL)
        messages = hub.watch(name, visitor)
        return StreamingResponse(messages, media_type="text/event-stream", headers=STREAM_HEADERS)

    base = base_path()  # before each: a mount would answer for Streamlit's addresses too
    return [
        Route(f"{base}/live", live),
        Route(f"{base}/live/{{run}}", live),
        Route(f"{base}/frames/{{run}}", _frames),
        Route(f"{base}/groups/{{group}}", _pictures),
        Route(f"{base}/traces/{{run}}", _trace),
        Route(f"{base}/films/{{run}}", _film),
        Route(f"{base}/weights/{{run}}", _weights),
        Route(f"{base}/app/{{digest}}/{{file:path}}", _script),
    ]


def visitor_of(request: Request) -> str:
    """Who asks, as far as that is known: what is limited is limited for each of them.

    By address, as somebody can have as many cookies as they like; behind a proxy all may come from
    one, and the cookie tells them apart.
    """
    address = request.client.host if request.client else ""
    if was_passed_on(request.headers):
        return f"{address} {person_in(request.headers)[0].id}"
    return address


async def _once(hub: Hub, name: str, request: Request) -> Response:
    """The news for a page whose stream is held back by somebody between, or was refused."""
    try:
        async with asyncio.timeout(LATEST):
            content = await hub.whole(name, visitor_of(request))
    except (FullError, TimeoutError) as problem:
        raise _ask_again(FULL if isinstance(problem, FullError) else BUSY) from problem
    tag = f'"{hashlib.blake2b(content, digest_size=8).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _ask_again(sentence: str) -> HTTPException:
    return HTTPException(503, sentence, {"Retry-After": str(ASK_AGAIN)})


async def _answer(request: Request, work: Callable[[], bytes]) -> bytes:
    """What `work` gives, when it is the visitor's turn; who has gone away waits for none.

    Raises:
        HTTPException: too many questions wait, or there is no such thing.
    """
    answer = asyncio.ensure_future(pool.answer(visitor_of(request), work))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise HTTPException(499)  # nobody hears it
        return answer.result()
    except BusyError as problem:
        raise _ask_again(BUSY) from problem
    except (UserError, ValueError, OverflowError) as problem:  # no such run, or no such part of it
        raise HTTPException(404, str(problem)) from problem
    finally:
        answer.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    """Waits until who asks has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _frames(request: Request) -> Response:
    """The frames of a run that has ended, or one frame of any."""
    return await _inside(_read_frames, request, "application/json")


def _read_frames(run_id: str, query: QueryParams) -> bytes:
    from dashboard.stock.forecast_run import all_frames, one_frame  # late, as in `sources`

    run = store().run(run_id)
    if run.kind is not Kind.STOCK:
        raise ValueError("Only a run on prices has frames.")
    if "epoch" in query:
        return json_bytes(one_frame(run, int(query["epoch"])))
    reached = store().checkpoints(run_id)
    return all_frames(run_id, reached[-1]) if reached else json_bytes([])


async def _pictures(request: Request) -> Response:
    """What a group of runs has found."""
    group, asked = request.path_params["group"], dict(request.query_params)
    content = await _answer(request, partial(_draw, group, asked))
    return Response(content, media_type="application/json", headers=NOT_KEPT)


def _draw(group_id: str, asked: dict[str, str]) -> bytes:
    from dashboard.groups.pictures import (
        look_at,  # late, as in `sources`
        pictures,
    )

    look = look_at(group_store().group(group_id).plan, asked, asked.get("mode", "light"))
    return json_bytes(pictures(group_id, look))


async def _trace(request: Request) -> Response:
    """What happens to a sequence inside a trained network."""
    return await _inside(_read_trace, request, "application/octet-stream")


def _read_trace(run_id: str, query: QueryParams) -> bytes:
    from dashboard.inside.payload import Asked, traced  # late, as in `sources`

    asked = Asked(
        run_id,
        int(query.get("checkpoint", "")),
        query.get("input", ""),
        tuple(query.getlist("change")),
        int(query["dice"]) if "dice" in query else None,
    )
    return traced(asked).parcel.pack(max(0, int(query.get("first", "0"))))


async def _film(request: Request) -> Response:
    """What a training makes of a sequence, checkpoint by checkpoint."""
    return await _inside(_read_film, request, "application/octet-stream")


def _read_film(run_id: str, query: QueryParams) -> bytes:
    from dashboard.inside.payload import packed_film  # late, as in `sources`

    return packed_film(run_id, query.get("input", ""), int(query.get("layer", "1")))


async def _weights(request: Request) -> Response:
    """The weights of one unit of a network that has too many to send them with its trace."""
    return await _inside(_read_weights, request, "application/json")


def _read_weights(run_id: str, query: QueryParams) -> bytes:
    from dashboard.inside.payload import weights_of_unit  # late, as in `sources`

    checkpoint, layer, unit = (int(query.get(name, "")) for name in ("checkpoint", "layer", "unit"))
    return json_bytes(weights_of_unit(run_id, checkpoint, layer, unit))


async def _inside(
    read: Callable[[str, QueryParams], bytes], request: Request, media_type: str
) -> Response:
    """What is read of a run with the request's parameters."""
    run = request.path_params["run"]
    content = await _answer(request, partial(read, run, request.query_params))
    return Response(content, media_type=media_type)


async def _script(request: Request) -> Response:
    """A script; the digest in its address makes it safe to keep, unless it is an older one's."""
    name = request.path_params["file"]
    if name not in scripts():
        raise HTTPException(404)
    if request.path_params["digest"] != digest():
        return FileResponse(BROWSER / name, headers=NOT_KEPT)
    if Path(name).suffix in COMPRESSED and reads_gzip(request.headers):
        return await compressed_response(BROWSER / name)
    return FileResponse(BROWSER / name, headers=FOREVER)
