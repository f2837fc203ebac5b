"""What no page sends never reaches Streamlit."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.server import bounds
from dashboard.server.bounds import FILES_PER_WINDOW, MAX_COOKIES, MEGABYTE, Bounds, is_allowed


def message(**fields: Any) -> bytes:
    return BackMsg(**fields).SerializeToString()


def names(count: int) -> bytes:
    asked = BackMsg()
    asked.file_urls_request.request_id = "x"
    asked.file_urls_request.file_names.extend([""] * count)
    return asked.SerializeToString()


def look(letters: int) -> bytes:
    asked = BackMsg()
    asked.rerun_script.query_string = "x" * letters
    return asked.SerializeToString()


def test_what_a_page_sends_passes() -> None:
    for sent in (look(0), look(3_000_000), names(1), message(stop_script=True)):
        assert is_allowed(sent)
    assert is_allowed(message(app_heartbeat=True))


@pytest.mark.parametrize(
    "sent",
    [
        message(clear_cache=True),
        message(set_run_on_save=True),
        message(load_git_info=True),
        message(debug_shutdown_runtime=True),
        message(debug_disconnect_websocket=True),
        names(100_000),
        look(10) + message(clear_cache=True),
        message(stop_script=True) * 1_000_000,
        b"\xff" * 1_000_000,
        b"\x5a\xff\xff",
    ],
    ids=lambda sent: sent[:6].hex(),
)
def test_what_no_page_sends_does_not(sent: bytes) -> None:
    assert not is_allowed(sent)


@given(st.binary(max_size=40))
def test_whatever_passes_is_what_streamlit_reads(sent: bytes) -> None:
    if not is_allowed(sent):
        return
    read = BackMsg()
    try:
        read.ParseFromString(sent)
    except Exception:
        return  # Streamlit refuses it itself
    assert not read.clear_cache
    assert not read.debug_shutdown_runtime
    assert not read.set_run_on_save


def passed(
    scope: MutableMapping[str, Any], *received: MutableMapping[str, Any]
) -> tuple[list[Any], list[Any]]:
    """What of these messages reaches the app behind, and what is answered in its place."""
    heard: list[Any] = []
    sent: list[Any] = []
    waiting = iter([*received, {"type": "websocket.disconnect"}])

    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        while (one := await receive())["type"] != "websocket.disconnect":
            heard.append(one)

    async def receive() -> Any:
        return next(waiting)

    async def send(answer: Any) -> None:
        sent.append(answer)

    asyncio.run(Bounds(app)({"headers": [], **scope}, receive, send))
    return heard, sent


def test_a_socket_goes_on_after_what_does_not_pass() -> None:
    sent = [message(clear_cache=True), look(1), names(100_000), message(stop_script=True)]
    heard, _ = passed(
        {"type": "websocket"}, *({"type": "websocket.receive", "bytes": one} for one in sent)
    )
    assert [one["bytes"] for one in heard] == [sent[1], sent[3]]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_long_cookies_are_not_read(kind: str) -> None:
    headers = [(b"cookie", b"a" * (MAX_COOKIES + 1))]
    scope = {"type": kind, "headers": headers, "method": "GET", "path": "/"}
    heard, sent = passed(scope, {"type": "websocket.receive", "bytes": look(1)})
    assert not heard
    assert sent[0].get("status", sent[0].get("code")) in (431, 1008)


@pytest.mark.parametrize(
    ("kept", "length", "takes"),
    [
        ([1] * (FILES_PER_WINDOW - 1), 1, True),
        ([1] * FILES_PER_WINDOW, 1, False),
        ([100], 200 * MEGABYTE, True),
        ([60 * MEGABYTE], 200 * MEGABYTE, False),
        ([], 10**11, False),
        ([1], None, False),
    ],
)
def test_a_window_has_room_for_so_many_files(
    kept: list[int], length: int | None, takes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {str(n): SimpleNamespace(data=range(size)) for n, size in enumerate(kept)}
    manager = SimpleNamespace(file_storage={"window": files})
    monkeypatch.setattr(bounds, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    header = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/window/f1"}
    heard, sent = passed({**scope, "headers": header}, {"type": "http.request"})
    assert bool(heard) == takes
    assert [answer["status"] for answer in sent if "status" in answer] == ([] if takes else [429])
