"""A real server: how it starts, sends, and ends."""

from __future__ import annotations

import http.client
import signal
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks.server import Dashboard, dashboard
from core.runs.workers.host import SCHEDULER_VARIABLE
from dashboard.server.static import assets
from tests.systems import posix

pytestmark = pytest.mark.processes

PATIENCE = 30  # seconds
ACK_DELAY = 0.04  # seconds that Linux waits with a receipt


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    nowhere = {SCHEDULER_VARIABLE: "tcp://127.0.0.1:1"}  # so that no workers are started
    with dashboard(tmp_path_factory.mktemp("server"), **nowhere) as server:
        yield server


def test_small_files_do_not_wait_for_receipts(running: Dashboard) -> None:
    [small, *_] = [name for name in sorted(assets()) if name.startswith("js/types.")]
    host = http.client.HTTPConnection(urlsplit(running.address).netloc, timeout=PATIENCE)
    times = []
    for _ in range(30):
        began = time.perf_counter()
        host.request("GET", f"/static/{small}", headers={"Accept-Encoding": "gzip"})
        host.getresponse().read()
        times.append(time.perf_counter() - began)
    assert min(times[10:]) < ACK_DELAY / 2


@posix
def test_ctrl_c_ends_the_server_while_it_is_watched(running: Dashboard) -> None:
    """The last one, of course."""
    request = urllib.request.Request(f"{running.address}/live", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as stream:
        assert stream.readline().startswith(b"data: ")  # at once, so it is not compressed
        running.process.send_signal(signal.SIGINT)
        running.process.wait(timeout=PATIENCE)
