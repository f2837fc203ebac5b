"""What happens when the server starts, while it runs, and when it is asked to end."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from types import FrameType

import psutil
from streamlit.web.server.starlette import App

from dashboard.server.hub import Hub

COLLECT_EVERY = 60.0  # seconds
ENDING = (signal.SIGINT, signal.SIGTERM)


def lifespan(
    hub: Hub, warm: Callable[[], None], loaded_ahead: Iterable[str]
) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Starts the workers, loads what the pages need, keeps the memory tidy, ends the streams.

    Args:
        hub: whose streams are ended.
        warm: starts the workers.
        loaded_ahead: modules that the first visitor would wait for.
    """

    @asynccontextmanager
    async def running(_app: App) -> AsyncIterator[None]:
        _send_at_once()
        warm()
        await asyncio.to_thread(_load, loaded_ahead)
        tidying = asyncio.create_task(_tidy())
        with _closing_on_signal(hub, asyncio.get_running_loop()):
            yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying

    return running


def _send_at_once() -> None:
    """Has connections send all they have at once, from the next one on.

    Asyncio sees to that, but not with a socket that was opened as Streamlit does (uvicorn issue
    3149): the body of an answer would wait 40 ms for the receipt of its head, and a first visit
    asks for a hundred files. A connection inherits what is set on the socket that listens.
    """
    with suppress(psutil.Error):
        for connection in psutil.Process().net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.fd >= 0:  # -1 on Windows
                with socket.fromfd(connection.fd, connection.family, connection.type) as listening:
                    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _load(names: Iterable[str]) -> None:
    for name in names:
        importlib.import_module(name)
    # The modules stay for good: no collection has to walk through them again.
    gc.collect()
    gc.freeze()


async def _tidy() -> None:
    """Collects on a timer what Streamlit would collect after every run of a script."""
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        await asyncio.to_thread(gc.collect)


@contextmanager
def _closing_on_signal(hub: Hub, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Closes the hub as soon as the server is asked to end, before its own handler is called.

    Uvicorn waits for every answer to be complete before the lifespan may end: for ever, while
    somebody listens to an event stream.
    """
    if threading.current_thread() is not threading.main_thread():  # there are no signals
        yield
        return
    handlers = {number: signal.getsignal(number) for number in ENDING}

    def end(number: int, frame: FrameType | None) -> None:
        asyncio.run_coroutine_threadsafe(hub.close(), loop)
        handler = handlers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in ENDING:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
