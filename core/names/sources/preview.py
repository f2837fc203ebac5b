"""The first and last rows as they stand in the list, beside the names read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Final

from core.errors import shortened
from core.names.sources.collect import Collected
from core.names.sources.table.columns import Columns
from core.reading.delimited import Row
from core.reading.outcome import RawRow
from core.reading.text import MAX_CELL

_SHOWN: Final = 5  # rows at either end
_CELLS: Final = 12  # of a row


def first_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns what stands above the names, and the first rows of them."""
    kinds = [] if columns is None else ["above"] * columns.above + ["headings"] * columns.headings
    rows = collected.first[: _SHOWN + len(kinds)]
    titles = [RawRow(row[0], _cells(row), kind) for row, kind in zip(rows, kinds, strict=False)]
    return (*titles, *(_row(row, collected) for row in rows[len(kinds) :]))


def last_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns the last rows that are not among the first ones."""
    shown = {row.line for row in first_rows(collected, columns)}
    rows = [row for row in list(collected.last)[-_SHOWN:] if row[0] not in shown]
    return tuple(_row(row, collected) for row in rows)


def _row(row: Row, collected: Collected) -> RawRow:
    names = _names_of(row[0], collected)
    if not names:
        return RawRow(row[0], _cells(row), "left out")
    return RawRow(row[0], _cells(row), "names", {"Name": ", ".join(names)})


def _cells(row: Row) -> tuple[str, ...]:
    return tuple(shortened(cell, MAX_CELL) for cell in row[1][:_CELLS])


def _names_of(line: int, collected: Collected) -> list[str]:
    """Returns the first names of a line."""
    start = bisect_left(collected.lines, line)
    end = bisect_right(collected.lines, line)
    return collected.names[start : min(end, start + _CELLS)]
