"""A dashboard of its own to measure: a server, its store, its workers."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.runs.store import Store
from core.runs.workers.host import stop_local

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180.0  # with every core busy
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A running server."""

    address: str  # with the base path, without a slash at its end
    process: psutil.Popen
    store: Store


@contextmanager
def dashboard(folder: Path, base_path: str = "", **variables: str) -> Iterator[Dashboard]:
    """Runs a dashboard with an empty store in `folder`, behind `base_path` ("/lab").

    `variables` are added to its environment.

    Raises:
        TimeoutError: It does not answer, or does not end when it is asked to.
    """
    database = f"sqlite:///{folder / 'lab.sqlite'}"
    variables = {"SEQUENCE_LAB_DATABASE": database, "SEQUENCE_LAB_WORKERS": "2", **variables}
    port = _free_port()
    options = {
        "server.address": "localhost",
        "server.port": str(port),
        "server.baseUrlPath": base_path,
        "server.fileWatcherType": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", *flags]
    with (folder / "server.log").open("w") as log:
        process = psutil.Popen(
            command, cwd=ROOT, env=os.environ | variables, stdout=log, stderr=log
        )
    try:
        address = f"http://localhost:{port}{base_path}"
        _wait_until_up(address)
        yield Dashboard(address, process, Store(database))
    finally:
        with suppress(psutil.NoSuchProcess):  # it has ended already
            process.terminate()
        _wait_until_ended(process)
        stop_local(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"The dashboard did not answer within {START_SECONDS:.0f} s.")


def _wait_until_ended(process: psutil.Popen) -> None:
    try:
        process.wait(timeout=STOP_SECONDS)
    except psutil.TimeoutExpired as failure:
        process.kill()
        process.wait()
        raise TimeoutError(f"The dashboard did not end within {STOP_SECONDS:.0f} s.") from failure
