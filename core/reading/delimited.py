"""From the lines of a text to rows of cells, each with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from core.errors import ReadingError

if TYPE_CHECKING:
    from _csv import Reader

Row: TypeAlias = tuple[int, list[str]]  # its line as people count them, from 1, and its cells
# What stands between two cells, and what people call it.

SEPARATORS: Final = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
}
# Those that are looked for, in this order where nothing else decides. A comma may also be a
# decimal or thousands mark, so the others go before it; a space stands in dates and names.
CANDIDATES: Final = ("\t", ";", "|", ",")
LONGEST_SAMPLED: Final = 4_000  # letters of a line that are looked at for it


def mark_named(value: Any, names: Mapping[str, str]) -> Any:
    r"""Returns the mark that a word such as "comma" names, or "\t"; anything else as it is."""
    if value == r"\t":
        return "\t"
    return next((mark for mark, name in names.items() if value == name), value)


# Lines split into cells.

_DECLARED: Final = re.compile(r"\"?sep=(.)\"?\s*")


@dataclass(frozen=True)
class Dialect:
    """How to split lines.

    Attributes:
        separator: What stands between two cells.
        declared: Does the first line say so ("sep=;")?
        wrapped: Is every whole line in quotation marks, as a spreadsheet leaves it that took
            the file for one column?
        quote: What stands around a cell that holds a separator; None where nothing does.
        others: What splits lines as well.
    """

    separator: str
    declared: bool = False
    wrapped: bool = False
    quote: str | None = '"'
    others: tuple[str, ...] = ()


class BrokenQuoteError(ReadingError):
    """A row whose quotation marks do not belong together."""

    @classmethod
    def on(cls, line: int) -> BrokenQuoteError:
        """Returns the error for the row that begins on a line."""
        return cls(f"Line {line:,} cannot be split into cells: look for a quotation mark too many.")


def declared_separator(line: str) -> str | None:
    """Returns what a first line says of the separator, as spreadsheets read it: "sep=;"."""
    declared = _DECLARED.fullmatch(line)
    return declared[1] if declared else None


def lines_of(text: str, longest: int, advice: str) -> Iterator[str]:
    """Yields the lines of a text, each ending in a line feed.

    Args:
        text: Its lines end in a line feed.
        longest: How many letters a line may have.
        advice: What to do about a longer one, as the rest of the sentence.

    Raises:
        ReadingError: A line is longer.
    """
    start = number = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        if end - start > longest:
            raise ReadingError(f"Line {number:,} has {end - start:,} letters: {advice}.")
        yield text[start:end] + "\n"
        start = end + 1


def rows_of(
    lines: Iterator[str], dialect: Dialect, *, is_row: Callable[[Sequence[str]], bool]
) -> Iterator[Row]:
    """Yields rows, blank ones among them, with the line each begins on.

    Args:
        lines: Each ends in a line feed.
        dialect: How to split them.
        is_row: Does a line that stands in quotation marks, split into at least two cells,
            look like a row of its own?

    Raises:
        BrokenQuoteError: Quotation marks do not belong together, or hold whole rows.
    """
    first = 1
    if dialect.declared:
        next(lines)
        first = 2
    reader = csv_reader(map(_unwrapped, lines) if dialect.wrapped else lines, dialect, strict=True)
    while True:
        line = first + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BrokenQuoteError.on(line) from None
        if first + reader.line_num - line > 1 and _holds_rows(row, dialect.separator, is_row):
            raise BrokenQuoteError.on(line)
        yield line, row


def csv_reader(lines: Iterator[str], dialect: Dialect, *, strict: bool) -> Reader:
    """Returns what splits lines; `strict`: it refuses quotation marks that stand odd."""
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_NONE if dialect.quote is None else csv.QUOTE_MINIMAL,
        strict=strict,
        skipinitialspace=True,
    )


def nonblank(rows: Iterable[Row]) -> Iterator[Row]:
    """Yields the rows that are not blank."""
    return ((line, row) for line, row in rows if is_nonblank(row))


def is_nonblank(row: Sequence[str]) -> bool:
    """Has a row any cell that is not blank?"""
    return bool(row) and bool(row[0].strip() or any(map(str.strip, row)))


def without_stray_spaces(lines: Iterable[str], separator: str) -> Iterator[str]:
    """Yields lines without the spaces between a quotation mark and the end of its cell."""
    loose = re.compile(rf'(?<=") +(?={re.escape(separator)}|\n)')
    return (loose.sub("", line) for line in lines)


def unwrap(line: str) -> str:
    """Returns a line without the quotation marks around the whole of it."""
    if len(line) > 1 and line.startswith('"') and line.rstrip().endswith('"'):
        cells = next(csv.reader([line], delimiter="\0"), [])
        return cells[0] if len(cells) == 1 else line
    return line


def _unwrapped(line: str) -> str:
    return unwrap(line[:-1]) + "\n"


def _holds_rows(row: list[str], separator: str, is_row: Callable[[Sequence[str]], bool]) -> bool:
    """Do the quotation marks of a row hold whole rows of the table?"""
    inside = [line.split(separator) for cell in row for line in cell.split("\n")[1:]]
    return any(
        len(cells) >= max(2, len(row)) or (len(cells) > 1 and is_row(cells)) for cells in inside
    )
