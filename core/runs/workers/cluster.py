"""The local workers: a Dask cluster in a process of its own, which outlives the server.

`python -m core.runs.workers.cluster FOLDER CODE` hosts it. It writes its address to a file in
FOLDER, for servers to connect, and leaves when no server is connected and nothing is trained any
more, or when another cluster has taken its place. A process of its own, because workers that a page
starts would run the page again, and because a server that stops must not stop trainings.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

import dask
import psutil
from distributed import LocalCluster, Status

from core.runs.workers.host import Host, cores, host_file, worker_count
from core.runs.workers.warm import wait_until_warm

LINGER = 30.0  # seconds that a cluster waits for somebody to come back
LOOK_EVERY = 0.5
LEAST_MEMORY = 3 * 2**30  # bytes a worker may take at least: Keras with TensorFlow fits well
_THREADS = (  # how each library is told how many threads it may use
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)

log = logging.getLogger(__name__)


def host(folder: Path, code: int) -> None:
    """Hosts a cluster until nobody needs it."""
    workers = worker_count()
    with _start(workers) as cluster:
        me = Host(cluster.scheduler_address, os.getpid(), code)
        me.write(folder)
        log.info("Serving at %s.", me.address)
        # One after the other: side by side they would keep the first visitor waiting longer.
        for number in range(2, workers + 1):
            wait_until_warm()
            cluster.scale(number)
        _wait_until_unneeded(cluster, me, folder)
        log.info("Leaving.")
        if Host.read(folder) == me:
            host_file(folder).unlink(missing_ok=True)


def _start(workers: int) -> LocalCluster:
    """Starts the first of so many workers."""
    threads = max(1, cores() // workers)
    environment = {f"distributed.nanny.pre-spawn-environ.{name}": threads for name in _THREADS}
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 0,  # a training is never silently repeated
            "distributed.worker.memory.pause": False,  # a paused worker would keep its run waiting
            # Nobody looks at Dask's own figures: at rest, they would be most of the work.
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "1s",
            **environment,
        }
    )
    return LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=max(LEAST_MEMORY, psutil.virtual_memory().total // workers),
        preload=["core.runs.workers.warm"],
    )


def _wait_until_unneeded(cluster: LocalCluster, me: Host, folder: Path) -> None:
    needed = time.monotonic()
    while time.monotonic() - needed < LINGER:
        time.sleep(LOOK_EVERY)
        _replace_lost(cluster)
        if _busy(cluster):
            needed = time.monotonic()
        elif Host.read(folder) != me:
            return
        elif _visitors(cluster):
            needed = time.monotonic()


def _replace_lost(cluster: LocalCluster) -> None:
    """Starts anew the workers that Dask gives up: those that die, or are slow, as they start."""
    wanted = len(cluster.worker_spec)
    closed = [name for name, one in list(cluster.workers.items()) if one.status is Status.closed]
    for name in closed:
        cluster.worker_spec.pop(name, None)
    if closed or len(cluster.workers) < wanted:
        cluster.scale(wanted)  # waits for what is starting


def _visitors(cluster: LocalCluster) -> int:
    return len(set(cluster.scheduler.clients) - {"fire-and-forget"})


def _busy(cluster: LocalCluster) -> bool:
    return any(worker.processing for worker in cluster.scheduler.workers.values())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    host(Path(sys.argv[1]), int(sys.argv[2]))
