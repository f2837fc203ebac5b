"""Rows of cells, still text, as they stand in a text file or in a sheet of a workbook."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError, shortened
from core.reading.delimited import Row
from core.reading.findings import quoted
from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.cells import looks_like_prices

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


# Excel workbooks (.xlsx, .xlsm): their sheets as rows of text.

_MAX_UNPACKED: Final = 6 * 1024 * 1024  # bytes, of all parts: a century of days in two seconds
_MAX_PARTS: Final = 1_000
_OF_A_PART: Final = b"PK\x01\x02"  # begins its entry in the list at the end
_BOOK: Final = "xl/workbook.xml"
_LOOKED_AT: Final = 40  # rows of a sheet, to see whether it holds prices
_MAX_LINES: Final = 2 * MAX_ROWS
_MAX_SHEETS: Final = 20

warnings.filterwarnings("ignore", module="openpyxl")  # of styles and features not supported


def is_workbook(data: bytes) -> bool:
    """Is this an Excel workbook of the kind since 2007?"""
    if not data.startswith(b"PK\x03\x04"):
        return False
    if _has_many_parts(data):  # to list them takes long; their names stand there as they are
        return _BOOK.encode() in data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return _BOOK in parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


class Workbook:
    """A workbook that is open for reading.

    Attributes:
        with_prices: The names of the sheets that hold prices, all of them where none seems to.
    """

    def __init__(self, data: bytes) -> None:
        """Opens a workbook.

        Raises:
            DataError: It is damaged, locked, or unpacks to more than anybody needs.
        """
        _refuse_hostile(data)
        # Imported here: most uploads are text.
        from openpyxl import load_workbook

        try:
            self._book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            self._sheets = {sheet.title: sheet for sheet in self._book.worksheets[:_MAX_SHEETS]}
            promising = [name for name in self._sheets if self._holds_prices(name)]
        except DataError:
            raise
        except Exception as damage:  # whatever a damaged file makes the library stumble over
            raise _damaged() from damage
        self.with_prices = tuple(promising or self._sheets)

    def grid(self, name: str) -> Grid:
        """Returns the cells of a sheet.

        Raises:
            DataError: There is no such sheet, it is empty, too large, or damaged.
        """
        if name not in self._sheets:
            known = ", ".join(self._sheets)
            raise DataError(f"No sheet is called {quoted(name)}: choose one of {known}.")
        try:
            return make_grid(self._rows(name), "")
        except DataError:
            raise
        except Exception as damage:
            raise _damaged() from damage

    def _holds_prices(self, name: str) -> bool:
        rows = self._rows(name, _LOOKED_AT)
        return any(looks_like_prices(cells) for _, cells in rows)

    def _rows(self, name: str, most: int | None = None) -> Iterator[Row]:
        sheet = self._sheets[name]
        widest = min(sheet.max_column or MAX_COLUMNS, MAX_COLUMNS) + 1
        rows = sheet.iter_rows(values_only=True, max_row=most, max_col=widest)
        for line, cells in enumerate(rows, start=1):
            if line > _MAX_LINES:  # most of them are not in the file: a cell far below is enough
                raise DataError(
                    f"The sheet {name} has more than {_MAX_LINES:,} rows: keep the newest days."
                )
            if cells.count(None) < len(cells):
                yield line, [_text(value) for value in _trimmed(cells)]


def _refuse_hostile(data: bytes) -> None:
    """Refuses what would unpack to more than a long life of daily prices takes."""
    if _has_many_parts(data):
        raise DataError(
            f"The workbook has more parts than the limit of {_MAX_PARTS:,}: save the sheet with "
            "the prices as CSV."
        )
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sizes = [part.file_size for part in parts.infolist()]
        locked = any(part.flag_bits & 1 for part in parts.infolist())
    if locked:
        raise DataError("The workbook is locked with a password: save it without, or as CSV.")
    if sum(sizes) > _MAX_UNPACKED:
        raise DataError(
            f"The workbook unpacks to {sum(sizes) / 1024**2:,.0f} MB and the limit is "
            f"{_MAX_UNPACKED // 1024**2} MB: save the sheet with the prices as CSV."
        )


def _has_many_parts(data: bytes) -> bool:
    return data.count(_OF_A_PART) > _MAX_PARTS


def _damaged() -> DataError:
    return DataError("The workbook cannot be read: open it, and save the prices as CSV.")


def _trimmed(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns a row without the empty cells at its end; sheets are as wide as their widest row."""
    filled = cells.index(None) if None in cells else len(cells)
    if cells.count(None) == len(cells) - filled:  # as nearly all rows are, and found in no time
        return cells[:filled]
    width = len(cells)
    while width and cells[width - 1] is None:
        width -= 1
    return cells[:width]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    text = str(value)
    # A number that Excel keeps as such is no thousand with a mark: 1.005 is one and a bit.
    doubtful = isinstance(value, float) and len(text.partition(".")[2]) == 3
    return f"{text}0" if doubtful else text
