"""From the text of an upload to a table of cells, still text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import pandas as pd

from core.errors import DataError
from core.stocks.sources.uploads.columns import known

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
# A comma may also be a decimal or thousands mark, so the others go before it.
_DELIMITERS: Final = ("\t", ";", "|", ",")
_HEADER_WITHIN: Final = 20  # lines of small talk that some exports put above the names
_Row: TypeAlias = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """The cells of a file.

    Attributes:
        names: The columns' names as they stand in the file; may be empty or repeated.
        cells: Stripped text, one column per name (numbered from 0), indexed by line number
            as people count them.
        delimiter: What stands between two cells.
    """

    names: tuple[str, ...]
    cells: pd.DataFrame
    delimiter: str


def read_table(text: str) -> Table:
    """Splits a text into rows and cells and finds the line with the names.

    Raises:
        DataError: There are no names or no rows below them, too many of either, or wider rows.
    """
    lines = text.split("\n")
    delimiter = _delimiter(lines)
    rows = list(_rows(lines, delimiter))
    start = _header(rows)
    names, body = rows[start][1], rows[start + 1 :]
    if names[0] == "Price" and body and body[0][1][0] == "Ticker":
        names, body = _without_tickers(names, body)
    if not body:
        raise DataError("The file has no rows below the names of its columns: add the prices.")
    if len(names) > MAX_COLUMNS:
        raise DataError(
            f"The file has {len(names):,} columns and the limit is {MAX_COLUMNS}: "
            "keep the date and the prices."
        )
    if len(body) > MAX_ROWS:
        raise DataError(
            f"The file has {len(body):,} rows and the limit is {MAX_ROWS:,}: keep the newest ones."
        )
    return _table(names, body, delimiter)


def _delimiter(lines: list[str]) -> str:
    """Returns the first delimiter that most of the first lines have."""
    first = [line for line in lines[: 2 * _HEADER_WITHIN] if line.strip()]
    for delimiter in _DELIMITERS:
        if 2 * sum(delimiter in line for line in first) > len(first):
            return delimiter
    return ","


def _rows(lines: list[str], delimiter: str) -> Iterator[_Row]:
    """Yields the rows that are not blank, with the line each begins on."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise DataError(
            f"Line {line:,} cannot be split into cells: look for a quotation mark too many."
        ) from None


def _header(rows: list[_Row]) -> int:
    """Returns the position of the row with the names: the first that has a known one."""
    if not rows:
        raise DataError("The file is empty: choose a CSV file with a date and a price in each row.")
    for position, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        if len(cells) > 1 and any(known(cell) for cell in cells):
            return position
    raise DataError(
        f"Line {rows[0][0]:,} should name the columns, such as Date, Open, High, Low, Close: "
        "add a line with their names."
    )


def _without_tickers(names: list[str], body: list[_Row]) -> tuple[list[str], list[_Row]]:
    """Straightens what yfinance's `download` saves: a line of tickers, then a line with Date."""
    return ["Date", *names[1:]], body[2:] if len(body) > 1 and body[1][1][0] == "Date" else body[1:]


def _table(names: list[str], body: list[_Row], delimiter: str) -> Table:
    if all(len(cells) == len(names) + 1 for _, cells in body) and any(c[-1] for _, c in body):
        names = ["", *names]  # row numbers in front that have no name, as R writes them
    for line, cells in body:
        if any(cells[len(names) :]):
            raise DataError(
                f"Line {line:,} has {len(cells)} cells below {len(names)} names: "
                "put numbers with a comma in quotation marks."
            )
    width = len(names)
    filled = [(cells + [""] * width)[:width] for _, cells in body]
    index = pd.Index([line for line, _ in body], name="line")
    return Table(tuple(names), pd.DataFrame(filled, index=index, dtype="str"), delimiter)
