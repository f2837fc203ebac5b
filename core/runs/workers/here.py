"""A training in this process, kept in the store as a worker's is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from core.errors import UnknownRunError
from core.events import Event, StopCheck
from core.names.corpus import Corpus
from core.runs.database import StoreError
from core.runs.people import HOST_ID
from core.runs.records import Run, RunState
from core.runs.settings import RunSettings, kind_of
from core.runs.store import Store
from core.runs.workers.reporter import Reporter, patiently
from core.runs.workers.runner import worker_name
from core.stocks.sources.history import PriceHistory


def begun(store: Store, settings: RunSettings, data: Corpus | PriceHistory) -> Run:
    """A new run that no other worker takes: it is being trained here."""
    dataset = store.save_dataset(kind_of(settings), data.title, data.to_bytes(), HOST_ID)
    return store.create_run(settings, dataset, worker=worker_name(), owner=HOST_ID)


def kept(
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
                patiently(partial(store.finish, run.id, state, error))
