"""The page of a run, loaded and watched as a browser does, without a browser."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urljoin

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

COMPRESSED = {"Accept-Encoding": "gzip"}
STREAMLIT = {"Sec-WebSocket-Protocol": "streamlit"}
MOST_CONNECTIONS = 1000
PATIENCE = 120.0  # seconds that a page may take
_ASSET = re.compile(rb'(?:src|href)="([^"]+\.(?:js|css))"')

Message = dict[str, Any]

AsyncHTTPClient.configure(None, max_clients=MOST_CONNECTIONS)


class Page:
    """One visitor: the page and its assets, a session in which its script runs, the live channel.

    Raises, whatever is asked of it:
        OSError, HTTPError, TimeoutError: The server does not answer as it should.
    """

    def __init__(self, address: str, page: str, run_id: str) -> None:
        self._address = f"{address}/{page}?run={run_id}"
        self._page = page
        self._query = f"run={run_id}"
        self._socket: WebSocketClientConnection
        self._live = ""

    async def load(self) -> None:
        """What happens until the run is on the screen."""
        shell = await self._fetch(self._address)
        for asset in _ASSET.findall(shell):
            await self._fetch(urljoin(self._address, asset.decode()))
        stream = urljoin(self._address, "_stcore/stream")
        request = HTTPRequest(stream.replace("http", "ws", 1), headers=STREAMLIT)
        self._socket = await websocket_connect(request, max_message_size=2**28)
        picture = await self.run_script()
        await self._fetch(urljoin(self._address, picture["module"]))
        self._live = urljoin(self._address, picture["live"])

    async def run_script(self) -> Message:
        """Has the page's script run; returns what its picture was given to draw."""
        ask = BackMsg()
        ask.rerun_script.query_string = self._query
        ask.rerun_script.page_name = self._page
        await self._socket.write_message(ask.SerializeToString(), binary=True)
        drawn: Message = {}
        async for reply in self._replies():
            element = reply.delta.new_element
            if element.bidi_component.component_name == f"lab_{self._page}":
                drawn = json.loads(element.bidi_component.json)
        return drawn

    async def watch(self, hear: Callable[[Message], object]) -> None:
        """Calls `hear` with all news of the run, until it has ended."""
        pending = b""

        def receive(chunk: bytes) -> None:
            nonlocal pending
            *messages, pending = (pending + chunk).split(b"\n\n")
            for message in messages:
                if message.startswith(b"data: "):
                    hear(json.loads(message.removeprefix(b"data: ")))

        stream = HTTPRequest(self._live, streaming_callback=receive, request_timeout=0)
        await AsyncHTTPClient().fetch(stream)

    def close(self) -> None:
        """Leaves the page."""
        self._socket.close()

    async def _replies(self) -> AsyncIterator[ForwardMsg]:
        """What the server sends until the script has run."""
        while True:
            reply = await asyncio.wait_for(self._socket.read_message(), PATIENCE)
            if not isinstance(reply, bytes):
                raise ConnectionError("The session was closed.")
            message = ForwardMsg.FromString(reply)
            yield message
            if message.WhichOneof("type") == "script_finished":
                return

    @staticmethod
    async def _fetch(address: str) -> bytes:
        request = HTTPRequest(address, headers=COMPRESSED, request_timeout=PATIENCE)
        return bytes((await AsyncHTTPClient().fetch(request)).body)
