"""The rows of a table that must be days."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.text import fold_words
from core.stocks.sources.uploads.date_patterns import form_of, month_of
from core.stocks.sources.uploads.grid import TAIL, Grid, looks_numeric
from core.stocks.sources.uploads.header import Table
from core.stocks.sources.uploads.price_choices import Findings, name_rows

# What stands below the prices: totals, sources, disclaimers; and headings that come again.

_WORD: Final = 3  # letters; a date has one at most that is no month, the day of the week


def count_footer(table: Table, date: int) -> int:
    """Returns how many rows at the end are no days.

    Args:
        table: The rows below the headings.
        date: The position of the column of dates.
    """
    rows = table.cells.iloc[-TAIL:].to_numpy().tolist()
    count = 0
    while count < min(len(rows), len(table.cells) - 1) and _is_footer(rows[-1 - count], date):
        count += 1
    return count


def without_footer(table: Table, count: int) -> Table:
    """Returns the table without its last rows.

    Raises:
        ReadingError: None would be left.
    """
    if count >= len(table.cells):
        raise ReadingError(
            f"A footer of {count:,} rows leaves no prices: choose a smaller one.", ("footer",)
        )
    return table.rows(np.arange(len(table.cells)) < len(table.cells) - count)


def repeated_headings(table: Table, date: int) -> NDArray[np.bool_]:
    """Returns which rows are the headings once more, as pages that were joined have them."""
    same = np.ones(len(table.cells), dtype=bool)
    if not table.names[date]:
        return ~same
    for position, name in enumerate(table.names):
        if name:
            same &= (table.cells[position] == name).to_numpy()
    return same


def _is_footer(cells: list[str], date: int) -> bool:
    cell = cells[date]
    others = [other for i, other in enumerate(cells) if other and i != date]
    if form_of(cell) is not None:
        return False
    if not cell:
        return not others or not all(map(looks_numeric, others))
    has_digits = any(letter.isdigit() for letter in cell)
    words = [word for word in fold_words(cell) if len(word) >= _WORD and month_of(word) is None]
    return not has_digits or not any(map(looks_numeric, others)) or len(words) > 1


def body_of(table: Table, date: int, found: Findings) -> tuple[Table, int | None]:
    """Leaves out what stands below the prices, and headings that come again.

    Args:
        table: The rows below the headings.
        date: The position of the column of dates.
        found: Takes how many rows the footer has.

    Returns:
        The table, and the line on which the footer begins; None where there is none.

    Raises:
        ReadingError: The footer that was chosen leaves no row.
    """
    chosen = found.choices.footer
    footer = count_footer(table, date) if chosen is None else chosen
    found.settle("footer", footer)
    start = None
    if footer:
        body = without_footer(table, footer)
        below = pd.Series(True, index=table.cells.index[len(body.cells) :])
        found.notes.append(f"{name_rows(below)} below the prices left out.")
        table, start = body, int(below.index[0])
    again = repeated_headings(table, date)
    if again.any():
        rows = pd.Series(again, index=table.cells.index)
        found.notes.append(f"{name_rows(rows)} of headings that come again left out.")
        table = table.rows(~again)
    return table, start


def refuse_overflow(grid: Grid, table: Table, beyond: pd.Index[int]) -> None:
    """Raises a ReadingError for the first row of prices that is wider than the headings.

    Args:
        grid: All rows of the file.
        table: The rows that must be days.
        beyond: The lines with something in cells to which no heading belongs.
    """
    lines = beyond[beyond.isin(table.cells.index)]
    if len(lines):
        line = int(lines[0])
        width = int(grid.widths[np.searchsorted(grid.lines, line)])
        raise ReadingError(
            f"Line {line:,} has {width} cells below {len(table.names)} names: "
            "put numbers with a comma in quotation marks.",
            ("separator", "first_row", "footer"),
        )
