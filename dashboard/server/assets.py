"""Scripts and styles, compressed: 6.3 MB of a first visit become 1.9.

Streamlit sends its own as they are, because to compress them for every visitor would cost more
than it saves. Here each is compressed once and kept.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(streamlit.__file__).parent / "static"
COMPRESSED = {".js": "text/javascript", ".css": "text/css"}
LEVEL = 6  # of gzip: beyond, twice the time for one percent
HEADERS = {
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
    "Cache-Control": "public, immutable, max-age=31536000",  # their names change with their content
}


class CompressedAssets:
    """Middleware that answers for the files under `<base>/static/` that are worth compressing."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._prefix = f"{base}/static/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or hands the request on."""
        name = self._asset(scope)
        if name is None:
            await self._app(scope, receive, send)
            return
        response = await compressed_response(FOLDER / "static" / name)
        await response(scope, receive, send)

    def _asset(self, scope: Scope) -> str | None:
        """The asset that is asked for, if it is to be sent compressed."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = str(scope["path"])
        if not path.startswith(self._prefix) or Path(path).suffix not in COMPRESSED:
            return None
        if not reads_gzip(Headers(scope=scope)):
            return None
        name = path.removeprefix(self._prefix)
        return name if name in assets() else None


@lru_cache(maxsize=1)
def assets() -> frozenset[str]:
    """The files there are, by their path under `static/`; nothing else is ever read."""
    folder = FOLDER / "static"
    return frozenset(file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))


def reads_gzip(headers: Headers) -> bool:
    """Whether who sent them takes compressed answers."""
    return "gzip" in headers.get("accept-encoding", "")


async def compressed_response(file: Path) -> Response:
    """A script or style in gzip, which may be kept for ever."""
    body = await asyncio.to_thread(compressed, file)
    return Response(body, headers=HEADERS, media_type=COMPRESSED[file.suffix])


@lru_cache(maxsize=256)
def compressed(file: Path) -> bytes:
    """What stands in a file, in gzip."""
    return gzip.compress(file.read_bytes(), LEVEL)
