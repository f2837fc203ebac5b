"""Who asks: told by the server, of every request, and by nobody else."""

from __future__ import annotations

import asyncio
import json
import re
import stat
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from core.runs.people import HOST_ID, NOBODY, Person
from dashboard.server import host_key as keys
from dashboard.server.people import (
    HOST_COOKIE,
    PERSON_HEADER,
    USER_HEADER_VARIABLE,
    VISITOR_COOKIE,
    People,
    forget_me_route,
    read_person,
)

KEY, OLD_KEY = "1" * 32, "2" * 32
HERE = "http://localhost:8501"
CLASS = "http://lab.school:8501"
FORGOTTEN: list[Person] = []

Visit = Callable[..., "Browser"]


def told(headers: Any) -> dict[str, object]:
    person, login = read_person(headers)
    return {"id": person.id, "host": person.host, "login": login}


async def page(_request: Request) -> Response:
    return HTMLResponse("<html></html>")


async def who(request: Request) -> Response:
    return JSONResponse(told(request.headers))


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(told(websocket.headers))
    await websocket.close()


@dataclass
class Answer:
    status: int
    headers: Headers
    text: str


@dataclass
class Browser:
    """Asks the server as a browser does that comes from `client`, and keeps its cookies."""

    app: ASGIApp
    address: str
    client: str
    headers: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, target: str = "/", method: str = "GET", **headers: str) -> Answer:
        sent = self._ask("http", target, method, headers)
        start = sent[0]
        received = Headers(raw=start["headers"])
        for cookie in received.getlist("set-cookie"):
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(start["status"], received, body.decode())

    def seen(self) -> dict[str, Any]:
        """Who it is, which HTTP and WebSocket have to agree about."""
        by_http: dict[str, Any] = json.loads(self.get("/who").text)
        told = [m["text"] for m in self._ask("websocket", "/socket", "GET", {}) if "text" in m]
        assert [json.loads(text) for text in told] == [by_http]
        return by_http

    def _ask(
        self, kind: str, target: str, method: str, headers: dict[str, str]
    ) -> list[MutableMapping[str, Any]]:
        parts, (path, _, query) = urlsplit(self.address), target.partition("?")
        kept = {"cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        named = {"host": parts.netloc} | (kept if self.cookies else {}) | self.headers | headers
        scope = {
            "type": kind,
            "scheme": parts.scheme,
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "client": (self.client, 50_000),
            "headers": [
                (name.replace("_", "-").lower().encode(), value.encode("latin-1"))
                for name, value in named.items()
            ],
        }
        received = iter([{"type": "websocket.connect"}] if kind == "websocket" else [])
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return next(received, {"type": "http.request", "body": b""})

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        return sent


@pytest.fixture
def visit() -> Visit:
    """A browser of its own at an address, seen by the server from `client`."""
    FORGOTTEN.clear()
    routes = [
        Route("/", page),
        Route("/who", who),
        WebSocketRoute("/socket", socket),
        forget_me_route(FORGOTTEN.append),
    ]
    app = People(Starlette(routes=routes), KEY)

    def opened(address: str = CLASS, client: str = "192.0.2.7", **headers: str) -> Browser:
        return Browser(app, address, client, headers)

    return opened


def test_each_browser_is_somebody_from_its_first_page_on(visit: Visit) -> None:
    first, second = visit(), visit()
    assert first.seen() == {"id": "", "host": False, "login": ""}
    for browser in (first, second):
        browser.get("/")
    assert len({first.seen()["id"], second.seen()["id"], ""}) == 3
    assert first.seen() == first.seen()
    before = first.seen()
    first.get("/")
    assert first.seen() == before


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visit: Visit) -> None:
    plain = visit().get("/").headers["set-cookie"]
    assert re.fullmatch(
        VISITOR_COOKIE + r"=[0-9a-f]{32}; HttpOnly; Max-Age=\d+; Path=/; SameSite=Lax", plain
    )
    assert "Secure" in visit("https://lab.school").get("/").headers["set-cookie"]
    assert "Secure" in visit(x_forwarded_proto="https").get("/").headers["set-cookie"]
    assert "set-cookie" not in visit().get("/who").headers


def test_what_stands_in_the_store_is_not_what_a_browser_sends(visit: Visit) -> None:
    browser = visit()
    browser.get("/")
    assert browser.seen()["id"] not in browser.cookies[VISITOR_COOKIE]


@pytest.mark.parametrize("cookie", ["", "x" * 32, "0" * 31, "0" * 33, "A" * 32, "0" * 100_000])
def test_a_cookie_of_another_form_is_nobodys(visit: Visit, cookie: str) -> None:
    browser = visit()
    browser.cookies[VISITOR_COOKIE] = cookie
    assert browser.seen()["id"] == ""
    assert VISITOR_COOKIE in browser.get("/").headers["set-cookie"]


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("address", [HERE, "http://127.0.0.1:8501", "http://[::1]:8501"])
def test_at_the_computer_itself_everybody_is_the_host(
    visit: Visit, client: str, address: str
) -> None:
    assert visit(address, client).seen() == {"id": HOST_ID, "host": True, "login": ""}
    assert visit(address, client, origin=address).seen()["host"]


@pytest.mark.parametrize(
    ("address", "client", "headers"),
    [
        (HERE, "192.0.2.7", {}),  # another computer that says a false name
        (CLASS, "127.0.0.1", {}),  # a tunnel, or a name that leads here
        ("http://localhost.school:8501", "127.0.0.1", {}),
        (HERE, "127.0.0.1", {"x_forwarded_for": "127.0.0.1"}),
        (HERE, "127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        (HERE, "127.0.0.1", {"x_forwarded_host": "localhost"}),
        (HERE, "127.0.0.1", {"via": "1.1 proxy"}),
        (HERE, "127.0.0.1", {"x_real_ip": "127.0.0.1"}),
        (HERE, "127.0.0.1", {"cf_connecting_ip": "127.0.0.1"}),
        (HERE, "127.0.0.1", {"origin": "https://lab.school"}),  # a proxy that says nothing
        (HERE, "127.0.0.1", {"origin": "null"}),
        (HERE, "testclient", {}),
    ],
)
def test_what_came_from_elsewhere_or_was_passed_on_is_not(
    visit: Visit, address: str, client: str, headers: dict[str, str]
) -> None:
    assert visit(address, client, **headers).seen() == {"id": "", "host": False, "login": ""}


def test_nobody_says_themselves_who_they_are(visit: Visit) -> None:
    browser = visit()
    browser.headers[PERSON_HEADER] = f"{HOST_ID} host "
    assert browser.seen()["host"] is False
    assert read_person({}) == (NOBODY, "")
    assert read_person({PERSON_HEADER: "x"}) == (NOBODY, "")


def test_the_key_makes_a_host_and_leaves_the_address(visit: Visit) -> None:
    browser = visit()
    answer = browser.get(f"/?a=1&host_key={KEY}&b=%20")
    assert (answer.status, answer.headers["location"]) == (303, "/?a=1&b=+")
    assert KEY not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    browser.get("/")
    mine = browser.seen()
    assert mine["host"]
    assert mine["id"] not in ("", HOST_ID)


@pytest.mark.parametrize("key", ["", OLD_KEY, KEY[:-1], KEY + "1", "é" * 40])
def test_another_key_opens_nothing(visit: Visit, key: str) -> None:
    browser = visit()
    answer = browser.get(f"/?host_key={quote(key)}")
    assert answer.status == 403
    assert "prints the one that opens this lab" in answer.text
    assert HOST_COOKIE not in browser.cookies
    assert not browser.seen()["host"]


def test_no_key_is_looked_for_in_a_long_address(visit: Visit) -> None:
    browser = visit()
    assert browser.get(f"/?{'a=1&' * 14_000}host_key={KEY}").status == 200
    assert not browser.seen()["host"]


@pytest.mark.parametrize("value", [KEY, keys.token_of(OLD_KEY), "", "é" * 16])
def test_a_forged_or_old_token_opens_nothing(visit: Visit, value: str) -> None:
    browser = visit()
    browser.cookies[HOST_COOKIE] = value
    assert not browser.seen()["host"]


def test_a_proxy_with_a_login_names_people(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = {"x_user": "ada@school Ä"}
    assert visit(**ada).seen()["id"] == ""
    monkeypatch.setenv(USER_HEADER_VARIABLE, "X-User")
    one, two = visit(**ada).seen(), visit(**ada).seen()
    assert one == two
    assert one["id"]
    assert visit(x_user="ben").seen()["id"] not in ("", one["id"])
    assert visit().seen()["id"] == ""
    assert not visit(HERE, "127.0.0.1", x_user="ada").seen()["host"]


def test_who_wants_to_be_forgotten_is(visit: Visit) -> None:
    browser = visit()
    browser.get("/")
    browser.get(f"/?host_key={KEY}")
    before = browser.seen()
    assert browser.get("/forget-me").status == 405
    assert browser.get("/forget-me", "POST", origin="http://evil.org").status == 403
    assert browser.seen() == before
    assert not FORGOTTEN
    assert browser.get("/forget-me", "POST", origin=CLASS).status == 204
    assert [person.id for person in FORGOTTEN] == [before["id"]]
    assert not browser.cookies
    browser.get("/")
    assert browser.seen()["id"] not in ("", before["id"])
    assert not browser.seen()["host"]


@pytest.mark.usefixtures("lab")
def test_the_key_stays_until_a_new_one_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keys.host_key()
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert keys.host_key() == first
    file = keys.state_folder(keys.database_url()) / "host.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setattr("sys.argv", ["host_key", "--new"])
    keys._main()
    second = keys.host_key()
    assert second != first
    assert f"/?host_key={second} " in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("")
    assert keys.host_key() not in ("", first, second)
