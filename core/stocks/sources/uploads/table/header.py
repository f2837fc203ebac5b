"""Where the headings stand, and where the prices begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from core.errors import ReadingError
from core.reading.fold import fold
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.source.shapes import (
    looks_like_date,
    looks_like_prices,
    looks_numeric,
)
from core.stocks.sources.uploads.words.roles import is_known, meaning

_BELOW: Final = 3  # rows of tickers, units and the like under the headings
_FIRST: Final = 40  # headings of a row, among which some must be known
_FIELDS: Final = ("first_row",)
_PATTERNS: Final = ("yyyymmdd", "ddmmyyyy", "mmddyyyy")  # instead of a unit of the dates
INDEX_NAMES: Final = frozenset({"price", "ticker", "attributes", "symbols"})  # pandas, of columns
Cells: TypeAlias = Sequence[str]


@dataclass(frozen=True)
class Header:
    """Positions of rows, counted from 0.

    Attributes:
        names: The row of headings; None where the file has none.
        others: Rows beside it with tickers, units, or the heading of the dates.
        first: The first row of prices.
    """

    names: int | None
    others: tuple[int, ...]
    first: int


def find_header(grid: Grid, first_row: int | None) -> Header:
    """Finds the headings: by words that we know, else by what stands above the first prices.

    Args:
        grid: The rows of the file.
        first_row: The line of the first row of prices, if somebody said so.

    Raises:
        ReadingError: There are no headings and nothing that looks like prices, or no rows.
    """
    head = [[cell.strip() for cell in cells] for _, cells in grid.head]
    if first_row is not None:
        first = int(np.searchsorted(grid.lines, first_row))
        above = min(first, len(head))
        return _checked(grid, _above(head, above, first))
    prices = next((i for i, cells in enumerate(head) if looks_like_prices(cells)), None)
    names = _best(head[:prices])
    if names is None:
        if prices is None:
            raise ReadingError(
                f"Line {grid.lines[0]:,} should name the columns, such as Date, Open, High, Low, "
                "Close: add a line with their names.",
                ("first_row", "separator"),
            )
        return _above(head, prices, prices)
    first = names + 1
    while first < min(len(head), names + 1 + _BELOW) and _goes_on(head[first]):
        first += 1
    return _checked(grid, Header(names, _beside(head, names, first), first))


def _above(head: list[list[str]], end: int, first: int) -> Header:
    """Returns the header of prices that begin at `first`, looking only above them."""
    names = _best(head[:end])
    if names is None and end > 0 and _names_columns(head[end - 1]):
        names = end - 1
    return Header(names, () if names is None else _beside(head, names, end), first)


def _checked(grid: Grid, header: Header) -> Header:
    if header.first >= len(grid.cells):
        raise ReadingError(
            "The file has no rows below the names of its columns: add the prices.", _FIELDS
        )
    return header


def _best(head: list[list[str]]) -> int | None:
    """Returns the row with most headings that we know, of several the last one without numbers."""
    counts = [(_known(cells), not any(map(looks_numeric, cells))) for cells in head]
    most = max(counts, default=(0, False))
    return len(counts) - 1 - counts[::-1].index(most) if most[0] else None


def _known(cells: Cells) -> int:
    """Counts the roles that a row names; none if it is no row of headings."""
    filled = [cell for cell in cells[:_FIRST] if cell]
    roles = {found.role for cell in filled if is_known(cell) and (found := meaning(cell))}
    return 0 if len(filled) < 2 or any(map(looks_like_date, filled)) else len(roles)


def _names_columns(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and not any(looks_numeric(c) or looks_like_date(c) for c in filled)


def _is_text(cells: Cells) -> bool:
    """Has a row neither a date nor a number?"""
    return not any(looks_numeric(cell) or looks_like_date(cell) for cell in cells)


def _goes_on(cells: Cells) -> bool:
    """Is this a second row of headings: tickers, units, a line? Any other text is a bad row."""
    first, filled = fold(cells[0]), [cell for cell in cells if cell]
    found = meaning(cells[0])
    return _is_text(cells) and (
        first in ("", *INDEX_NAMES, *_PATTERNS)
        or (found is not None and found.role == "Date")
        or all(cell.startswith(("(", "[")) for cell in filled)
    )


def _beside(head: list[list[str]], names: int, first: int) -> tuple[int, ...]:
    below = [row for row in range(names + 1, first) if _goes_on(head[row])]
    above = [names - 1] if names > 0 and _is_tickers(head[names - 1], head[names]) else []
    return (*above, *below)


def _is_tickers(cells: Cells, names: Cells) -> bool:
    """Does a row say something, but no number, over every column of prices?"""
    columns = [i for i, name in enumerate(names) if is_known(name) and i > 0]
    whole = len(columns) > 1 and all(i < len(cells) and cells[i] for i in columns)
    return whole and _is_text(cells)
