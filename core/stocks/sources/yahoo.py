"""Prices from Yahoo Finance, by way of yfinance."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from core.errors import SourceError
from core.reading.text import readable
from core.stocks.sources.history import (
    COLUMNS,
    PRICE_COLUMNS,
    PRICE_RANGE,
    PriceHistory,
    complete,
    date_index,
    oddities,
)

_SYMBOL: Final = re.compile(r"[A-Z0-9.^=&_-]{1,20}")
_ISIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_MIN_ROWS: Final = 2
_FIRST_DAY: Final = datetime.date(1900, 1, 1)  # older than any price at Yahoo


def fetch_yahoo(
    symbol: str, start: datetime.date, end: datetime.date, timeout: float = 10
) -> PriceHistory:
    """Fetches daily prices from Yahoo Finance.

    Args:
        symbol: As on finance.yahoo.com: "GE", "TATACONSUM.NS", "^GSPC".
        start: The first day wanted.
        end: The last day wanted.
        timeout: Seconds to wait at most, all requests together.

    Raises:
        SourceError: The symbol or the dates make no sense, Yahoo Finance does not know them,
            cannot be reached, asks to wait, or answers with something else than prices.
    """
    symbol = _checked(symbol)
    start, end = _checked_days(start, end)
    # Imported here: it takes a second, and most runs never ask Yahoo.
    from core.stocks.sources.yahoo_chart import ask

    frame, facts = ask(symbol, start, end, timeout)
    notes: list[str] = []
    frame = _clean(frame, notes)
    if len(frame) < _MIN_ROWS:
        raise SourceError(
            f"Yahoo Finance has prices of {symbol} for only {len(frame)} day from {start} to {end}:"
            " choose a longer range."
        )
    history = PriceHistory(
        symbol=symbol,
        currency=_text(facts, "currency"),
        title=_text(facts, "longName") or _text(facts, "shortName") or symbol,
        source="Yahoo Finance",
        adjustment="Adjusted for splits, not for dividends.",
        notes=(),
        frame=frame,
    )
    return replace(history, notes=(*notes, *oddities(history)))


def _checked(symbol: str) -> str:
    """Returns the symbol as Yahoo Finance writes it."""
    symbol = symbol.strip().upper()
    if not symbol:
        raise SourceError("The symbol is empty: enter one from finance.yahoo.com, such as GE.")
    if _ISIN.fullmatch(symbol):
        raise SourceError(
            f"{symbol} is an ISIN: look up the symbol that belongs to it on finance.yahoo.com."
        )
    if not _SYMBOL.fullmatch(symbol):
        raise SourceError(
            f"{symbol[:20]!r} is no symbol: enter one from finance.yahoo.com, such as GE or ^GSPC."
        )
    return symbol


def _checked_days(start: datetime.date, end: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Returns the days to ask for: none before there were prices, none after tomorrow."""
    if start > end:
        raise SourceError(f"The first day, {start}, is after the last, {end}: swap the dates.")
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)  # it may be today elsewhere
    if start > tomorrow:
        raise SourceError(f"The first day, {start}, is in the future: choose an earlier one.")
    return max(start, _FIRST_DAY), min(max(end, _FIRST_DAY), tomorrow)


def _clean(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Returns whole days with positive prices; Yahoo gives 0 or nothing for what it lacks."""
    index = pd.DatetimeIndex(frame.index).tz_localize(None).normalize()
    frame = frame[list(COLUMNS)].astype("float64").set_index(date_index(index))
    prices = frame[list(PRICE_COLUMNS)]
    prices = prices.where((prices >= PRICE_RANGE[0]) & (prices <= PRICE_RANGE[1]))
    return complete(prices, notes, _days).join(frame["Volume"])


def _days(mask: pd.Series[bool]) -> str:
    count = int(mask.sum())
    plural = "" if count == 1 else "s"
    return f"{count:,} day{plural} (first {mask.index[mask][0]:%Y-%m-%d})"


def _text(facts: Mapping[str, Any], name: str) -> str:
    return readable(str(facts.get(name) or ""))
