"""From the cells of a table whose columns are known to a price history."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from core.errors import ReadingError
from core.reading.findings import YES_OR_NO, cell_error
from core.stocks.sources.history import (
    OUT_OF_RANGE,
    PRICE_COLUMNS,
    PRICE_RANGE,
    complete,
    date_index,
)
from core.stocks.sources.uploads.columns import Profile, lone_comma, put_days_first
from core.stocks.sources.uploads.date_parsing import Days
from core.stocks.sources.uploads.dates import Column, read_days
from core.stocks.sources.uploads.header import Table
from core.stocks.sources.uploads.numbers import (
    DecimalMark,
    NumberColumn,
    find_evidence,
    missing,
    read_numbers,
    settle_mark,
)
from core.stocks.sources.uploads.price_choices import Findings, name_rows

# From rows as they stand in the file to one row a day, oldest first.

_FIELDS_OF_DAYS = ("date_column", "symbol", "footer")


def by_date(rows: pd.DataFrame, cells: pd.Series[str], name: str, notes: list[str]) -> pd.DataFrame:
    """Indexes prices by date, oldest first.

    Args:
        rows: Prices and Date, indexed by line.
        cells: The text of the dates, likewise.
        name: What the file calls the column of dates.
        notes: Takes what was left out.

    Raises:
        ReadingError: A day has two rows that disagree.
    """
    rows = _one_a_day(rows, cells, name, notes)
    rows = rows.sort_values("Date").set_index("Date")
    return rows.set_index(date_index(pd.DatetimeIndex(rows.index)))


def order_of(days: Days) -> str:
    """Says in which order the days stand, where that is not oldest first."""
    steps = np.diff(days).astype("int64")
    if (steps >= 0).all():
        return ""
    return "newest first, reversed" if (steps <= 0).all() else "out of order, sorted"


def _one_a_day(
    rows: pd.DataFrame, cells: pd.Series[str], name: str, notes: list[str]
) -> pd.DataFrame:
    if not rows["Date"].duplicated().any():
        return rows
    distinct = rows.drop_duplicates()
    if len(distinct) < len(rows):
        repeats = len(rows) - len(distinct)
        notes.append(f"{repeats:,} repeated row{'' if repeats == 1 else 's'} left out.")
    again = distinct["Date"].duplicated()
    if again.any():
        line = distinct.index[again][0]
        first = distinct.index[distinct["Date"] == distinct.loc[line, "Date"]][0]
        problem = f"stands on line {first:,} already, with other figures: keep one row a day."
        raise cell_error(line, name, cells[line], problem, _FIELDS_OF_DAYS)
    return distinct


# From cells to prices: what is missing, what is no price, and what is left out.

_EVENT: Final = r"dividend|split"
_MOST_IDLE: Final = 0.5  # share of the days
_FIELDS_OF_PRICES: Final = ("decimal", "footer", "first_row", "separator")


def read_price_columns(
    cells: pd.DataFrame, names: Mapping[str, str], mark: DecimalMark, notes: list[str]
) -> pd.DataFrame:
    """Reads prices and volumes.

    Args:
        cells: Text by role ("Open", ..., "Volume"), indexed by line; some price in every row.
        names: What the file calls the columns.
        mark: The decimal mark of the prices.
        notes: Takes a sentence for whatever was left out.

    Returns:
        A float64 column for each that is usable, all prices within `PRICE_RANGE`,
        indexed by line.

    Raises:
        ReadingError: A cell of a price column is no price, or there is none at all.
    """
    roles = [str(role) for role in cells if role != "Volume"]
    numbers = pd.DataFrame({role: read_numbers(cells[role], mark) for role in roles})
    usable = _usable(numbers, roles, names, notes)
    numbers = _without_trade(numbers, usable, notes)
    _refuse_wrong(cells[usable], numbers[usable], names)
    prices = complete(numbers[usable], notes, name_rows)
    volume = _volume(cells, names, mark, notes)
    return prices if volume is None else prices.join(volume)


def rows_with_prices(cells: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Leaves out rows of dividends and splits, as Yahoo's page has them, and those without a price.

    Raises:
        ReadingError: No row is left.
    """
    roles = [role for role in cells if role != "Volume"]
    events: pd.Series[bool] = cells[roles].apply(_announces).any(axis=1)
    if events.any():
        notes.append(f"{name_rows(events)} of dividends or splits left out.")
        cells = cells.loc[~events]
    empty = cells[roles].apply(missing).all(axis=1)
    if empty.all():
        raise ReadingError(
            "The file has no price in any row: choose one with prices.", ("close", "open")
        )
    if empty.any():
        notes.append(f"{name_rows(empty)} without any price left out.")
    return cells.loc[~empty]


def _announces(cells: pd.Series[str]) -> pd.Series[bool]:
    return cells.str.contains(_EVENT, case=False)


def _usable(
    numbers: pd.DataFrame, roles: list[str], names: Mapping[str, str], notes: list[str]
) -> list[str]:
    """Returns the price columns worth reading, all of them if none is."""
    usable = [role for role in roles if (numbers[role] > 0).any()]
    if not usable:
        return roles
    notes.extend(
        f"{names[role]} holds no prices and is left out." for role in roles if role not in usable
    )
    return usable


def _without_trade(numbers: pd.DataFrame, usable: list[str], notes: list[str]) -> pd.DataFrame:
    """Puts the close for the zeros that stand for the other prices of days without trade."""
    others = [role for role in usable if role != "Close"]
    if "Close" not in usable or not others:
        return numbers
    zero: pd.DataFrame = numbers[others].eq(0) & numbers[["Close"]].gt(0).to_numpy()
    idle: pd.Series[bool] = zero.all(axis=1)
    if idle.mean() > _MOST_IDLE:  # the file lacks those prices
        idle &= False
    if idle.any():
        they = ", ".join(others[:-1]) + (" and " if len(others) > 1 else "") + others[-1]
        notes.append(f"{name_rows(idle)} without trade, {they} 0: the close stands for them.")
        for role in others:
            numbers[role] = numbers[role].mask(idle, numbers["Close"])
    return numbers.mask(zero.mul(~idle, axis=0).reindex(columns=numbers.columns, fill_value=False))


def _refuse_wrong(cells: pd.DataFrame, numbers: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Raises a ReadingError for the first cell, in the order of the file, that is no price."""
    beyond = (numbers < PRICE_RANGE[0]) | (numbers > PRICE_RANGE[1])
    unread = numbers.isna().to_numpy()
    wrong = beyond
    if unread.any():
        wrong = beyond | (numbers.isna() & ~cells.apply(missing) & ~_zero(cells))
    if not wrong.to_numpy().any():
        return
    line = wrong.index[wrong.any(axis=1)][0]
    role = wrong.columns[wrong.loc[line]][0]
    problem = "is not a price above 0: correct it, or delete its row or column."
    if numbers.loc[line, role] > 0:
        problem = OUT_OF_RANGE
    raise cell_error(int(line), names[role], cells.loc[line, role], problem, _FIELDS_OF_PRICES)


def _zero(cells: pd.DataFrame) -> pd.DataFrame:
    """Returns which cells are zeros that stand for a missing price beside a close."""
    zeros: pd.DataFrame = cells.apply(lambda column: column.str.contains(r"^0+(?:[.,]0*)?$"))
    if "Close" in zeros:
        return zeros.assign(Close=False)
    return zeros & False


def _volume(
    cells: pd.DataFrame, names: Mapping[str, str], mark: DecimalMark, notes: list[str]
) -> pd.Series[float] | None:
    """Returns the volumes if they are usable; nothing is trained on them, so they never refuse."""
    if "Volume" not in cells:
        return None
    texts = cells["Volume"]
    numbers = read_numbers(texts, _mark_of_volume(texts, mark))
    wrong = (numbers.isna() & ~missing(texts)) | (numbers < 0)
    if wrong.any():
        first = wrong.index[wrong][0]
        problem = cell_error(first, names["Volume"], texts[first], "is no volume")
        notes.append(f"{problem}; volumes are left out.")
        return None
    return numbers.rename("Volume") if numbers.notna().any() else None


def _mark_of_volume(cells: pd.Series[str], mark: DecimalMark) -> DecimalMark:
    """Returns the mark of the volumes: that of the prices, unless theirs is plainly another."""
    proven = find_evidence([NumberColumn(cells)], []).proven
    return proven or mark


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
    prices = [NumberColumn(table.cells[roles[role]]) for role in PRICE_COLUMNS if role in roles]
    others = [
        NumberColumn(table.cells[i])
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
    prices = read_price_columns(texts, names, mark, found.notes)
    remaining = days[texts.index.isin(prices.index)]
    found.notes.extend(_manner_read(manner, order_of(remaining)))
    return prices.assign(Date=remaining.astype("datetime64[ns]"))


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
    found.settle("newest_first", newest_first if chosen is None else chosen, YES_OR_NO)


def _manner_read(*manners: str) -> Iterator[str]:
    """Yields how dates were read and in which order they stand, where that needs mention."""
    if any(manners):
        yield f"Read as {', '.join(filter(None, manners))}."
