"""Who sends a request: a person is known by a cookie, without an account (`core.runs.people`).

A middleware finds out for every request and WebSocket, and passes it on in a header that no
browser can send. The host is whoever sits at the computer itself, or has opened an address with the
host's key; what came through a proxy or a tunnel was not sent from the computer itself.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.runs.people import HOST, NOBODY, Person
from dashboard.server.base_path import base_path
from dashboard.server.host_key import PARAMETER, token_of

USER_HEADER_VARIABLE = "SEQUENCE_LAB_USER_HEADER"
PERSON_HEADER = "x-sequence-lab-person"
VISITOR_COOKIE, HOST_COOKIE = "sequence_lab_visitor", "sequence_lab_host"
COOKIE_AGE = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer
FORGET_ME = "forget-me"  # the address that takes the cookies away
LOGIN_LETTERS = 256
OLD_KEY = """<!doctype html><title>Sequence Lab</title>
<meta name=viewport content="width=device-width">
<style>body { font: 1.1rem/1.5 sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
:root { color-scheme: light dark }</style>
<p>This key is an old one, or another lab's: <code>make run</code>, or else
<code>python -m dashboard.server.host_key</code>, prints the one that opens this lab.
<p><a href="?">Go on without it</a>"""
PROXY_HEADERS = {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cdn-loop"}
PROXY_PREFIXES = ("x-forwarded", "x-original", "x-cluster", "x-envoy", "x-azure", "x-amz",
                  "x-vercel", "cf-", "fly-", "fastly-", "ngrok-", "tailscale-")  # fmt: skip
MAX_QUERY = 2000  # letters in which a key is looked for
_VISITOR = re.compile(r"[0-9a-f]{32}")


class People:
    """Middleware that adds who sends a request, and gives a cookie to whoever has none.

    Args:
        app: what answers.
        key: of the host.
    """

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._token = token_of(key)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, with a header more."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key = _key_in_query(scope) if scope["type"] == "http" else None
        if key is not None:
            await self._enter(scope, key)(scope, receive, send)
            return
        cookies = cookie_parser(headers.get("cookie", ""))
        person, login = person_of(scope, headers, cookies, self._token)
        raw = [pair for pair in scope["headers"] if pair[0] != PERSON_HEADER.encode()]
        raw.append((PERSON_HEADER.encode(), person_header(person, login)))
        if scope["type"] == "http" and not _visitor(cookies):
            send = _with_cookie(send, scope)
        await self._app({**scope, "headers": raw}, receive, send)

    def _enter(self, scope: Scope, key: str) -> Response:
        """Makes a host of whoever knows the key, which then no longer stands in the address."""
        if not hmac.compare_digest(token_of(key), self._token):
            return HTMLResponse(OLD_KEY, 403)
        query = [pair for pair in _query(scope) if pair[0] != PARAMETER]
        answer = RedirectResponse(f"{scope['path']}?{urlencode(query)}".rstrip("?"), 303)
        answer.headers.append("Set-Cookie", _cookie(scope, HOST_COOKIE, self._token))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def person_of(
    scope: Scope, headers: Headers, cookies: Mapping[str, str], token: str
) -> tuple[Person, str]:
    """Who asks, and the name under which a proxy with a login knows them ("" without one)."""
    if is_local(scope, headers):
        return HOST, ""
    host = hmac.compare_digest(cookies.get(HOST_COOKIE, "").encode(), token.encode())
    if login := _login(headers):
        return Person(_id("login", login), host=host), login
    visitor = _visitor(cookies)
    return Person(_id("cookie", visitor) if visitor else "", host=host), ""


def is_local(scope: Scope, headers: Headers) -> bool:
    """Whether a request was sent by a browser at this computer, straight to this server."""
    client = scope.get("client")
    if client is None or was_forwarded(headers) or _login(headers):
        return False
    asked = [f"//{headers.get('host', '')}", *headers.getlist("origin")]
    return _is_loopback(str(client[0])) and all(map(_is_this_computer, asked))


def person_header(person: Person, login: str) -> bytes:
    """The header from which `read_person` reads who asks."""
    return f"{person.id} {'host' if person.host else ''} {quote(login, safe='')}".encode()


def was_forwarded(headers: Mapping[str, str]) -> bool:
    """Whether a proxy or a tunnel says that it passes a request on."""
    return any(name in PROXY_HEADERS or name.startswith(PROXY_PREFIXES) for name in headers)


def read_person(headers: Mapping[str, str]) -> tuple[Person, str]:
    """What the middleware has told, from the headers of a request; nobody where it told nothing."""
    fields = headers.get(PERSON_HEADER, "").split(" ")
    if len(fields) != 3:
        return NOBODY, ""
    return Person(fields[0], host=fields[1] == "host"), unquote(fields[2])


def forget_me_route(forget: Any) -> Route:
    """The address that has a browser forgotten; `forget` is told whose nickname goes."""

    async def forget_me(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return PlainTextResponse("Another site asks for this.", 403)
        forget(read_person(request.headers)[0])
        answer = Response(status_code=204)
        for name in (VISITOR_COOKIE, HOST_COOKIE):
            answer.headers.append("Set-Cookie", _cookie(request.scope, name, "", 0))
        return answer

    return Route(f"{base_path()}/{FORGET_ME}", forget_me, methods=["POST"])


def _login(headers: Headers) -> str:
    name = os.environ.get(USER_HEADER_VARIABLE)
    return headers.get(name, "").strip()[:LOGIN_LETTERS] if name else ""


def _visitor(cookies: Mapping[str, str]) -> str:
    """The 128 random bits by which a browser is known, if it has such."""
    found = cookies.get(VISITOR_COOKIE, "")
    return found if _VISITOR.fullmatch(found) else ""


def _id(kind: str, text: str) -> str:
    """Names people in the store, where nothing may stand with which one could pass for them."""
    return hashlib.blake2b(text.encode(), digest_size=16, person=kind.encode()).hexdigest()


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _is_this_computer(address: str) -> bool:
    try:
        return _is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False


def _query(scope: Scope) -> list[tuple[str, str]]:
    try:
        return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    except ValueError:
        return []


def _key_in_query(scope: Scope) -> str | None:
    query = scope["query_string"]
    if len(query) > MAX_QUERY or PARAMETER.encode() not in query:
        return None
    return dict(_query(scope)).get(PARAMETER)


def _cookie(scope: Scope, name: str, value: str, seconds: int = COOKIE_AGE) -> str:
    cookie: SimpleCookie = SimpleCookie({name: value})
    cookie[name].update({"path": base_path() or "/", "max-age": str(seconds), "samesite": "Lax"})
    cookie[name]["httponly"] = True
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    if "https" in (scope["scheme"], forwarded):
        cookie[name]["secure"] = True
    return cookie[name].OutputString()


def _with_cookie(send: Send, scope: Scope) -> Send:
    """Sends what is given, a page with a cookie that names its browser from now on."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("Content-Type", "").startswith("text/html"):
                headers.append("Set-Cookie", _cookie(scope, VISITOR_COOKIE, secrets.token_hex(16)))
        await send(message)

    return sending
