"""From the cells of a table whose columns are known to a price history."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from core.errors import ReadingError
from core.reading.guesses import Option
from core.stocks.sources.history import PRICE_COLUMNS
from core.stocks.sources.uploads import notes
from core.stocks.sources.uploads.columns.languages import lone_comma, put_days_first
from core.stocks.sources.uploads.columns.profile import Profile
from core.stocks.sources.uploads.dates.calendar import Days
from core.stocks.sources.uploads.dates.read import Column, read_days
from core.stocks.sources.uploads.days import by_date, order_of
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.numbers.parse import DecimalMark, Figures
from core.stocks.sources.uploads.numbers.settle import settle_mark
from core.stocks.sources.uploads.prices import read_prices, rows_with_prices
from core.stocks.sources.uploads.table.table import Table

MIN_ROWS: Final = 2


def settle_decimal(
    table: Table,
    columns: Sequence[Profile],
    roles: Mapping[str, int],
    separator: str,
    languages: frozenset[str],
    found: Findings,
) -> DecimalMark:
    """Settles the decimal mark by all columns of numbers: prices first, then every other one."""
    prices = [Figures(table.cells[roles[role]]) for role in PRICE_COLUMNS if role in roles]
    others = [
        Figures(table.cells[i])
        for i, column in enumerate(columns)
        if column.is_numeric and (i == roles.get("Volume") or i not in roles.values())
    ]
    mark = settle_mark(prices, others, lone_comma(languages, separator), found)
    if mark == ",":
        found.notes.append("Read with decimal commas.")
    return mark


def read_rows(
    table: Table,
    roles: Mapping[str, int],
    mark: DecimalMark,
    languages: frozenset[str],
    found: Findings,
) -> pd.DataFrame:
    """Reads prices and days.

    Args:
        table: The rows that must be days.
        roles: The positions of Date and of each price and volume.
        mark: The decimal mark.
        languages: Of the headings.
        found: Takes how the dates are written and ordered.

    Returns:
        Date, and a column for each price that is usable, indexed by line.

    Raises:
        ReadingError: A cell is no price or no date, or there is none at all.
    """
    date = roles["Date"]
    figures = {role: position for role, position in roles.items() if role != "Date"}
    texts = pd.DataFrame({role: table.cells[position] for role, position in figures.items()})
    names = {role: table.names[position] or role for role, position in figures.items()}
    texts = rows_with_prices(texts, found.notes)
    column = Column(
        table.cells.loc[texts.index, date],
        _name_of(table, date),
        [cell for row in table.above for cell in row],
        put_days_first(languages),
    )
    days, manner = read_days(column, datetime.date.today(), found)
    _settle_order(days, found)
    prices = read_prices(texts, names, mark, found.notes)
    kept = days[texts.index.isin(prices.index)]
    found.notes.extend(notes.of_manner(manner, order_of(kept)))
    return prices.assign(Date=kept.astype("datetime64[ns]"))


def by_day(rows: pd.DataFrame, table: Table, date: int, found: Findings) -> pd.DataFrame:
    """Returns one row a day, oldest first, indexed by date.

    Args:
        rows: What `read_rows` returned.
        table: The table that they come from.
        date: The position of the column of dates.
        found: Takes what was left out.

    Raises:
        ReadingError: A day has two rows that disagree, or there is one day only.
    """
    frame = by_date(rows, table.cells[date], _name_of(table, date), found.notes)
    if len(frame) < MIN_ROWS:
        raise ReadingError(f"The file has prices of {len(frame)} day: add more days, one a row.")
    return frame


def _name_of(table: Table, date: int) -> str:
    return table.names[date] or "Date"


def _settle_order(days: Days, found: Findings) -> None:
    steps = np.diff(days).astype("int64")
    in_order = bool((steps >= 0).all() or (steps <= 0).all())
    newest_first = bool((steps < 0).any()) if in_order else None
    chosen = found.choices.newest_first
    options = [Option(True, "yes"), Option(False, "no")]
    found.settle("newest_first", newest_first if chosen is None else chosen, options)
