"""Limits on what a visitor sends, as Streamlit would work on whatever it gets.

Messages are checked by their outermost fields, before anything of them is unpacked: a megabyte of
file names would hold the server for seconds, and a cleared cache would take everybody's store away.
Files that a browser uploads stay in memory until it leaves, so they have limits, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import get_instance

# What a page sends; the others would clear caches, ask Git, or end the server.
ALLOWED_MESSAGES = {
    BackMsg.DESCRIPTOR.fields_by_name[name].number
    for name in ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
}
FILE_NAMES = BackMsg.DESCRIPTOR.fields_by_name["file_urls_request"].number
MAX_FIELDS = 4  # of a message, which has one
MAX_FILE_NAMES = 20_000  # bytes; a page asks for one file at a time
MAX_COOKIES = 8192  # letters
UPLOADS = "/_stcore/upload_file/"
MEGABYTE = 2**20
FILES_PER_WINDOW = 24  # of a window, all of whose files are kept until it goes
BYTES_PER_WINDOW, BYTES_IN_TOTAL = 250 * MEGABYTE, 1000 * MEGABYTE
TOO_MANY = "Too many files were uploaded; remove some, or load the page again."
TOO_LONG = "The cookies of this address are too long; clear them."


class Bounds:
    """Middleware that keeps back what no page sends, and refuses more files than have room."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._arriving: Counter[str] = Counter()  # bytes, by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on what may pass."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif len(Headers(scope=scope).get("cookie", "")) > MAX_COOKIES:
            await self._refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, _filtered(receive), send)
        elif scope["method"] == "PUT" and UPLOADS in scope["path"]:
            await self._take_upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(TOO_LONG, 431)(scope, receive, send)

    async def _take_upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = str(scope["path"]).split("/")[-2]
        length = _length(Headers(scope=scope))
        if not self._has_room(session, length):
            await PlainTextResponse(TOO_MANY, 429)(scope, receive, send)
            return
        self._arriving[session] += length
        try:
            await self._app(scope, receive, send)
        finally:
            self._arriving[session] -= length
            self._arriving += Counter()  # forgets who has none

    def _has_room(self, session: str, length: int) -> bool:
        stored = get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
        sizes = {one: [len(file.data) for file in files.values()] for one, files in stored.items()}
        own = sizes.get(session, [])
        of_one = sum(own) + self._arriving[session] + length
        of_all = sum(map(sum, sizes.values())) + self._arriving.total() + length
        return (
            len(own) < FILES_PER_WINDOW and of_one <= BYTES_PER_WINDOW and of_all <= BYTES_IN_TOTAL
        )


def _filtered(receive: Receive) -> Receive:
    """Receives what may pass of a WebSocket's messages; others are as if they had not been sent."""

    async def receiving() -> Message:
        message = await receive()
        while message["type"] == "websocket.receive" and not is_allowed(
            message.get("bytes") or b""
        ):
            message = await receive()
        return message

    return receiving


def is_allowed(message: bytes) -> bool:
    """Whether a message is one that a page sends, as far as its outermost fields tell."""
    try:
        return all(
            number in ALLOWED_MESSAGES or (number == FILE_NAMES and size <= MAX_FILE_NAMES)
            for number, size in fields(message)
        )
    except (ValueError, IndexError):
        return False


def fields(message: bytes) -> Iterator[tuple[int, int]]:
    """The outermost fields of a protobuf: (number, bytes), of at most `MAX_FIELDS`.

    Raises:
        ValueError, IndexError: it has more of them, or is none.
    """
    at = 0
    for _ in range(MAX_FIELDS):
        if at >= len(message):
            return
        tag, at = _number(message, at)
        if tag & 7 == 0:  # a number
            _, end = _number(message, at)
        elif tag & 7 == 2:  # bytes
            size, at = _number(message, at)
            end = at + size
        else:
            raise ValueError("No message of ours has fields of this type.")
        yield tag >> 3, end - at
        at = end
    if at < len(message):
        raise ValueError("A message has one field.")


def _number(message: bytes, at: int) -> tuple[int, int]:
    """A number as protobuf writes it, seven bits a byte, and where it ends."""
    value = 0
    for place in range(10):
        byte = message[at + place]
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value, at + place + 1
    raise ValueError("This number does not end.")


def _length(headers: Headers) -> int:
    """The bytes of a request's body; all that one may have, where it does not say."""
    header = headers.get("content-length", "")
    return int(header[:20]) if header.isdecimal() else BYTES_PER_WINDOW
