"""Streamlit's page is wide from the start, and asks for what it will draw."""

from __future__ import annotations

import urllib.request

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.server.base_path import module
from dashboard.server.static import (
    ELEMENTS,
    LOADING,
    PLOTLY,
    STYLE_SHEET,
    CompletePage,
    complete_page,
    scripts_of,
)
from tests.dashboard.server.serving import served

PAGE = "<html><head><title>Streamlit</title></head><body>" + "x" * 2000 + "</body></html>"
KEPT = {"ETag": '"1"', "Last-Modified": "Sat, 01 Jan 2000 00:00:00 GMT"}


def get(address: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def page(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers=KEPT)


def text(_request: Request) -> Response:
    return PlainTextResponse(PAGE, headers=KEPT)


APP = Starlette(
    routes=[Route("/stock", page), Route("/text", text)],
    middleware=[Middleware(CompletePage), Middleware(GZipMiddleware)],
)


def test_a_page_gets_the_style_even_where_it_would_be_compressed() -> None:
    with served(APP) as server:
        accept = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "If-None-Match": '"1"'}
        body, headers = get(f"{server}/stock", **accept)
    assert body == complete_page(PAGE.encode(), "/stock")
    assert STYLE_SHEET.read_bytes() in body
    assert LOADING.read_bytes() in body
    assert headers["content-length"] == str(len(body))
    assert not {"etag", "last-modified", "content-encoding"} & headers.keys()


def test_everything_else_stays_as_it_is() -> None:
    with served(APP) as server:
        assert get(f"{server}/stock", Accept="*/*")[0] == PAGE.encode()
        body, headers = get(f"{server}/text", Accept="text/html")
    assert body == PAGE.encode()
    assert headers["etag"] == KEPT["ETag"]


def test_the_scripts_of_all_elements_are_asked_for_once() -> None:
    names = scripts_of(ELEMENTS)
    found = {name.split(".")[0] for name in names}
    assert found >= ELEMENTS  # a Streamlit that calls them otherwise is found here
    already = f'<head><script src="./static/{names[0]}"></script></head><body></body>'.encode()
    page = complete_page(already, "/stock").decode()
    assert all(page.count(f'"./static/{name}"') == 1 for name in names)


def test_our_scripts_are_asked_for_and_plotly_only_where_it_is_used() -> None:
    page = complete_page(PAGE.encode(), "/stock").decode()
    assert f'"modulepreload" crossorigin href="{module("stock/stock.js")}"' in page
    assert f'"modulepreload" crossorigin href="{module("shared/chart.js")}"' in page
    assert module(PLOTLY) not in page


def test_the_scripts_inside_the_cell_are_asked_for_by_their_page_alone() -> None:
    script = module("inside/cells.js")
    assert script not in complete_page(PAGE.encode(), "/stock").decode()
    assert script in complete_page(PAGE.encode(), "/lab/inside").decode()
