"""The process that hosts the local workers, seen from outside: where it is, started, ended.

Nothing here loads Dask: a server starts its workers before it has loaded anything else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import locket
import psutil

from core.errors import UserError
from core.runs.database import database_url, state_folder

WORKERS_VARIABLE = "SEQUENCE_LAB_WORKERS"
SCHEDULER_VARIABLE = "SEQUENCE_LAB_SCHEDULER"  # names one that runs elsewhere
PROGRAM_FOLDER = Path(__file__).resolve().parents[3]
HOST_MODULE = "core.runs.workers.cluster"
START_TIMEOUT = 120.0  # seconds, for a slow machine


def worker_count() -> int:
    """SEQUENCE_LAB_WORKERS, or half the cores, at least 2 and at most 4."""
    return int(os.environ.get(WORKERS_VARIABLE) or min(4, max(2, cores() // 2)))


def cores() -> int:
    """How many this machine has."""
    return os.cpu_count() or 1


class ClusterError(UserError):
    """The workers do not start, or the scheduler does not answer."""


@dataclass(frozen=True, slots=True)
class Host:
    """Where a cluster is found: scheduler address, host process, and the code that it runs."""

    address: str
    pid: int
    code: int  # see `code_version`

    def write(self, folder: Path) -> None:
        """Publishes this host, all at once."""
        draft = folder / f"cluster-{self.pid}.json"
        draft.write_text(json.dumps(asdict(self)), "utf-8")
        draft.replace(host_file(folder))

    @classmethod
    def read(cls, folder: Path) -> Host | None:
        """The host that was published last; None when there is none."""
        try:
            return cls(**json.loads(host_file(folder).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def host_file(folder: Path) -> Path:
    """The file in which a cluster says where it is."""
    return folder / "cluster.json"


def code_version() -> int:
    """Changes with every edit of the code, so that an old cluster does not serve a new server."""
    sources = Path(__file__).resolve().parents[2].rglob("*.py")
    return max(source.stat().st_mtime_ns for source in sources)


def start_ahead() -> None:
    """Starts the local workers if any will be needed; returns at once.

    Whoever needs them finds them started, or hears what is wrong.
    """
    if SCHEDULER_VARIABLE not in os.environ:
        threading.Thread(target=_start_quietly, name="start-ahead", daemon=True).start()


def _start_quietly() -> None:
    with suppress(UserError, OSError):
        started(state_folder(database_url()))


def started(folder: Path, lost: Host | None = None) -> Host:
    """The host of `folder`, which is started where none is alive.

    Servers that ask at the same time share one.

    Args:
        folder: Where the host is published.
        lost: One that does not answer: it is not good enough.

    Raises:
        ClusterError: when it cannot be started.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locket.lock_file(folder / "cluster.lock"):
        host, code = Host.read(folder), code_version()
        if host and host != lost and host.code == code and psutil.pid_exists(host.pid):
            return host
        return _start(folder, code)


def stop_local(folder: Path) -> None:
    """Ends the cluster of `folder` and whatever it trains."""
    host = Host.read(folder)
    if host is None:
        return
    host_file(folder).unlink(missing_ok=True)
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(host.pid)
        if HOST_MODULE in process.cmdline():  # the number may belong to something else by now
            _kill([process, *process.children(recursive=True)])


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
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
