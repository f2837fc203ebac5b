"""The rows of a table that must be days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.errors import ReadingError
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.notes import name_rows
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.table.footer import (
    count_footer,
    repeated_headings,
    without_footer,
)
from core.stocks.sources.uploads.table.table import Table


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
