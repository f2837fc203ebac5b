"""Connects to the workers: those of a scheduler, or the local ones of a folder."""

from __future__ import annotations

from pathlib import Path

from distributed import Client

from core.runs.workers.host import ClusterError, started

CONNECT_TIMEOUT = 5.0


def connect(address: str) -> Client:
    """A client of the scheduler at `address`.

    Raises:
        ClusterError: when it does not answer.
    """
    try:
        return Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as failure:
        raise ClusterError(f"The scheduler at {address} does not answer.") from failure


def connect_local(folder: Path) -> Client:
    """A client of the cluster of `folder`, which is started where none answers.

    Raises:
        ClusterError: when it cannot be started.
    """
    host = started(folder)
    try:
        return connect(host.address)
    except ClusterError:
        return connect(started(folder, lost=host).address)
