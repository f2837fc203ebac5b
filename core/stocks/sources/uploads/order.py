"""From rows as they stand in the file to one row a day, oldest first."""

from __future__ import annotations

import pandas as pd

from core.stocks.sources.history import date_index
from core.stocks.sources.uploads.complaint import complain
from core.stocks.sources.uploads.dates import read_dates


def by_date(
    prices: pd.DataFrame, cells: pd.Series[str], name: str, notes: list[str]
) -> pd.DataFrame:
    """Indexes prices by date, oldest first.

    Args:
        prices: Indexed by line number.
        cells: The text of the dates of the same lines.
        name: What the file calls the column of dates.
        notes: Takes how the dates were read and what was left out.

    Raises:
        DataError: A cell is no date, or a day has two rows that disagree.
    """
    dates = read_dates(cells)
    unreadable = dates.values.isna()
    if unreadable.any():
        line = cells.index[unreadable][0]
        raise complain(
            line, name, cells[line], "is not a date like the others: write it as 2019-12-31."
        )
    order = _order(dates.values)
    manner = ", ".join(text for text in (dates.manner, order) if text)
    if manner:
        doubt = " (day and month could be swapped: write 2019-12-31)" if dates.guessed else ""
        notes.append(f"Read as {manner}{doubt}.")
    rows = _one_a_day(prices.assign(Date=dates.values), cells, name, notes)
    rows = rows.sort_values("Date").set_index("Date")
    return rows.set_index(date_index(pd.DatetimeIndex(rows.index)))


def _order(dates: pd.Series[pd.Timestamp]) -> str:
    if dates.is_monotonic_increasing:
        return ""
    return "newest first, reversed" if dates.is_monotonic_decreasing else "out of order, sorted"


def _one_a_day(
    rows: pd.DataFrame, cells: pd.Series[str], name: str, notes: list[str]
) -> pd.DataFrame:
    distinct = rows.drop_duplicates()
    if len(distinct) < len(rows):
        repeats = len(rows) - len(distinct)
        notes.append(f"{repeats:,} repeated row{'' if repeats == 1 else 's'} left out.")
    again = distinct["Date"].duplicated()
    if again.any():
        line = distinct.index[again][0]
        first = distinct.index[distinct["Date"] == distinct.loc[line, "Date"]][0]
        problem = f"stands on line {first:,} already, with other figures: keep one row a day."
        raise complain(line, name, cells[line], problem)
    return distinct
