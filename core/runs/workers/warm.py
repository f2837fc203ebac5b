"""Gets a worker ready before anybody waits for it: loads what runs need, compiles the engines.

Dask runs `dask_setup` when a worker starts; `python -m core.runs.workers.warm` fills the disk cache
ahead of the first worker.
"""

from __future__ import annotations

import importlib
import logging
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import locket
from distributed import Worker

from core.runs.database import STATE_FOLDER
from core.stocks.engines.engine import NoEngineError
from core.stocks.judgement.judge import warm as warm_judge

log = logging.getLogger(__name__)


def dask_setup(worker: Worker) -> None:  # noqa: ARG001 - Dask's signature
    """Warms a worker in the background: it may take runs meanwhile."""
    threading.Thread(target=warm, name="warm", daemon=True).start()


def warm(folder: Path = STATE_FOLDER) -> None:
    """Loads both fused engines, compiled; one process compiles while the others wait for it."""
    with _one_at_a_time(folder):
        importlib.import_module("core.runs.workers.runner")  # with all that it needs
        # Imported here, because to import them may be to compile them.
        from core.names.engines import fused as names_fused

        names_fused.warm()
        _warm_stocks()
        warm_judge()
        importlib.import_module("sklearn.preprocessing")  # see `core.stocks.windows`


def _warm_stocks() -> None:
    try:
        from core.stocks.engines import fused
    except NoEngineError as failure:
        log.warning("%s Keras trains instead.", failure)
    else:
        fused.warm()


def wait_until_warm(folder: Path = STATE_FOLDER) -> None:
    """Returns when no process is warming."""
    with _one_at_a_time(folder):
        pass


def _one_at_a_time(folder: Path) -> AbstractContextManager[None]:
    folder.mkdir(parents=True, exist_ok=True)
    lock: AbstractContextManager[None] = locket.lock_file(folder / "warm.lock")
    return lock


if __name__ == "__main__":
    warm()
