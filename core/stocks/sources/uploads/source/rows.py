"""From text to rows of cells, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from core.errors import DataError
from core.reading.delimited import (
    BrokenQuoteError,
    Row,
    Separation,
    filled,
    lines_of,
    rows_of,
    tidied,
)
from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.source.grid import MAX_ROWS, Grid, make_grid
from core.stocks.sources.uploads.source.separator import find_separator
from core.stocks.sources.uploads.source.shapes import looks_like_date

_FIRST: Final = 200  # lines to find the separator in
_MAX_LINES: Final = 2 * MAX_ROWS  # blank ones among them
_MAX_CELLS: Final = 3_000_000
_MAX_LINE: Final = 500_000  # letters; two hundred columns take a hundredth of it


def split_text(text: str, separator: str | None) -> tuple[Grid, Separation]:
    """Splits a text into rows and cells.

    Args:
        text: Its lines end in a line feed.
        separator: What stands between two cells, if somebody said so.

    Raises:
        DataError: A line cannot be split, or there are no rows, or too many.
    """
    _check_lines(text)
    found = find_separator([line[:-1] for line in islice(_lines(text), _FIRST)])
    if separator is not None:
        found = replace(found, separator=separator)
    _check_cells(text, found.separator)
    try:
        return make_grid(_rows(_lines(text), found), found.separator), found
    except BrokenQuoteError as broken:
        rows = _rows(tidied(_lines(text), found.separator), found)
        try:
            return make_grid(rows, found.separator), found
        except BrokenQuoteError:
            raise broken from None


def _check_lines(text: str) -> None:
    lines = text.count("\n")
    if lines > _MAX_LINES:
        raise DataError(
            f"The file has {lines:,} lines and the limit is {_MAX_LINES:,}: keep the newest days."
        )


def _check_cells(text: str, separator: str) -> None:
    cells = text.count(separator)
    if cells > _MAX_CELLS:
        raise DataError(
            f"The file has {cells:,} cells and the limit is {_MAX_CELLS:,}: "
            "keep the date and the prices, or the newest days."
        )


def _lines(text: str) -> Iterator[str]:
    return lines_of(text, _MAX_LINE, "put each day on a line of its own")


def _rows(lines: Iterator[str], how: Separation) -> Iterator[Row]:
    return filled(rows_of(lines, how, swallowed=_begins_with_date))


def _begins_with_date(cells: Sequence[str]) -> bool:
    return any(looks_like_date(cell.strip(' "')[:MAX_CELL]) for cell in cells[:3])
