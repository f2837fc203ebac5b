"""Reading an uploaded price file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from core.errors import DataError
from core.stocks.sources.history import COLUMNS, PRICE_COLUMNS, PriceHistory, readable
from core.stocks.sources.oddities import oddities
from core.stocks.sources.uploads.columns import is_adjusted
from core.stocks.sources.uploads.order import by_date
from core.stocks.sources.uploads.prices import read_prices
from core.stocks.sources.uploads.roles import choose_columns, find_symbol
from core.stocks.sources.uploads.table import Table, read_table
from core.stocks.sources.uploads.text import decode

MIN_ROWS: Final = 2
NOT_KNOWN: Final = "The file does not say whether they are adjusted for splits or dividends."
_CURRENCIES: Final = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR"}


def read_csv(data: bytes, title: str, close: str | None = None) -> PriceHistory:
    """Reads daily prices from a CSV file as exchanges, websites and spreadsheets write it.

    Delimiter, encoding, columns, the way of writing dates and numbers and the order of the rows
    are recognised; what was recognised, and what was left out, is said in the notes.

    Args:
        data: The bytes of the file.
        title: What to call it, as a rule the file's name.
        close: The name of the column to read as Close; by default it is recognised.

    Raises:
        ColumnChoiceError: Several columns may hold the price; read again with one as `close`.
        DataError: The file is no table of dates and prices, a cell cannot be read, a day has two
            different prices, or it is too large; names line, column and value.
    """
    table = read_table(decode(data))
    symbol = find_symbol(table)
    notes: list[str] = []
    columns = choose_columns(table, notes, close)
    date = columns["Date"]
    figures: dict[str, int] = {role: columns[role] for role in COLUMNS if role in columns}
    prices = read_prices(table, figures, notes)
    frame = by_date(prices, table.cells.loc[prices.index, date], table.names[date] or "Date", notes)
    if len(frame) < MIN_ROWS:
        raise DataError(f"The file has prices of {len(frame)} day: add more days, one a row.")
    adjusted = "Close" in frame.columns and is_adjusted(table.names[columns["Close"]])
    history = PriceHistory(
        symbol=symbol,
        currency=_currency(table, (columns[role] for role in PRICE_COLUMNS if role in columns)),
        title=readable(PurePath(title).stem or title),
        source="Upload",
        adjustment="Close is adjusted for dividends." if adjusted else NOT_KNOWN,
        notes=(),
        frame=frame,
    )
    return replace(history, notes=(*notes, *oddities(history)))


def _currency(table: Table, positions: Iterable[int]) -> str:
    """Returns the currency whose sign stands in the first row, if there is one."""
    first = "".join(table.cells[position].iloc[0] for position in positions)
    return next((code for sign, code in _CURRENCIES.items() if sign in first), "")
