"""This server's own addresses, beside Streamlit's.

<base>/live/<run>           news of a run, as an event stream
<base>/live                 news of the list of runs
<base>/frames/<run>         what a stock run shows of each epoch; ?epoch=37 of that one
<base>/app/<digest>/<file>  the scripts of dashboard/browser
"""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from core.errors import UserError
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.server.base import BROWSER, base_path
from dashboard.server.hub import Hub, Source
from dashboard.server.list_source import ListSource
from dashboard.server.run_source import RunSource
from dashboard.stock.frames import Frame, all_frames, one_frame

LIST = ""  # the channel of the list of runs; all others are named by their run
STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
FOREVER = {"Cache-Control": "public, immutable, max-age=31536000"}


def routes() -> list[BaseRoute]:
    """All of them, behind the base path: Streamlit does not put routes of ours there."""
    hub = Hub(_source)

    async def live(request: Request) -> Response:
        messages = hub.watch(request.path_params.get("run", LIST))
        return StreamingResponse(messages, media_type="text/event-stream", headers=STREAM_HEADERS)

    own: list[BaseRoute] = [
        Route("/live", live),
        Route("/live/{run}", live),
        Route("/frames/{run}", _frames),
        Route("/app/{digest}/{file}", _script),
    ]
    base = base_path()
    return [Mount(base, routes=own)] if base else own


def _source(name: str) -> Source:
    return ListSource() if name == LIST else RunSource(name)


async def _frames(request: Request) -> Response:
    """The frames of a run that has ended, or one frame of any."""
    try:
        epoch = request.query_params.get("epoch")
        number = None if epoch is None else int(epoch)
        return JSONResponse(
            await asyncio.to_thread(_read_frames, request.path_params["run"], number)
        )
    except (UserError, ValueError) as problem:
        raise HTTPException(404, str(problem)) from problem


def _read_frames(run_id: str, epoch: int | None) -> Frame | list[Frame]:
    run = store().run(run_id)
    if run.kind is not Kind.STOCK:
        raise ValueError("Only a run on prices has frames.")
    if epoch is not None:
        return one_frame(run, epoch)
    reached = store().checkpoints(run_id)
    return all_frames(run_id, reached[-1]) if reached else []


async def _script(request: Request) -> Response:
    """A script; the digest in its address makes it safe to keep."""
    name = request.path_params["file"]
    if name not in {file.name for file in BROWSER.iterdir()}:
        raise HTTPException(404)
    return FileResponse(BROWSER / name, headers=FOREVER)
