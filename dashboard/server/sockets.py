"""How the server's connections send."""

from __future__ import annotations

import socket
from contextlib import suppress

import psutil


def send_at_once() -> None:
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
