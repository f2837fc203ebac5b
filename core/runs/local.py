"""Finds the local cluster of a folder, or starts one."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import locket
import psutil
from distributed import Client

from core.errors import UserError
from core.runs.cluster import Host, code_version, host_file

PROGRAM_FOLDER = Path(__file__).resolve().parents[2]
HOST_MODULE = "core.runs.cluster"
START_TIMEOUT = 120.0  # seconds, for a slow machine
CONNECT_TIMEOUT = 5.0


class ClusterError(UserError):
    """The workers do not start, or the scheduler does not answer."""


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
    """A client of the cluster of `folder`, which is started where none is alive.

    Servers that ask at the same time share one cluster.

    Raises:
        ClusterError: when it cannot be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locket.lock_file(folder / "cluster.lock"):
        host, code = Host.read(folder), code_version()
        if host and host.code == code and psutil.pid_exists(host.pid):
            with suppress(ClusterError):
                return connect(host.address)
        return connect(_start(folder, code).address)


def stop_local(folder: Path) -> None:
    """Ends the cluster of `folder` and whatever it trains."""
    host = Host.read(folder)
    if host is None:
        return
    host_file(folder).unlink(missing_ok=True)
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(host.pid)
        if HOST_MODULE in process.cmdline():  # the number may belong to something else by now
            _kill([process, *process.children(recursive=True)])


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def _start(folder: Path, code: int) -> Host:
    host_file(folder).unlink(missing_ok=True)
    log_file = folder / "cluster.log"
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", HOST_MODULE, str(folder), str(code)],
            cwd=PROGRAM_FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **_detached(),
        )
    threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie behind
    deadline = time.monotonic() + START_TIMEOUT
    while process.returncode is None and time.monotonic() < deadline:
        if host := Host.read(folder):
            return host
        time.sleep(0.05)
    raise ClusterError(f"The workers did not start; {log_file} says why.")


def _detached() -> dict[str, Any]:
    """What keeps Ctrl-C and the end of the server away from a child process."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    return {"start_new_session": True}
