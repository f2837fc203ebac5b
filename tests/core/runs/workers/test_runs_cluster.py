import json
import os
import queue
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest
from distributed import Status

from core.runs.workers import cluster
from core.runs.workers.host import (
    HOST_MODULE,
    PROGRAM_FOLDER,
    SCHEDULER_VARIABLE,
    WORKERS_VARIABLE,
    ClusterError,
    Host,
    _start,
    host_file,
    start_ahead,
    started,
    stop_local,
    worker_count,
)

HERE = Host("tcp://127.0.0.1:1", os.getpid(), code=1)


def test_a_host_is_found_where_it_was_published(tmp_path):
    assert Host.read(tmp_path) is None
    HERE.write(tmp_path)
    assert Host.read(tmp_path) == HERE
    assert [file.name for file in tmp_path.iterdir()] == ["cluster.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"address": 1}', json.dumps({"else": 1})])
def test_a_file_that_makes_no_sense_is_no_host(tmp_path, text):
    host_file(tmp_path).write_text(text)
    assert Host.read(tmp_path) is None


@pytest.mark.parametrize(
    ("cores", "asked", "workers"),
    [(1, "", 2), (2, "", 2), (6, "", 3), (64, "", 4), (64, "7", 7)],
)
def test_the_number_of_workers_follows_the_machine_or_the_wish(cores, asked, workers, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setenv(WORKERS_VARIABLE, asked)
    assert worker_count() == workers


def scheduler(clients=(), processing=()):
    workers = {"tcp://worker": SimpleNamespace(processing=processing)}
    return SimpleNamespace(
        scheduler=SimpleNamespace(clients=clients, workers=workers),
        worker_spec={0: {}},
        workers={0: SimpleNamespace(status=Status.running)},
    )


class EnoughError(Exception):
    """A cluster would have stayed for good."""


@pytest.fixture
def looks(monkeypatch):
    """Counts the looks around instead of sleeping; the clock goes on by one with each."""
    seen = []

    def sleep(seconds):
        seen.append(seconds)
        if len(seen) > 100:
            raise EnoughError

    clock = SimpleNamespace(monotonic=lambda: len(seen), sleep=sleep)
    monkeypatch.setattr(cluster, "time", clock)
    monkeypatch.setattr(cluster, "LINGER", 10)
    return seen


def test_a_cluster_without_visitors_and_work_leaves_after_a_while(tmp_path, looks):
    HERE.write(tmp_path)
    cluster._wait_until_unneeded(scheduler(clients=["fire-and-forget"]), HERE, tmp_path)
    assert len(looks) == 10


@pytest.mark.usefixtures("looks")
@pytest.mark.parametrize("needed", [{"clients": ["a server"]}, {"processing": ["a run"]}])
def test_a_cluster_stays_while_it_is_needed(tmp_path, needed):
    HERE.write(tmp_path)
    with pytest.raises(EnoughError):
        cluster._wait_until_unneeded(scheduler(**needed), HERE, tmp_path)


def test_a_replaced_cluster_leaves_at_once_when_its_work_is_done(tmp_path, looks):
    Host("tcp://127.0.0.1:2", 1, code=2).write(tmp_path)
    cluster._wait_until_unneeded(scheduler(clients=["a server"]), HERE, tmp_path)
    assert len(looks) == 1


def test_only_a_cluster_is_ever_ended(tmp_path):
    HERE.write(tmp_path)  # a process number that now belongs to something else: this test
    stop_local(tmp_path)
    assert psutil.pid_exists(os.getpid())
    assert Host.read(tmp_path) is None
    stop_local(tmp_path)


@pytest.mark.processes
@pytest.mark.parametrize("module", ["core.runs.workers.host", "core.runs.workers.task"])
def test_what_is_needed_early_loads_nothing_heavy(module):
    """A server starts its workers before all else; the scheduler imports the task it hands on."""
    heavy = "{'distributed', 'pandas', 'sklearn', 'numba'}"
    script = f"import sys, {module}; assert not {heavy} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", script], cwd=PROGRAM_FOLDER, check=True)


def test_local_workers_are_started_ahead_only_where_they_will_be_needed(monkeypatch, tmp_path):
    asked = queue.SimpleQueue()
    monkeypatch.setattr("core.runs.workers.host.started", asked.put)
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{tmp_path / 'lab.sqlite'}")
    monkeypatch.setenv(SCHEDULER_VARIABLE, "tcp://127.0.0.1:9")
    start_ahead()
    monkeypatch.delenv(SCHEDULER_VARIABLE)
    start_ahead()
    assert asked.get(timeout=60) == tmp_path
    assert asked.empty()


def test_a_host_that_does_not_answer_is_replaced(monkeypatch, tmp_path):
    other = Host("tcp://127.0.0.1:2", os.getpid(), code=1)
    monkeypatch.setattr("core.runs.workers.host.code_version", lambda: 1)
    monkeypatch.setattr("core.runs.workers.host._start", lambda _folder, _code: other)
    HERE.write(tmp_path)
    assert started(tmp_path) == HERE
    assert started(tmp_path, lost=HERE) == other


@pytest.mark.parametrize("question", ["cmdline", "children", "kill"])
def test_a_process_of_somebody_else_is_left_alone(tmp_path, monkeypatch, question):
    def deny(*_, **__):
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil.Process, "cmdline", lambda _: [HOST_MODULE])
    monkeypatch.setattr(psutil.Process, "children", lambda *_, **__: [])
    monkeypatch.setattr(psutil, "wait_procs", lambda *_, **__: None)
    monkeypatch.setattr(psutil.Process, question, deny)
    HERE.write(tmp_path)
    if question != "kill":
        monkeypatch.setattr(psutil.Process, "kill", lambda _: pytest.fail("was ended"))
    stop_local(tmp_path)
    assert Host.read(tmp_path) is None


def test_workers_that_do_not_start_are_a_sentence_that_names_the_log(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKERS_VARIABLE, "many")
    with pytest.raises(ClusterError, match=r"cluster\.log"):
        _start(tmp_path, code=1)
    assert "many" in (tmp_path / "cluster.log").read_text()
