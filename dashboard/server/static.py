"""What a first visit loads: scripts and styles compressed, and a page that names them all.

Streamlit sends its scripts and styles as they are, because to compress them for every visitor would
cost more than it saves. Here each is compressed once and kept: 6.3 MB become 1.9.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server.base_path import BROWSER, module, scripts

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
        if not accepts_gzip(Headers(scope=scope)):
            return None
        name = path.removeprefix(self._prefix)
        return name if name in assets() else None


@lru_cache(maxsize=1)
def assets() -> frozenset[str]:
    """The files there are, by their path under `static/`; nothing else is ever read."""
    folder = FOLDER / "static"
    return frozenset(file.relative_to(folder).as_posix() for file in folder.rglob("*.*"))


def accepts_gzip(headers: Headers) -> bool:
    """Whether who sent them takes compressed answers."""
    return "gzip" in headers.get("accept-encoding", "")


async def compressed_response(file: Path) -> Response:
    """A script or style in gzip, which may be kept for ever."""
    body = await asyncio.to_thread(compressed, file)
    return Response(body, headers=HEADERS, media_type=COMPRESSED[file.suffix])


@lru_cache(maxsize=256)
def compressed(file: Path) -> bytes:
    """A file in gzip."""
    return gzip.compress(file.read_bytes(), LEVEL)


# The HTML of a page, with our style and links to the scripts that it will ask for.

STYLE_SHEET = Path(__file__).parents[1] / "style.css"
LOADING = BROWSER / "loading.js"
PLOTLY = "vendor/plotly.min.js"
FOLDERS_OF_ONE_PAGE = ("inside",)  # whose many scripts no other page needs
# What the pages are made of. Streamlit asks for each when it first draws one, and draws a
# placeholder of another size until it is there.
ELEMENTS = frozenset(
    f"js/{name}"
    for name in (
        "BidiComponent",
        "Button",
        "ButtonGroup",
        "Checkbox",
        "DateInput",
        "Html",
        "NumberInput",
        "PageLink",
        "Selectbox",
        "TextInput",
    )
)
END_OF_HEAD = b"</head>"
END_OF_BODY = b"</body>"
# Of a request for a page, which is to come whole and uncompressed.
DROPPED_HEADERS = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_IMPORT = re.compile(r'(?:from|import)"\./([^"]+\.js)"')


class CompletePage:
    """Middleware that completes Streamlit's HTML with our style, script and preloads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands everything on; a page is changed on its way back."""
        if scope["type"] != "http" or b"text/html" not in dict(scope["headers"]).get(
            b"accept", b""
        ):
            await self._app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in DROPPED_HEADERS]
        answer = _HeldPage(send, str(scope["path"]))
        await self._app({**scope, "headers": headers}, receive, answer.send)


class _HeldPage:
    """An answer that is held back until it is complete, if it is HTML."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Takes a part of the answer."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = complete_page(self._body, self._path)
        headers = MutableHeaders(raw=start["headers"])
        headers["Content-Length"] = str(len(body))
        for name in ("ETag", "Last-Modified"):  # they are those of the file
            del headers[name]
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(raw=start["headers"])
    return start["status"] == 200 and headers.get("Content-Type", "").startswith("text/html")


def complete_page(page: bytes, path: str) -> bytes:
    """Streamlit's page with our style and script, and links to what it will ask for."""
    theirs = [f"./static/{name}" for name in scripts_of(ELEMENTS) if name.encode() not in page]
    ours = [module(name) for name in scripts() if _is_preloaded(name, path)]
    links = [
        b'<link rel="modulepreload" crossorigin href="%b">' % address.encode()
        for address in [*theirs, *ours]
    ]
    style = b"<style>%b</style>" % STYLE_SHEET.read_bytes()  # last: it overrules Streamlit's
    script = b"<script>%b</script>" % LOADING.read_bytes()
    page = page.replace(END_OF_HEAD, b"".join([*links, script, END_OF_HEAD]), 1)
    return page.replace(END_OF_BODY, style + END_OF_BODY, 1)


def _is_preloaded(script: str, path: str) -> bool:
    """Whether the page at this path asks for a script of ours from the start."""
    room = script.split("/")[0]
    elsewhere = room in FOLDERS_OF_ONE_PAGE and not path.endswith(f"/{room}")
    return Path(script).match("*/*.js") and script != PLOTLY and not elsewhere


@lru_cache(maxsize=1)
def scripts_of(elements: frozenset[str]) -> list[str]:
    """The scripts of these elements and all that they import, as they stand under `static/`."""
    found: set[str] = set()
    waiting = [name for name in assets() if name.split(".")[0] in elements]
    while waiting:
        name = waiting.pop()
        if name not in found and name in assets():
            found.add(name)
            text = (FOLDER / "static" / name).read_text("utf-8")
            waiting += [f"js/{imported}" for imported in _IMPORT.findall(text)]
    return sorted(found)
