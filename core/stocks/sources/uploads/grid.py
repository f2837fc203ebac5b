"""Rows of cells, still text, as they stand in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError, shortened
from core.reading.delimited import Row
from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.currency_codes import without_currency
from core.stocks.sources.uploads.date_patterns import BARE, Form, form_of

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
HEAD: Final = 100  # rows in which prices must begin
TAIL: Final = 30  # rows in which they must end
_CHUNK: Final = 3_000  # rows


@dataclass(frozen=True)
class Grid:
    """The cells of a file.

    Attributes:
        cells: Stripped text without line breaks, as many columns as the widest row has
            (numbered from 0), indexed by line; shorter rows end in empty cells. A cell of more
            than `MAX_CELL` letters is cut there, and ends in "…": it can only be a remark.
        widths: How many cells each row has.
        head: The first rows as they stand in the file, long cells cut likewise.
        tail: The last rows, likewise.
        separator: What stands between two cells; empty in a workbook.
    """

    cells: pd.DataFrame
    widths: NDArray[np.int64]
    head: tuple[Row, ...]
    tail: tuple[Row, ...]
    separator: str

    @property
    def lines(self) -> NDArray[np.int64]:
        """The line of each row."""
        return self.cells.index.to_numpy()


def make_grid(rows: Iterable[Row], separator: str) -> Grid:
    """Collects rows, none of them blank, in pieces: text takes least memory in whole columns.

    Raises:
        DataError: There are no rows, too many, or too many cells in one.
    """
    head: list[Row] = []
    tail: list[Row] = []
    pieces: list[pd.DataFrame] = []
    widths: list[int] = []
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        head += map(_cut, chunk[: HEAD - len(head)] if len(head) < HEAD else [])
        tail = [*tail, *map(_cut, chunk[-TAIL:])][-TAIL:]
        widths += [len(cells) for _, cells in chunk]
        _check(widths, chunk)
        pieces.append(_piece(chunk))
    if not pieces:
        raise DataError("The file is empty: choose a CSV file with a date and a price in each row.")
    cells = pd.concat(pieces).fillna("") if len(pieces) > 1 else pieces[0]
    return Grid(cells, np.array(widths), tuple(head), tuple(tail), separator)


def _check(widths: list[int], chunk: list[Row]) -> None:
    if len(widths) > MAX_ROWS:
        raise DataError(
            f"The file has more than {MAX_ROWS:,} rows, which is the limit: keep the newest ones."
        )
    if max(widths[-len(chunk) :]) > MAX_COLUMNS:
        line, cells = next(row for row in chunk if len(row[1]) > MAX_COLUMNS)
        raise DataError(
            f"Line {line:,} has {len(cells):,} columns and the limit is {MAX_COLUMNS}: "
            "keep the date and the prices."
        )


def _piece(chunk: list[Row]) -> pd.DataFrame:
    lines, rows = zip(*chunk, strict=True)
    widths = set(map(len, rows))
    if len(widths) > 1:
        rows = tuple(cells + [""] * (max(widths) - len(cells)) for cells in rows)
    frame = pd.DataFrame(rows, index=pd.Index(lines, name="line"), dtype="str")
    for position in frame:
        column = frame[position].str.replace("\n", " ", regex=False).str.strip()
        is_long = column.str.len() > MAX_CELL
        if is_long.any():
            column = column.mask(is_long, column.str.slice(0, MAX_CELL) + "…")
        frame[position] = column
    return frame


def _cut(row: Row) -> Row:
    line, cells = row
    return line, [c if len(c) <= MAX_CELL else shortened(c.strip(), MAX_CELL) for c in cells]


# Words for large numbers: "51,23M", "12 jt", "3億".

_WORDS: Final = {
    1e3: "k tsd th thousand rb ribu tys тыс 千 천",
    1e4: "万 萬 만",
    1e5: "l lakh lakhs lac lacs",
    1e6: "m mn mm mln mio mill million millions jt juta млн 百万 백만",
    1e7: "cr crore crores",
    1e8: "亿 億 억",
    1e9: "b bn bln mrd mld mlrd md billion billions miliar млрд",
    1e12: "t tn trn trillion triliun bio bilyun трлн 兆 조",
}
SCALES: Final = {word: scale for scale, words in _WORDS.items() for word in words.split()}


# What a single cell looks like; for samples, whole columns are read at once elsewhere.

_NUMBER: Final = re.compile(
    r"\A[(+\-=\"'−]*(?:[0-9]+(?:[.,'’ \u00a0\u202f\u2009][0-9]+)*[.,]?|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]+)?[)\-%*\"' ]*(?P<word>[^\W\d_]*)\.?[)%]?"
)
_LONGEST: Final = 40
_FIRST: Final = 30  # cells of a row


@lru_cache(maxsize=16_384)
def looks_numeric(cell: str) -> bool:
    """Is this a number, perhaps with a currency or a word for thousands or millions?"""
    cell = cell.strip()
    if not cell or len(cell) > _LONGEST:
        return False
    found = _NUMBER.fullmatch(cell) or _NUMBER.fullmatch(without_currency(cell).strip())
    return found is not None and (not found["word"] or found["word"].casefold() in SCALES)


@lru_cache(maxsize=16_384)
def looks_like_date(cell: str) -> bool:
    """Is this a date, and nothing else?"""
    form = form_of(cell.strip())
    return form is not None and form not in BARE


def looks_like_prices(cells: Sequence[str]) -> bool:
    """Is this a row of prices: one of its first cells a date, another one a number?"""
    cells = [cell[:MAX_CELL] for cell in cells[:_FIRST]]
    dates = {i for i, cell in enumerate(cells) if looks_like_date(cell)}
    if not dates and cells and form_of(cells[0].strip()) is Form.EPOCH:
        dates = {0}
    if not dates:
        return False
    numbers = {i for i, cell in enumerate(cells) if looks_numeric(cell)}
    return bool(numbers - dates or (numbers and len(dates) > 1))
