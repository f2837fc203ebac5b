import os
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import psutil
import pytest

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.continuing import continuation
from core.runs.database import DATABASE_VARIABLE
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.workers import host
from core.runs.workers.executor import Executor
from core.runs.workers.host import (
    PROGRAM_FOLDER,
    SCHEDULER_VARIABLE,
    WORKERS_VARIABLE,
    Host,
    stop_local,
)

pytestmark = pytest.mark.processes

SHORT = NamesSettings(iterations=40, checkpoint_interval=20, hidden_units=5, engine="reference")
ENDLESS = NamesSettings(iterations=200_000, checkpoint_interval=500, engine="reference")
STALE_AFTER = 5.0  # a little more than two heartbeats
LOST_AFTER = 5  # seconds that Dask waits for a worker: less than its own 15
LOST_VARIABLE = "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def executor(folder):
    """An executor on two local workers of its own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(WORKERS_VARIABLE, "2")
        environment.setenv(LOST_VARIABLE, f"{LOST_AFTER}s")
        environment.delenv(SCHEDULER_VARIABLE, raising=False)
        environment.setattr(host, "code_version", lambda: 1)  # nobody edits the code meanwhile
        executor = Executor(Store(f"sqlite:///{folder}/runs.sqlite", STALE_AFTER))
        yield executor
        executor.shutdown()


@pytest.fixture
def store(executor):
    yield executor.store
    for run in executor.store.runs():
        executor.store.delete(run.id, by=HOST)


@pytest.fixture
def names(store):
    return store.save_dataset(Kind.NAMES, "Names", bundled_names().to_bytes())


@pytest.fixture
def reaches(store, eventually):
    """Waits until a run is in a state, and returns it."""

    def wait(run, state):
        eventually(lambda: store.run(run.id).state is state)
        return store.run(run.id)

    return wait


def kill_worker(run):
    psutil.Process(int(run.worker.rpartition(":")[2])).kill()


def is_worker(process):
    with suppress(psutil.Error):  # it may just have died
        return "spawn_main" in " ".join(process.cmdline())
    return False


def test_a_run_is_carried_out(executor, store, names, reaches):
    run = reaches(executor.submit(SHORT, names, session="me"), RunState.FINISHED)
    assert store.checkpoints(run.id) == [0, 20, 40]
    assert run.worker.rpartition(":")[2] != str(os.getpid())


def test_more_runs_than_workers_queue_and_stopping_makes_room(
    executor, store, names, reaches, eventually
):
    running = [executor.submit(ENDLESS, names, session="me") for _ in range(2)]
    for run in running:
        eventually(lambda run=run: store.checkpoints(run.id))
    mine = executor.submit(SHORT, names, session="me")
    yours = executor.submit(ENDLESS, names, session="you")
    assert (store.run(mine.id).place, store.run(yours.id).place) == (2, 1)

    executor.stop(running[0].id, by=HOST)
    stopped = reaches(running[0], RunState.STOPPED)
    assert store.checkpoints(stopped.id)[-1] == stopped.done > 0
    reaches(yours, RunState.RUNNING)
    assert store.run(mine.id).place == 1
    executor.stop(yours.id, by=HOST)
    reaches(mine, RunState.FINISHED)


def test_a_killed_worker_loses_no_checkpoint_and_no_other_run(
    executor, store, names, reaches, eventually
):
    doomed = [executor.submit(ENDLESS, names) for _ in range(2)]
    for run in doomed:
        eventually(lambda run=run: len(store.checkpoints(run.id)) > 2)
    queued = executor.submit(SHORT, names)
    reported = [store.checkpoints(run.id) for run in doomed]
    for run in doomed:
        kill_worker(store.run(run.id))

    reaches(queued, RunState.FINISHED)
    for run, steps in zip(doomed, reported, strict=True):
        dead = reaches(run, RunState.INTERRUPTED)
        assert store.checkpoints(dead.id)[: len(steps)] == steps
        assert store.checkpoint(dead.id, steps[-1]).arrays["Waa"].shape == (50, 50)


def test_a_run_whose_worker_was_killed_goes_on_with_the_same_numbers(
    executor, store, names, reaches, eventually
):
    def reported_since():
        """The checkpoints after the state that is kept: those that a kill takes along."""
        kept = store.state_step(run.id)
        return kept and [step for step in store.checkpoints(run.id) if step > kept]

    run = executor.submit(ENDLESS, names)
    eventually(reported_since)
    kill_worker(store.run(run.id))
    dead = reaches(run, RunState.INTERRUPTED)
    lost = reported_since()

    settings = continuation(dead, store.state_step(run.id)).settings(100_000)
    child = executor.submit(settings, names, parent_id=run.id)
    eventually(lambda: set(lost) <= set(store.checkpoints(child.id)))
    executor.stop(child.id, by=HOST)
    stopped = reaches(child, RunState.STOPPED)
    assert store.state_step(child.id) == stopped.done
    for step in store.checkpoints(run.id):
        before, after = store.checkpoint(run.id, step), store.checkpoint(child.id, step)
        assert after.loss == before.loss
        np.testing.assert_equal(after.arrays, before.arrays)


def test_a_run_deleted_in_mid_training_frees_its_worker(
    executor, store, names, reaches, eventually
):
    deleted = [executor.submit(ENDLESS, names) for _ in range(2)]
    for run in deleted:
        eventually(lambda run=run: store.checkpoints(run.id))
    following = [executor.submit(SHORT, names) for _ in range(2)]
    for run in deleted:
        store.delete(run.id, by=HOST)
    for run in following:
        reaches(run, RunState.FINISHED)
    assert {run.id for run in store.runs()} == {run.id for run in following}


def test_workers_that_are_slow_to_come_back_are_not_lost(
    executor, folder, store, names, eventually
):
    def two_workers(but=()):
        children = psutil.Process(Host.read(folder).pid).children(recursive=True)
        found = [child for child in children if is_worker(child) and child not in but]
        return found if len(found) == 2 else None

    executor.warm()
    eventually(lambda: executor.workers == 2)
    before = eventually(two_workers)
    for worker in before:
        worker.kill()
    slow = eventually(lambda: two_workers(but=before))
    for worker in slow:
        worker.suspend()
    time.sleep(LOST_AFTER + 1)
    for worker in slow:
        with suppress(psutil.NoSuchProcess):
            worker.resume()

    running = [executor.submit(ENDLESS, names) for _ in range(2)]
    for run in running:
        eventually(lambda run=run: store.checkpoints(run.id))


def test_a_second_server_shares_the_workers(executor, folder, store, names, reaches):
    reaches(executor.submit(SHORT, names), RunState.FINISHED)
    host = Host.read(folder)
    other = Executor(Store(store.url))
    other.warm()
    reaches(other.submit(SHORT, names), RunState.FINISHED)
    other.close()
    assert host is not None
    assert psutil.pid_exists(host.pid)
    reaches(executor.submit(SHORT, names), RunState.FINISHED)


def test_a_cluster_that_was_killed_is_replaced(executor, folder, names, reaches):
    reaches(executor.submit(SHORT, names), RunState.FINISHED)
    before = Host.read(folder)
    assert before is not None
    psutil.Process(before.pid).kill()
    reaches(executor.submit(SHORT, names), RunState.FINISHED)
    after = Host.read(folder)
    assert after is not None
    assert after.pid != before.pid


SERVER = """
import sys, time
from core.names.settings import NamesSettings
from core.runs.workers import host
from core.runs.workers.executor import Executor
from core.runs.people import HOST

host.code_version = lambda: 1
executor = Executor()
for text in sys.argv[2:]:
    executor.submit(NamesSettings.model_validate_json(text), sys.argv[1])
time.sleep(600)
"""


def test_a_killed_server_loses_no_run(tmp_path, names, store, eventually):
    """The server that started the workers dies; another one finds everything as it was."""
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    data = store.dataset(names)
    here = Store(url)
    dataset = here.save_dataset(data.kind, data.title, data.blob)
    asked = [ENDLESS, SHORT, SHORT]
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, dataset, *(s.model_dump_json() for s in asked)],
        cwd=PROGRAM_FOLDER,
        env=os.environ | {DATABASE_VARIABLE: url, WORKERS_VARIABLE: "1"},
    )
    try:
        eventually(lambda: len(here.runs()) == 3 and here.checkpoints(here.runs()[-1].id))
        server.kill()
        server.wait()
        training, *queued = [run.id for run in reversed(here.runs())]
        reported = here.checkpoints(training)

        again = Executor(Store(url))
        eventually(lambda: len(here.checkpoints(training)) > len(reported))
        assert [here.run(run_id).place for run_id in queued] == [1, 2]
        again.stop(training, by=HOST)
        for run_id in queued:
            eventually(lambda run_id=run_id: here.run(run_id).state is RunState.FINISHED)
        assert here.checkpoints(training)[: len(reported)] == reported
        again.shutdown()
    finally:
        server.kill()
        stop_local(tmp_path)


def test_a_server_that_starts_sees_to_what_is_queued(store, names, reaches):
    run = store.create_run(SHORT, names)  # as a server leaves it that dies right after
    later = Executor(Store(store.url))
    reaches(run, RunState.FINISHED)
    later.close()


def test_a_named_scheduler_is_used_and_nothing_is_started(
    executor, folder, store, names, reaches, tmp_path, monkeypatch, eventually
):
    reaches(executor.submit(SHORT, names), RunState.FINISHED)
    host = Host.read(folder)
    assert host is not None
    monkeypatch.setenv(SCHEDULER_VARIABLE, host.address)
    elsewhere = Executor(Store(f"sqlite:///{tmp_path}/other.sqlite"))
    data = store.dataset(names)
    dataset = elsewhere.store.save_dataset(data.kind, data.title, data.blob)
    run = elsewhere.submit(SHORT, dataset)
    eventually(lambda: elsewhere.store.run(run.id).state is RunState.FINISHED)
    elsewhere.shutdown()
    assert Host.read(tmp_path) is None
    assert psutil.pid_exists(host.pid)


def test_a_scheduler_that_does_not_answer_is_said_and_the_run_waits(
    tmp_path, monkeypatch, eventually
):
    monkeypatch.setenv(SCHEDULER_VARIABLE, "tcp://127.0.0.1:9")
    monkeypatch.setattr("core.runs.workers.executor.CONNECT_TIMEOUT", 0.5)
    executor = Executor(Store(f"sqlite:///{tmp_path}/runs.sqlite"))
    dataset = executor.store.save_dataset(Kind.NAMES, "Names", bundled_names().to_bytes())
    run = executor.submit(SHORT, dataset)
    trouble = eventually(lambda: executor.trouble)
    executor.close()
    assert trouble == "The scheduler at tcp://127.0.0.1:9 does not answer."
    assert executor.store.run(run.id).state is RunState.QUEUED
