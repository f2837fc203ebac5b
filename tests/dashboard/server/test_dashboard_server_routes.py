"""The server's own addresses, behind a base path and without."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from starlette.applications import Starlette

from core.events import Checkpoint, Progress
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.endpoints import READERS, open_source
from dashboard.inside.payload import TraceRequest, film_payload, trace_result, weights_of_unit
from dashboard.inside.payload import address as traced_address
from dashboard.names.names_picker import dinosaurs, save_names
from dashboard.server import base_path, hub, routes
from dashboard.server.hub import Hub
from dashboard.server.routes import BYTES, FairPool, Reader
from tests.dashboard.server.serving import served
from tests.scripts.record import ADDRESSES, file_of, sent

SETTINGS = StockSettings(epochs=2, timesteps=5, units=4, layers=1)
PATIENCE = 60  # seconds


@pytest.fixture(params=["", "/lab"])
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the server's own addresses begin."""
    monkeypatch.setattr(routes, "base_path", lambda: request.param)
    with served(Starlette(routes=routes.routes(Hub(open_source), READERS))) as server:
        yield server + request.param


@pytest.fixture
def run(lab: Store) -> Run:
    """A run on GE that a worker has begun."""
    prices = bundled_prices("GE")
    kept = lab.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    lab.create_run(SETTINGS, kept)
    claimed = lab.claim("test")
    assert claimed is not None
    return claimed


def epoch(number: int) -> Checkpoint:
    days = prepare(SETTINGS, bundled_prices("GE")).test.actual
    return Checkpoint(number, 0.1, 1.0, {"prediction": days + np.float64(1)})


def get(address: str | urllib.request.Request, timeout: float = PATIENCE) -> HTTPResponse:
    answer: HTTPResponse = urllib.request.urlopen(address, timeout=timeout)
    return answer


def status_of(address: str | urllib.request.Request) -> int:
    try:
        return get(address).status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def next_message(stream: HTTPResponse) -> dict[str, Any]:
    while not (line := stream.readline()).startswith(b"data: "):
        assert line, "the stream has ended"
    message: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return message


def next_with(stream: HTTPResponse, name: str) -> dict[str, Any]:
    """The next message that holds `name`."""
    while name not in (message := next_message(stream)):
        pass
    return message


def test_the_news_of_a_run_come_as_they_are_stored(address: str, lab: Store, run: Run) -> None:
    with get(f"{address}/live/{run.id}") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert next_message(stream)["state"] == "running"
        lab.append(run.id, [epoch(0), Progress(0.5, 2.0, 0.2, 1.0), epoch(1)])
        told = next_with(stream, "frame")
        assert told["frame"]["epoch"] == 1
        assert told["frame"]["verdict"].startswith("Typical miss (RMSE) $1.00 over 25 days")
        assert [step for step, _ in told["points"]] == [0, 0.5, 1]
        lab.append(run.id, [epoch(2)])
        while (told := next_with(stream, "frame"))["frame"]["epoch"] < 2:
            pass
        assert [step for step, _ in told["points"]] == [2]
        lab.finish(run.id, RunState.FINISHED)
        while (told := next_message(stream))["active"]:
            pass
        assert told["state"] == "finished"
        assert stream.readlines()[1:] == []


def test_who_watches_a_run_that_is_deleted_is_told(address: str, lab: Store, run: Run) -> None:
    with get(f"{address}/live/{run.id}") as stream:
        next_message(stream)
        lab.delete(run.id, by=HOST)
        while (told := next_message(stream))["active"]:
            pass
        assert told["state"] == "deleted"


def test_of_a_run_that_never_was_the_stream_says_so_and_ends(address: str) -> None:
    with get(f"{address}/live/nothing") as stream:
        assert next_message(stream) == {"state": "deleted", "active": False}
        stream.read()  # it ends


def test_the_list_tells_of_runs_that_come(address: str, lab: Store, run: Run) -> None:
    with get(f"{address}/live") as stream:
        first = next_message(stream)
        assert list(first["texts"]) == [run.id]
        other = lab.create_run(run.settings, run.dataset_id)
        while other.id not in (told := next_message(stream))["texts"]:
            pass
        assert told["list"] != first["list"]


def test_the_news_are_there_for_who_asks_now_and_then(address: str, lab: Store, run: Run) -> None:
    asked = f"{address}/live/{run.id}?once=1"
    answer = get(asked)
    assert json.load(answer)["state"] == "running"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert status_of(urllib.request.Request(asked, headers=tag)) == 304
    lab.finish(run.id, RunState.FINISHED)
    while (told := json.load(get(asked)))["active"]:
        time.sleep(0.05)
    assert told["state"] == "finished"
    assert list(json.load(get(f"{address}/live?once=1"))) == ["list", "texts"]


def test_who_watches_too_much_is_told_to_ask_again(
    address: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "PER_VISITOR", 1)
    with get(f"{address}/live/{run.id}") as stream:
        next_message(stream)
        with pytest.raises(urllib.error.HTTPError, match="503") as refusal:
            get(f"{address}/live")
        assert int(refusal.value.headers["Retry-After"]) > 0
        assert "texts" in json.load(get(f"{address}/live?once=1"))
        assert status_of(f"{address}/live/{run.id}?once=1") == 503  # of another channel


class Films:
    """Films that are worked on until the test lets them end, on one thread; one more may wait."""

    def __init__(self) -> None:
        self.pool = FairPool(threads=1, per_visitor=1)
        self.begun: list[str] = []
        self.may_end = threading.Event()

    def read(self, run_id: str, _query: object) -> bytes:
        self.begun.append(run_id)
        assert self.may_end.wait(PATIENCE)
        return b"film"

    def wait_until(self, *, begun: int, waiting: int) -> None:
        while len(self.begun) != begun or self.pool.waiting != waiting:
            time.sleep(0.01)


@pytest.fixture
def films(monkeypatch: pytest.MonkeyPatch) -> Films:
    films = Films()
    monkeypatch.setattr(routes, "pool", films.pool)
    monkeypatch.setitem(READERS, "films", Reader(films.read, BYTES))
    return films


def test_news_wait_for_no_heavy_answer_and_too_many_of_these_are_busy(
    films: Films, address: str, lab: Store, run: Run
) -> None:
    asked = [ask_and_stay(f"{address}/films/{name}") for name in ("one", "other")]
    films.wait_until(begun=1, waiting=1)
    with pytest.raises(urllib.error.HTTPError, match="503") as refusal:
        get(f"{address}/films/third")
    assert int(refusal.value.headers["Retry-After"]) > 0
    assert b"busy" in refusal.value.read()
    with get(f"{address}/live/{run.id}") as stream:
        next_message(stream)
        lab.append(run.id, [epoch(0)])
        assert next_with(stream, "frame")["frame"]["epoch"] == 0
    films.may_end.set()
    assert [connection.getresponse().read() for connection in asked] == [b"film"] * 2


def test_who_has_gone_away_makes_nobody_wait(films: Films, address: str) -> None:
    staying = ask_and_stay(f"{address}/films/first")
    films.wait_until(begun=1, waiting=0)
    leaving = ask_and_stay(f"{address}/films/second")
    films.wait_until(begun=1, waiting=1)
    leaving.close()
    films.wait_until(begun=1, waiting=0)
    films.may_end.set()
    assert staying.getresponse().read() == b"film"
    assert get(f"{address}/films/last").read() == b"film"
    assert films.begun == ["first", "last"]


def ask_and_stay(address: str) -> http.client.HTTPConnection:
    """Asks, and does not wait for the answer."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    connection.request("GET", parts.path)
    return connection


def test_frames_are_given_one_by_one_and_all_at_once(address: str, lab: Store, run: Run) -> None:
    frames = f"{address}/frames/{run.id}"
    assert json.load(get(frames)) == []
    lab.append(run.id, [epoch(0), epoch(1)])
    assert [frame["epoch"] for frame in json.load(get(frames))] == [0, 1]
    assert json.load(get(f"{frames}?epoch=1"))["epoch"] == 1


@pytest.mark.parametrize("query", ["?epoch=7", "?epoch=x", f"?epoch={10**30}"])
def test_an_epoch_that_is_not_there_is_not_found(address: str, run: Run, query: str) -> None:
    assert status_of(f"{address}/frames/{run.id}{query}") == 404


def test_only_price_runs_have_frames(address: str, lab: Store) -> None:
    run = lab.create_run(NamesSettings(), save_names(dinosaurs()))
    assert status_of(f"{address}/frames/{run.id}") == 404
    assert status_of(f"{address}/frames/nothing") == 404


def test_a_trace_comes_as_it_was_packed(address: str) -> None:
    traces = f"{address}/traces/demo-names"
    packed = trace_result(TraceRequest("demo-names", 1000, "rex")).payload.pack()
    assert get(f"{traces}?checkpoint=1000&input=rex").read() == packed


def test_a_trace_with_changes_and_dice_is_what_the_page_speaks_of(address: str) -> None:
    asked = TraceRequest("demo-names", 1000, "re", ("a1.7=0", "letter3=\n"), 5)
    _, _, query = traced_address(asked, 0).partition("?")
    packed = get(f"{address}/traces/demo-names?{query}").read()
    assert packed == trace_result(asked).payload.pack()
    assert packed != trace_result(asked.unchanged).payload.pack()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?checkpoint=7&input=rex",
        "?checkpoint=1000&input=r3x",
        "?checkpoint=x&input=r",
        "?checkpoint=1000&input=rex&change=f1%3D0",
        "?checkpoint=1000&input=rex&dice=x",
        "?checkpoint=1000&input=rex&dice=-1",
        f"?checkpoint=1000&input=rex{'&change=a1.7%3D0' * 31}",
    ],
)
def test_a_trace_that_there_is_not_is_not_found(address: str, query: str) -> None:
    assert status_of(f"{address}/traces/demo-names{query}") == 404
    assert status_of(f"{address}/traces/nothing{query}") == 404


def test_a_film_comes_as_it_was_packed(address: str) -> None:
    films = f"{address}/films/demo-gru"
    assert get(f"{films}?input=2019-10-07&layer=2").read() == film_payload(
        "demo-gru", "2019-10-07", 2
    )


@pytest.mark.parametrize("query", ["", "?input=r3x", "?input=rex&layer=2", "?input=rex&layer=x"])
def test_a_film_that_there_is_not_is_not_found(address: str, query: str) -> None:
    assert status_of(f"{address}/films/demo-names{query}") == 404
    assert status_of(f"{address}/films/nothing{query}") == 404


def test_the_weights_of_a_unit_come_by_themselves(address: str) -> None:
    weights = f"{address}/weights/demo-lstm?checkpoint=100&layer=1&unit=4"
    assert json.load(get(weights)) == weights_of_unit("demo-lstm", 100, 1, 4)


@pytest.mark.parametrize(
    "query", ["", "?checkpoint=7&layer=0&unit=0", "?checkpoint=100&layer=2&unit=0"]
)
def test_weights_that_there_are_not_are_not_found(address: str, query: str) -> None:
    assert status_of(f"{address}/weights/demo-lstm{query}") == 404
    assert status_of(f"{address}/weights/nothing{query}") == 404


def test_scripts_may_be_kept_unless_they_are_asked_for_by_an_old_name(address: str) -> None:
    current = get(f"{address}/app/{base_path.digest()}/shared/server.js")
    assert b"EventSource" in current.read()
    assert "immutable" in current.headers["Cache-Control"]
    assert get(f"{address}/app/before/shared/server.js").headers["Cache-Control"] == "no-store"


def test_scripts_come_compressed_to_who_reads_that(address: str) -> None:
    script = f"{address}/app/{base_path.digest()}/vendor/plotly.min.js"
    request = urllib.request.Request(script, headers={"Accept-Encoding": "gzip"})
    answer = get(request)
    body = answer.read()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(body) < 600_000
    assert gzip.decompress(body) == (base_path.BROWSER / "vendor" / "plotly.min.js").read_bytes()
    assert get(script).read() == gzip.decompress(body)


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fpages.py", "%2e%2e/pages.py"])
def test_no_other_file_is_given_away(address: str, name: str) -> None:
    assert status_of(f"{address}/app/{base_path.digest()}/{name}") == 404


def test_module_addresses_lead_to_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.server.base_path.base_path", lambda: "/lab")
    assert base_path.module("stock/stock.js") == f"/lab/app/{base_path.digest()}/stock/stock.js"


@pytest.mark.parametrize(
    ("option", "path"), [("", ""), ("lab", "/lab"), ("/lab/", "/lab"), ("a/b", "/a/b")]
)
def test_the_base_path_is_read_however_it_is_written(
    monkeypatch: pytest.MonkeyPatch, option: str, path: str
) -> None:
    monkeypatch.setattr("streamlit.get_option", lambda _: option)
    assert base_path.base_path() == path


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_scripts_are_tested_with_what_is_sent(name: str) -> None:
    said, numbers = unpacked(sent(name))
    recorded_said, recorded_numbers = unpacked(gzip.decompress(file_of(name).read_bytes()))
    assert said == recorded_said
    np.testing.assert_allclose(numbers, recorded_numbers, rtol=1e-4, atol=1e-6)


def unpacked(packed: bytes) -> tuple[Any, np.ndarray[Any, Any]]:
    """What is said beside the numbers, and these."""
    end = 4 + int.from_bytes(packed[:4], "little")
    return json.loads(packed[4:end]), np.frombuffer(packed[end:], "<f4")
