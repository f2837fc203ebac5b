"""Streamlit's scripts and styles, compressed."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.server.static import FOLDER, CompressedAssets, assets
from tests.dashboard.server.serving import served

HANDED_ON = b"Streamlit's own answer"
A_SCRIPT = next(name for name in sorted(assets()) if name.endswith(".js"))
AN_IMAGE = next(name for name in sorted(assets()) if not name.endswith((".js", ".css")))


@pytest.fixture(params=["", "/lab"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Starlette(
        routes=[Route("/{path:path}", lambda _: PlainTextResponse(HANDED_ON))],
        middleware=[Middleware(CompressedAssets, base=request.param)],
    )
    with served(app) as server:
        yield f"{server}{request.param}/static"


def get(address: str, encoding: str = "gzip, br") -> HTTPResponse:
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    answer: HTTPResponse = urllib.request.urlopen(request, timeout=60)
    return answer


def test_a_script_comes_compressed_and_may_be_kept(address: str) -> None:
    answer = get(f"{address}/{A_SCRIPT}")
    body = answer.read()
    assert gzip.decompress(body) == (FOLDER / "static" / A_SCRIPT).read_bytes()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["Cache-Control"]


def test_who_cannot_read_gzip_gets_it_as_it_is(address: str) -> None:
    assert get(f"{address}/{A_SCRIPT}", "identity").read() == HANDED_ON


@pytest.mark.parametrize(
    "name", [AN_IMAGE, "js/nothing.js", "../index.html", "..%2F..%2F__init__.py", "%2e%2e/x.js"]
)
def test_everything_else_is_handed_on(address: str, name: str) -> None:
    assert get(f"{address}/{name}").read() == HANDED_ON
