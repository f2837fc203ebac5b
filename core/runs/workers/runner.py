"""What a worker does with a run: train, report, and say how it ended."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import lru_cache, partial

from core.errors import UnknownRunError, UserError
from core.events import Event, State, StopCheck, Weights
from core.experiment import Data
from core.runs.data import load_data, save_data
from core.runs.database import StoreError
from core.runs.groups.search import advance
from core.runs.groups.store import Groups
from core.runs.people import HOST_ID
from core.runs.records import Run, RunState
from core.runs.settings import RunSettings, experiment_of, kind_of
from core.runs.store import Store
from core.runs.workers.reporter import Reporter, with_retries

LOOK_EVERY = 0.1  # seconds between two looks at whether to stop
NICE = 5  # 0 is the server's
PATIENCE = 1.0  # seconds that a training is given to end when it is asked to stop

log = logging.getLogger(__name__)


def serve_queue(database: str) -> int:
    """Carries out one queued run after the other until none is left; returns how many.

    Args:
        database: the URL of the run database.
    """
    store = _open_once(database)
    served = 0
    while run := store.claim(worker_name()):
        carry_out(store, run)
        if run.group_id is not None:
            _continue_search(store, run.group_id)
        served += 1
    return served


def _continue_search(store: Store, group_id: str) -> None:
    """Adds to the group of a run what comes next; no trouble with that ends the worker."""
    try:
        advance(Groups(store), group_id)
    except Exception:
        log.exception("The search of group %s does not go on.", group_id)


def worker_name() -> str:
    """This process, as a run says who trains it."""
    return f"{socket.gethostname()}:{os.getpid()}"


@lru_cache(maxsize=1)
def _open_once(database: str) -> Store:
    return Store(database, make=False)


def carry_out(store: Store, run: Run) -> None:
    """Trains a claimed run to its end, whatever that is, and writes it down.

    One that ends because the database does not come back stays as it is: without a heartbeat it
    counts as interrupted, and can go on from what was stored.
    """
    try:
        _end(store, run, *_outcome(store, run))
    except UnknownRunError:
        log.info("Run %s was deleted while it was trained.", run.id)
    except StoreError as trouble:
        log.error("Run %s ends before its time. %s", run.id, trouble)


def _outcome(store: Store, run: Run) -> tuple[RunState, str | None]:
    """How a training ends, and why where it fails."""
    try:
        return _train(store, run), None
    except (UnknownRunError, StoreError):
        raise
    except UserError as failure:
        return RunState.FAILED, str(failure)
    except Exception as bug:
        log.exception("Run %s failed.", run.id)
        reason = f"This is a bug in Sequence Lab, please report it: {type(bug).__name__}: {bug}"
        return RunState.FAILED, reason


def events(
    settings: RunSettings, data: Data, should_stop: StopCheck, begin: State | None = None
) -> Iterator[Event]:
    """The training that `settings` ask for, on data of their kind."""
    return experiment_of(settings).train(settings, data, should_stop, begin)


def _train(store: Store, run: Run) -> RunState:
    """Trains in a thread, which is left to itself when it does not stop in time.

    It may be deep in something long: TensorFlow's import, Keras' first step, a large batch.
    Then the run ends with what was reported, and the thread ends with its next event.
    """
    with Reporter(store, run.id) as reporter:
        thread = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="training", initializer=_give_way
        )
        training = thread.submit(_report_events, store, run, reporter)
        thread.shutdown(wait=False)  # takes no other work
        while not training.done() and not reporter.should_stop():
            wait([training], LOOK_EVERY)
        if training in wait([training], PATIENCE).done:
            training.result()
        stopped = reporter.should_stop()
    return RunState.STOPPED if stopped else RunState.FINISHED


def _give_way() -> None:
    """What is shown comes before what is trained, where both want the same cores.

    On Linux this is about the calling thread and those that it starts, elsewhere the process.
    """
    if hasattr(os, "setpriority"):  # not on Windows
        os.setpriority(os.PRIO_PROCESS, 0, NICE)


def _report_events(store: Store, run: Run, reporter: Reporter) -> None:
    data = with_retries(lambda: load_data(store, run.kind, run.dataset_id))
    begin = with_retries(lambda: store.state(run.id))  # of the run that it continues
    for event in events(run.settings, data, reporter.should_stop, begin):
        if not _too_much(run, event):
            reporter.report(event)


def _too_much(run: Run, event: Event) -> bool:
    """Of the many runs of a group only the newest weights are kept: each has megabytes of them."""
    return run.group_id is not None and isinstance(event, Weights) and event.stays


def _end(store: Store, run: Run, state: RunState, error: str | None) -> None:
    with_retries(lambda: store.finish(run.id, state, error))


# A training in this process, recorded in the store as a worker's is.


def start_run(store: Store, settings: RunSettings, data: Data) -> Run:
    """A new run that no other worker takes: it is being trained here."""
    dataset = save_data(store, kind_of(settings), data, HOST_ID)
    return store.create_run(settings, dataset, worker=worker_name(), owner=HOST_ID)


def recorded(
    store: Store,
    run: Run,
    train: Callable[[StopCheck], Iterator[Event]],
    should_stop: StopCheck,
) -> Iterator[Event]:
    """The events of a training, each handed to the store; ends the run as the training ends.

    Whoever listens no longer, stops it.

    Raises:
        UnknownRunError: The run was deleted meanwhile.
        StoreError: The database was in trouble for too long.
    """
    state: RunState | None = RunState.STOPPED
    error = None
    try:
        with Reporter(store, run.id) as reporter:

            def asked() -> bool:
                return should_stop() or reporter.should_stop()

            for event in train(asked):
                reporter.report(event)
                yield event
            if not asked():
                state = RunState.FINISHED
    except StoreError:  # the database does not come back: the run is interrupted
        state = None
        raise
    except Exception as failure:
        state, error = RunState.FAILED, str(failure)
        raise
    finally:
        if state is not None:
            with suppress(UnknownRunError):
                with_retries(partial(store.finish, run.id, state, error))
