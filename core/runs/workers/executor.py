"""Puts runs to workers. The queue is the store; Dask only wakes the workers.

A woken worker takes the next queued run, and the next, until none is left. So which run comes
first is for the store to say, a worker that becomes free needs nobody to tell it, and whatever
dies - a worker, the cluster, the server - what is queued stays queued until a worker is woken.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from distributed import Client, Future, KilledWorker, fire_and_forget

from core.errors import UserError
from core.runs.data import load_data
from core.runs.database import state_folder
from core.runs.groups.plan import Plan, Purpose, first_points, runs_of
from core.runs.groups.records import Group
from core.runs.groups.search import advance
from core.runs.groups.store import Groups
from core.runs.people import Person
from core.runs.records import Run
from core.runs.settings import RunSettings
from core.runs.store import Store
from core.runs.workers.host import (
    SCHEDULER_VARIABLE,
    ClusterError,
    started,
    stop_local,
    worker_count,
)
from core.runs.workers.task import serve

# Connects to the workers: those of a scheduler, or the local ones of a folder.

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


# Queuing a group of runs as its plan says.


def begin_group(
    store: Store, plan: Plan, purpose: Purpose, session: str = "", owner: str = ""
) -> Group:
    """Queues what a plan begins with, as `owner`'s.

    Raises:
        SettingsError: a run would not fit its data; none is queued then.
        DataError: the data are gone.
    """
    title = store.dataset_title(plan.dataset_id)
    runs = runs_of(plan, first_points(plan), load_data(store, plan.kind, plan.dataset_id))
    return Groups(store).create(plan, purpose, runs, title, session, owner)


LOOK_EVERY = 0.2  # seconds, while runs are queued
IDLE_LOOK_EVERY = 5.0  # seconds, for runs queued elsewhere and after a failure

log = logging.getLogger(__name__)


class Executor:
    """Carries out runs on the scheduler that SEQUENCE_LAB_SCHEDULER names, or on local workers.

    A thread watches the queue and wakes idle workers; it alone speaks to Dask, so nothing here
    keeps a page waiting. Local workers start when the first run is queued, or with `warm`.
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self.trouble: str | None = None  # why queued runs do not start, in a sentence
        self.workers: int | None = None  # that there are, once that is known
        self._client: Client | None = None
        self._woken: list[Future] = []
        self._wanted = False
        self._look_now = threading.Event()
        self._closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="executor", daemon=True)
        self._watcher.start()

    @property
    def ready(self) -> bool:
        """Whether workers are at hand; they take seconds to start."""
        return self._client is not None

    @property
    def at_once(self) -> int:
        """How many runs are trained at a time, as far as is known."""
        return self.workers or worker_count()

    def submit(
        self,
        settings: RunSettings,
        dataset_id: str,
        session: str = "",
        run_id: str | None = None,
        *,
        parent_id: str | None = None,
        owner: str = "",
    ) -> Run:
        """Queues a run (see `Store.create_run`) and wakes a worker.

        Raises:
            CannotContinueError: No state is kept of the parent.
        """
        run = self.store.create_run(
            settings, dataset_id, session, run_id, parent_id=parent_id, owner=owner
        )
        self._look_now.set()
        return run

    def submit_group(
        self, plan: Plan, purpose: Purpose, session: str = "", owner: str = ""
    ) -> Group:
        """Queues a group of runs (see `begin_group`) and wakes the workers.

        Raises:
            UserError: a run would not fit its data.
        """
        group = begin_group(self.store, plan, purpose, session, owner)
        self._look_now.set()
        return group

    def stop(self, run_id: str, *, by: Person) -> None:
        """Stops a run; it keeps what it has reached.

        Raises:
            NotYoursError: when it is not for `by` to stop.
        """
        self.store.request_stop(run_id, by=by)

    def warm(self) -> None:
        """Starts the workers ahead of need; returns at once."""
        self._wanted = True
        self._look_now.set()

    def close(self) -> None:
        """Lets go of the workers; they finish what they have, and leave after a while."""
        self._closed.set()
        self._look_now.set()
        self._watcher.join()
        self._disconnect()

    def shutdown(self) -> None:
        """Ends the local workers too, with whatever they train."""
        self.close()
        if SCHEDULER_VARIABLE not in os.environ:
            stop_local(state_folder(self.store.url))

    def _watch(self) -> None:
        while not self._closed.is_set():
            self._look_now.wait(self._look())
            self._look_now.clear()

    def _look(self) -> float:
        """Wakes as many idle workers as runs wait; returns how long to wait for the next look."""
        try:
            self.store.examine()
            queued = len(self.store.queued()) or self._go_on()
            if queued or self._wanted:
                self._wake(self._connected(), queued)
            self.trouble = None
        except UserError as failure:
            self.trouble = str(failure)
        except OSError as failure:
            log.warning("Lost the workers, looking for others: %s", failure)
            self._disconnect()
            return LOOK_EVERY
        except Exception:  # nothing may end the watch
            log.exception("The workers could not be woken.")
            self._disconnect()
        else:
            return LOOK_EVERY if queued or self.store.trouble else IDLE_LOOK_EVERY
        return IDLE_LOOK_EVERY

    def _go_on(self) -> int:
        """Adds to searches that stand still; a worker that died has not done so."""
        groups = Groups(self.store)
        return sum(advance(groups, group.id) for group in groups.searching())

    def _wake(self, client: Client, queued: int) -> None:
        self._raise_failure()
        processing = client.processing()
        self.workers = len(processing)
        idle = [worker for worker, tasks in processing.items() if not tasks]
        for worker in idle[:queued]:
            task = client.submit(
                serve, self.store.url, workers=[worker], allow_other_workers=True, pure=False
            )
            fire_and_forget(task)  # outlives this server
            self._woken.append(task)

    def _raise_failure(self) -> None:
        """Raises what keeps a worker from serving: it cannot open the store, or lacks the code."""
        ended = [task for task in self._woken if task.done()]
        self._woken = [task for task in self._woken if task not in ended]
        failures = [task.exception() for task in ended if task.status == "error"]
        for failure in failures:
            if not isinstance(failure, KilledWorker):  # a worker that dies takes its run along only
                raise ClusterError(f"The workers cannot carry out runs: {failure}")

    def _connected(self) -> Client:
        if self._client is None or self._client.status != "running":
            self._disconnect()
            scheduler = os.environ.get(SCHEDULER_VARIABLE)
            self._client = (
                connect(scheduler) if scheduler else connect_local(state_folder(self.store.url))
            )
        return self._client

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close(timeout=1)
            self._client = None
            self._woken = []
