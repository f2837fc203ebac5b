"""From the bytes of a file to its rows, whatever kind it is of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from string import ascii_lowercase
from typing import Final

from core.errors import DataError
from core.reading.delimited import (
    CANDIDATES,
    LONGEST_SAMPLED,
    SEPARATORS,
    BrokenQuoteError,
    Dialect,
    Row,
    csv_reader,
    declared_separator,
    lines_of,
    nonblank,
    rows_of,
    unwrap,
    without_stray_spaces,
)
from core.reading.encoding import sure_encoding
from core.reading.findings import Option, options_of, over_limit
from core.reading.text import (
    INVISIBLE,
    MAX_CELL,
    check_size,
    composed,
    fold,
    plain_lines,
    refuse_other_kinds,
    refuse_other_texts,
)
from core.stocks.sources.uploads.cells import looks_like_date, looks_like_prices
from core.stocks.sources.uploads.grid import MAX_ROWS, Grid, Workbook, is_workbook, make_grid
from core.stocks.sources.uploads.heading_words import is_known
from core.stocks.sources.uploads.price_choices import Findings

# What stands between two cells.

_QUOTES: Final = ('"', "'")
_SPACE: Final = " "
_SAMPLE: Final = 60  # lines


def find_dialect(lines: Sequence[str]) -> Dialect:
    """Finds the separator with which most lines are a date and a number.

    Args:
        lines: The first lines of the file.
    """
    declared = declared_separator(lines[0]) if lines else None
    if declared:
        return Dialect(declared, declared=True)
    sample = [line[:LONGEST_SAMPLED] for line in lines if line.strip()][:_SAMPLE]
    for quote in _QUOTES if any(line.startswith("'") for line in sample) else _QUOTES[:1]:
        best = _best(sample, quote)
        if best:
            return Dialect(best[0], quote=quote, others=tuple(best[1:]))
    unwrapped = [unwrap(line) for line in sample]
    if unwrapped != sample and (best := _best(unwrapped)):
        return Dialect(best[0], wrapped=True)
    return Dialect(_SPACE if _price_rows(sample, _SPACE) else _commonest(sample))


def _best(lines: Sequence[str], quote: str = '"') -> list[str]:
    """Returns the separators with which most lines hold prices; none if no line does."""
    counts = {separator: _price_rows(lines, separator, quote) for separator in CANDIDATES}
    most = max(counts.values())
    return [separator for separator in CANDIDATES if most and counts[separator] == most]


def _price_rows(lines: Sequence[str], separator: str, quote: str = '"') -> int:
    dialect = Dialect(separator, quote=quote)
    try:
        rows = list(csv_reader(iter(lines), dialect, strict=False))
    except csv.Error:
        return 0
    return sum(looks_like_prices(cells) for cells in rows if len(cells) > 1)


def _commonest(lines: Sequence[str]) -> str:
    """Returns the first separator that most of the lines have."""
    for separator in CANDIDATES:
        if 2 * sum(separator in line for line in lines) > len(lines):
            return separator
    return ","


# From text to rows of cells, each with its line.

_FIRST: Final = 200  # lines to find the separator in
_MAX_LINES: Final = 2 * MAX_ROWS  # blank ones among them
_MAX_CELLS: Final = 3_000_000
_MAX_LINE: Final = 500_000  # letters; two hundred columns take a hundredth of it


def split_text(text: str, separator: str | None) -> tuple[Grid, Dialect]:
    """Splits a text into rows and cells.

    Args:
        text: Its lines end in a line feed.
        separator: What stands between two cells, if somebody said so.

    Raises:
        DataError: A line cannot be split, or there are no rows, or too many.
    """
    _check_lines(text)
    found = find_dialect([line[:-1] for line in islice(_lines(text), _FIRST)])
    if separator is not None:
        found = replace(found, separator=separator)
    _check_cells(text, found.separator)
    try:
        return make_grid(_rows(_lines(text), found), found.separator), found
    except BrokenQuoteError as broken:
        rows = _rows(without_stray_spaces(_lines(text), found.separator), found)
        try:
            return make_grid(rows, found.separator), found
        except BrokenQuoteError:
            raise broken from None


def _check_lines(text: str) -> None:
    lines = text.count("\n")
    if lines > _MAX_LINES:
        raise DataError(over_limit(lines, "lines", _MAX_LINES, "keep the newest days"))


def _check_cells(text: str, separator: str) -> None:
    cells = text.count(separator)
    if cells > _MAX_CELLS:
        advice = "keep the date and the prices, or the newest days"
        raise DataError(over_limit(cells, "cells", _MAX_CELLS, advice))


def _lines(text: str) -> Iterator[str]:
    return lines_of(text, _MAX_LINE, "put each day on a line of its own")


def _rows(lines: Iterator[str], dialect: Dialect) -> Iterator[Row]:
    return nonblank(rows_of(lines, dialect, is_row=_begins_with_date))


def _begins_with_date(cells: Sequence[str]) -> bool:
    return any(looks_like_date(cell.strip(' "')[:MAX_CELL]) for cell in cells[:3])


# In which encoding a file of prices is written.

# One byte or two a letter, as spreadsheets of the languages that we know write them.
_LEGACY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "gb18030", "shift_jis", "euc_kr", "big5"),
    *("cp1257", "cp1258", "cp874", "koi8-r", "mac_roman"),
)
_HEAD: Final = 4_096  # bytes in which the headings stand
_ALPHABET: Final = frozenset(ascii_lowercase)
_CELLS: Final = re.compile(r"[\n\r\t;,|\"]+")


def encoding_of(data: bytes) -> str:
    """Returns the encoding of a file.

    Where its bytes do not say so, it is the one in which most headings are words that we know.
    """
    sure = sure_encoding(data)
    if sure is not None:
        return sure
    head = data[:_HEAD]
    return max(_LEGACY, key=lambda name: _known_words(head, name))  # the first of the best


def _known_words(head: bytes, encoding: str) -> int:
    text = head.decode(encoding, errors="replace")
    return sum(map(is_known, filter(_tells, _CELLS.split(text))))


def _tells(cell: str) -> bool:
    """Does it depend on the encoding whether this is a word? One Latin letter is none."""
    return not cell.isascii() and fold(cell) not in _ALPHABET


# From the bytes of an upload to its text.

_AS_CSV: Final = "save the prices as CSV and upload that"
# Digits and marks of other scripts.
_LATIN: Final = {
    ord(zero) + digit: str(digit) for zero in "٠۰०０" for digit in range(10)
} | str.maketrans("٫٬，．－／：", ".,,.-/:")
_OTHER_DIGITS: Final = re.compile("[٠-٩۰-۹०-९０-９]")


def decode(data: bytes) -> str:
    r"""Returns the text of a file, its lines ending in "\n", without invisible marks.

    Raises:
        DataError: The file is not text.
    """
    refuse_other_kinds(data, _AS_CSV)
    text = plain_lines(_text(data))
    refuse_other_texts(text, _AS_CSV)
    return text


def visible(text: str) -> str:
    """Returns a text without invisible marks, its letters composed, its digits Latin."""
    if text.isascii():
        return text
    text = composed(INVISIBLE.sub("", text))
    return text.translate(_LATIN) if _OTHER_DIGITS.search(text) else text


def _text(data: bytes) -> str:
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:  # what is not text is found out afterwards
        text = data.decode(
            "latin-1" if encoding in ("cp1252", "mac_roman") else encoding, "replace"
        )
    return visible(text)


def open_grid(data: bytes, found: Findings) -> Grid:
    """Returns the rows of a text or of a workbook.

    Args:
        data: The bytes of the file.
        found: Takes the separator or the sheet.

    Raises:
        DataError: The file is empty, too large, damaged, or cannot be split into rows.
    """
    check_size(data, "keep only the dates and prices you need")
    return _open_workbook(data, found) if is_workbook(data) else _open_text(data, found)


def _open_text(data: bytes, found: Findings) -> Grid:
    grid, dialect = split_text(decode(data), found.choices.separator)
    options = [Option(mark, name) for mark, name in SEPARATORS.items()]
    found.settle("separator", grid.separator, options, likely=bool(dialect.others))
    return grid


def _open_workbook(data: bytes, found: Findings) -> Grid:
    workbook = Workbook(data)
    options = options_of(workbook.with_prices)
    wanted = found.choices.sheet
    name = wanted if wanted is not None else workbook.with_prices[0]
    if wanted is None and len(options) > 1:
        names = ", ".join(workbook.with_prices)
        found.ask("sheet", f"Several sheets hold prices: {names}.", options, name)
    else:
        found.settle("sheet", name, options)
    return workbook.grid(name)
