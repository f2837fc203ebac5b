"""From rows as they stand in the file to one row a day, oldest first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.reading.complaint import complain
from core.stocks.sources.history import date_index
from core.stocks.sources.uploads.dates.calendar import Days

_FIELDS = ("date_column", "symbol", "footer")


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
        raise complain(line, name, cells[line], problem, _FIELDS)
    return distinct
