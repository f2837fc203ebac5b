"""A scheduler and two workers, started with the commands of docs/running-for-many.md."""

import re
import socket
import sys

import psutil
import pytest

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.workers.executor import SCHEDULER_VARIABLE, Executor
from core.runs.workers.host import PROGRAM_FOLDER
from core.stocks.settings import StockSettings
from core.stocks.sources.history import bundled_prices
from tests.postgresql import programs

pytestmark = pytest.mark.rare

SHORT = NamesSettings(iterations=40, checkpoint_interval=20, hidden_units=5)
ENDLESS = NamesSettings(iterations=200_000, checkpoint_interval=500, engine="reference")
STALE_AFTER = 5.0  # a little more than two heartbeats


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(what, scheduler, folder, *more):
    """A process as the document starts it, with `scheduler` in place of its address there."""
    document = (PROGRAM_FOLDER / "docs" / "running-for-many.md").read_text("utf-8")
    [command] = re.findall(rf"^\.venv/bin/python (-m dask {what}.*)$", document, re.MULTILINE)
    arguments = command.replace("tcp://HOST:8786", scheduler).split()
    with (folder / f"{what}.log").open("ab") as log:
        return psutil.Popen(
            [sys.executable, *arguments, *more], cwd=PROGRAM_FOLDER, stdout=log, stderr=log
        )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    address = f"tcp://127.0.0.1:{port}"
    here = ("--host", "127.0.0.1", "--port", str(port), "--dashboard-address", "127.0.0.1:0")
    running = [started("scheduler", address, folder, *here)]
    running += [started("worker", address, folder, "--host", "127.0.0.1") for _ in range(2)]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(SCHEDULER_VARIABLE, address)
        yield address
    for process in running:
        kill(process)


def kill(process):
    """Ends a process, and what it started, like a machine that loses its power."""
    processes = [process, *process.children(recursive=True)] if process.is_running() else []
    for one in processes:
        one.kill()
    psutil.wait_procs(processes)


@pytest.fixture(scope="module")
def url(request, tmp_path_factory):
    """PostgreSQL, as on a cluster, where there is one."""
    if programs() is not None:
        return request.getfixturevalue("postgresql").new_database()
    return f"sqlite:///{tmp_path_factory.mktemp('store')}/runs.sqlite"


@pytest.fixture(scope="module")
def executor(url, scheduler):
    assert scheduler.startswith("tcp://127.0.0.1:")  # not those of the computer itself
    executor = Executor(Store(url, STALE_AFTER))
    yield executor
    executor.close()


@pytest.fixture
def store(executor):
    return executor.store


@pytest.fixture
def names(store):
    return store.save_dataset(Kind.NAMES, "Names", bundled_names().to_bytes())


def ended(store, *runs):
    return all(store.run(run.id).state is RunState.FINISHED for run in runs)


def test_runs_of_both_kinds_are_carried_out(executor, store, names, eventually):
    prices = store.save_dataset(Kind.STOCK, "GE", bundled_prices("GE").to_bytes())
    asked = [
        executor.submit(SHORT, names),
        executor.submit(StockSettings(epochs=2, units=4, layers=1), prices),
    ]
    eventually(lambda: ended(store, *asked))
    assert [store.checkpoints(run.id) for run in asked] == [[0, 20, 40], [0, 1, 2]]


@pytest.mark.usefixtures("scheduler")
def test_what_keeps_the_workers_from_the_store_is_said(tmp_path, eventually):
    elsewhere = Executor(Store(f"sqlite:///{tmp_path}/runs.sqlite"))
    elsewhere.store.url = "sqlite:////proc/nowhere/runs.sqlite"  # where the workers are
    data = elsewhere.store.save_dataset(Kind.NAMES, "Names", bundled_names().to_bytes())
    run = elsewhere.submit(SHORT, data)
    trouble = eventually(lambda: elsewhere.trouble)
    assert "The run database cannot be opened" in trouble
    elsewhere.store.request_stop(run.id, by=HOST)
    elsewhere.close()


def test_a_machine_that_dies_loses_nothing_but_the_rest_of_its_run(
    executor, store, names, eventually
):
    doomed, other = (executor.submit(ENDLESS, names) for _ in range(2))
    eventually(lambda: all(len(store.checkpoints(run.id)) > 2 for run in (doomed, other)))
    queued = executor.submit(SHORT, names)
    reported = store.checkpoints(doomed.id)
    worker = psutil.Process(int(store.run(doomed.id).worker.rpartition(":")[2]))
    kill(worker.parent())

    eventually(lambda: store.run(doomed.id).state is RunState.INTERRUPTED)
    assert store.checkpoints(doomed.id)[: len(reported)] == reported
    assert store.run(other.id).state is RunState.RUNNING
    executor.stop(other.id, by=HOST)
    eventually(lambda: ended(store, queued))
