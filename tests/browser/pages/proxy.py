"""A proxy between a browser and the server that holds event streams back until they have ended."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536  # bytes


@contextmanager
def buffering_proxy(upstream: tuple[str, int]) -> Iterator[str]:
    """The address of one that stands before the server at `upstream`."""
    with socket.create_server(("localhost", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, upstream), daemon=True).start()
        yield f"http://localhost:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, upstream: tuple[str, int]) -> None:
    with suppress(OSError):  # it is closed
        while True:
            browser, _ = listening.accept()
            threading.Thread(target=_relay, args=(browser, upstream), daemon=True).start()


def _relay(browser: socket.socket, upstream: tuple[str, int]) -> None:
    """Passes a connection on, both ways; what a stream answers waits until the stream has ended."""
    held_back = threading.Event()
    with suppress(OSError), browser, socket.create_connection(upstream) as server:
        threading.Thread(target=_ask, args=(browser, server, held_back), daemon=True).start()
        waiting = b""
        while text := server.recv(CHUNK):
            waiting += text
            if not held_back.is_set():
                browser.sendall(waiting)
                waiting = b""
        browser.sendall(waiting)


def _ask(browser: socket.socket, server: socket.socket, held_back: threading.Event) -> None:
    with suppress(OSError):
        while text := browser.recv(CHUNK):
            if b"text/event-stream" in text:
                held_back.set()
            server.sendall(text)
        server.shutdown(socket.SHUT_RDWR)
