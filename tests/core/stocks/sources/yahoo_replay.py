"""Yahoo Finance without a network: recorded answers below yfinance.

    with replay("ge") as requests:
        fetch_yahoo("GE", date(2018, 11, 12), date(2019, 11, 8))

yfinance itself runs unchanged on top; only the last step, the request over HTTP, is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from curl_cffi.requests import Response, Session

RECORDED = Path(__file__).parent / "recorded"
ANSWERS = {
    "ge": (200, "ge.json"),
    "ge_timezone": (200, "ge_timezone.json"),
    "empty_range": (200, "empty_range.json"),
    "before_listing": (400, "before_listing.json"),
    "unknown_ticker": (404, "unknown_ticker.json"),
    "rate_limited": (429, "rate_limited.txt"),
    "unauthorized": (401, "unauthorized.json"),
    "server_error": (502, "server_error.html"),
}
_CHART = "/v8/finance/chart/"
_KNOWS_GE = {"ge", "empty_range", "before_listing"}


@dataclass(frozen=True)
class Request:
    """One question to the chart service."""

    symbol: str
    params: dict[str, object] = field(default_factory=dict)
    timeout: float = 0


@contextmanager
def replay(answer: str | bytes | Exception) -> Iterator[list[Request]]:
    """Answers all requests to Yahoo with what was recorded.

    Args:
        answer: What the chart service says of GE: a name in `ANSWERS`, the text of an answer
            with HTTP status 200, or what goes wrong on the network. Other symbols it does not
            know, unless it is out of order for all.

    Yields:
        The questions to the chart service so far.
    """
    requests: list[Request] = []

    def request(_session: object, _method: str, url: str, **options: object) -> Response:
        if isinstance(answer, Exception):
            raise answer
        if _CHART not in url:
            return _response(url, 404, b"")
        params = dict(options.get("params") or {})
        asked = Request(url.partition(_CHART)[2], params, options["timeout"])
        requests.append(asked)
        return _response(url, *_chart(answer, asked))

    _forget_time_zones()
    with patch.object(Session, "request", request):
        yield requests


def _chart(answer: str | bytes, asked: Request) -> tuple[int, bytes]:
    first = asked.params.get("range") == "1d"
    if isinstance(answer, bytes):
        return (200, answer) if not first else _recorded("ge_timezone")
    if answer in _KNOWS_GE:
        if asked.symbol != "GE":
            return _recorded("unknown_ticker")
        if first:
            return _recorded("ge_timezone")
    return _recorded(answer)


def _recorded(name: str) -> tuple[int, bytes]:
    status, file = ANSWERS[name]
    return status, (RECORDED / file).read_bytes()


def _response(url: str, status: int, content: bytes) -> Response:
    response = Response()
    response.url, response.status_code, response.content = url, status, content
    response.ok = status < 400
    return response


def _forget_time_zones() -> None:
    """Makes yfinance ask for the time zone of GE again, as in a new process."""
    from yfinance.cache import get_tz_cache

    import core.stocks.sources.yahoo_chart  # noqa: F401 - moves the cache out of the home folder first

    get_tz_cache().store("GE", None)
