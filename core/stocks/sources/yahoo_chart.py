"""One question to Yahoo's chart service through yfinance, and what its refusals mean.

Imported only when somebody asks, because yfinance takes a second to import.
"""

from __future__ import annotations

import datetime
import logging
import tempfile
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import pandas as pd
import yfinance
from curl_cffi.requests import Response, Session
from curl_cffi.requests.exceptions import RequestException, Timeout
from yfinance.data import YfData
from yfinance.exceptions import (
    YFException,
    YFPricesMissingError,
    YFRateLimitError,
    YFTzMissingError,
)

from core.errors import SourceError

_CHART: Final = "/v8/finance/chart/"
_ELSEWHERE: Final = "upload a CSV file or use the bundled data"
# What yfinance's own reading of an answer stumbles with when the answer is not as expected.
_UNREADABLE: Final = (YFException, ValueError, KeyError, IndexError, TypeError, AttributeError)


@dataclass
class _Call:
    """One `ask` under way: until when it may take, and what the chart service last said."""

    deadline: float  # on the monotonic clock
    status: int = 0


_call: ContextVar[_Call] = ContextVar("_call")


class _Session(Session[Response]):
    """Keeps the deadline of the call under way, whatever time-outs yfinance asks for."""

    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> Response:
        call = _call.get()
        left = call.deadline - time.monotonic()
        is_chart = _CHART in url
        # Charts come without the cookies that yfinance tries to get first, so those may not
        # use up the time.
        kwargs["timeout"] = max(left if is_chart else left / 4, 0.1)
        response = super().request(method, url, *args, **kwargs)
        if is_chart:
            call.status = response.status_code
        return response


def ask(
    symbol: str, start: datetime.date, end: datetime.date, timeout: float
) -> tuple[pd.DataFrame, Mapping[str, Any]]:
    """Returns daily prices as yfinance gives them, and Yahoo's facts on the stock.

    Args:
        symbol: Known to be well formed.
        start: The first day wanted.
        end: The last day wanted.
        timeout: Seconds to wait at most, all requests together.

    Raises:
        SourceError: Yahoo Finance has no such prices, cannot be reached, or asks to wait.
    """
    call = _Call(time.monotonic() + timeout)
    token = _call.set(call)
    # yfinance keeps every answer for past days as long as the process lives, errors included.
    YfData.cache_get.cache_clear()
    try:
        ticker = yfinance.Ticker(symbol, session=_SESSION)
        frame = ticker.history(
            start=start,
            end=end + datetime.timedelta(days=1),  # yfinance leaves out the end
            auto_adjust=False,
            actions=False,
            timeout=timeout,
        )
        facts = ticker.history_metadata
    except (RequestException, *_UNREADABLE) as error:
        raise SourceError(_sentence(error, call.status, symbol, f"{start} to {end}")) from error
    finally:
        _call.reset(token)
    if frame.empty:
        raise SourceError(_nothing(symbol, f"{start} to {end}"))
    return frame, facts


def _sentence(error: Exception, status: int, symbol: str, days: str) -> str:
    """Says what a failure means and what to do about it."""
    if isinstance(error, YFRateLimitError) or status == HTTPStatus.TOO_MANY_REQUESTS:
        return f"Yahoo Finance asks to wait after too many requests: try later, or {_ELSEWHERE}."
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"Yahoo Finance refuses requests from here (HTTP {status}): {_ELSEWHERE}."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"Yahoo Finance is out of order (HTTP {status}): try later, or {_ELSEWHERE}."
    if status == HTTPStatus.NOT_FOUND or isinstance(error, YFTzMissingError):
        return f"Yahoo Finance does not know {symbol}: check the symbol on finance.yahoo.com."
    if isinstance(error, YFPricesMissingError):
        return _nothing(symbol, days)
    if isinstance(error, Timeout):
        return f"Yahoo Finance did not answer in time: try again, or {_ELSEWHERE}."
    if isinstance(error, RequestException):
        return f"Yahoo Finance cannot be reached: check the network, or {_ELSEWHERE}."
    return f"Yahoo Finance answered with something that is no prices: try later, or {_ELSEWHERE}."


def _nothing(symbol: str, days: str) -> str:
    return (
        f"Yahoo Finance has no prices of {symbol} from {days}: choose other dates; "
        "it may not have been traded then."
    )


# yfinance keeps cookies and time zones on disk, by default in the home folder; a folder for each
# process works where that is read-only, and with several processes at once.
_CACHE: Final = tempfile.TemporaryDirectory(prefix="yfinance-", ignore_cleanup_errors=True)
_SESSION: Final = _Session(impersonate="chrome")
yfinance.set_tz_cache_location(_CACHE.name)
yfinance.config.debug.hide_exceptions = False
logging.getLogger("yfinance").setLevel(logging.CRITICAL)  # what goes wrong is raised
