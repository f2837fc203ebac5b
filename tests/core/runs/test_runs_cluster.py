import json
import os
from types import SimpleNamespace

import psutil
import pytest

from core.runs import cluster
from core.runs.cluster import WORKERS_VARIABLE, worker_count
from core.runs.host import ClusterError, Host, _start, host_file, stop_local

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
    return SimpleNamespace(scheduler=SimpleNamespace(clients=clients, workers=workers))


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


def test_workers_that_do_not_start_are_a_sentence_that_names_the_log(tmp_path, monkeypatch):
    monkeypatch.setenv(WORKERS_VARIABLE, "many")
    with pytest.raises(ClusterError, match=r"cluster\.log"):
        _start(tmp_path, code=1)
    assert "many" in (tmp_path / "cluster.log").read_text()
