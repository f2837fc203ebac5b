"""Gets a worker ready before anybody waits for it: loads what runs need, compiles the engines.

Dask runs `dask_setup` when a worker starts; `python -m core.runs.workers.warm` fills the disk cache
ahead of the first worker.

All libraries that take long to load are loaded by one thread, before the worker takes a run: two
threads that load libraries which need each other, each the other way round, may wait for ever.
"""

from __future__ import annotations

import importlib
import logging
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import locket
from distributed import Worker

from core.runs.database import database_url, state_folder
from core.stocks.engines.engine import NoEngineError
from core.stocks.judgement.judge import warm as warm_judge

LIBRARIES = (  # that a training, its judgement or a search asks for late
    "sklearn.preprocessing",
    "statsmodels.regression.linear_model",
    "utilsforecast.losses",
    "pyarrow",
    "scipy.special",
    "scipy.stats",
    "optuna",
)
_warming: list[threading.Thread] = []  # of this process

log = logging.getLogger(__name__)


def dask_setup(worker: Worker) -> None:  # noqa: ARG001 - Dask's signature
    """Warms a worker in the background: it is there meanwhile, for a run that waits for that."""
    thread = threading.Thread(target=warm, name="warm", daemon=True)
    _warming.append(thread)
    thread.start()


def wait_until_loaded() -> None:
    """Returns when this process loads nothing any more; at once where it does not get warm."""
    for thread in _warming:
        thread.join()


def warm(folder: Path | None = None) -> None:
    """Loads the libraries and both fused engines, compiled.

    One process compiles while the others wait for it, by a lock in `folder`: that of the run
    database, as the program's own may be one in which nothing can be written.
    """
    for name in ("core.runs.workers.runner", *LIBRARIES):
        importlib.import_module(name)
    with _one_at_a_time(folder):
        # Imported here, because to import them may be to compile them.
        from core.names import fused_engine as names_fused

        names_fused.warm()
        _warm_stocks()
        warm_judge()


def _warm_stocks() -> None:
    try:
        from core.stocks.engines import fused
    except NoEngineError as failure:
        log.warning("%s Keras trains instead.", failure)
    else:
        fused.warm()


def wait_until_warm(folder: Path | None = None) -> None:
    """Returns when no process is warming."""
    with _one_at_a_time(folder):
        pass


def _one_at_a_time(folder: Path | None) -> AbstractContextManager[None]:
    folder = folder or state_folder(database_url())
    folder.mkdir(parents=True, exist_ok=True)
    lock: AbstractContextManager[None] = locket.lock_file(folder / "warm.lock")
    return lock


if __name__ == "__main__":
    warm()
