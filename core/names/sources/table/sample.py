"""The first rows of a list, of which all is found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from core.names.sources.table.words import are_headings

_ABOVE: Final = 10  # rows that may stand above a table


@dataclass(frozen=True)
class Sample:
    """The first rows of a list, split into stripped cells.

    Attributes:
        rows: At least one.
    """

    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def width(self) -> int:
        """How many cells most rows have."""
        widths = Counter(map(len, self.rows))
        return max(widths, key=lambda width: (widths[width], width))

    @property
    def places(self) -> range:
        """The position of each column."""
        return range(self.width)

    @cached_property
    def filled(self) -> list[int]:
        """The columns in which anything stands."""
        return [place for place in self.places if self.column(place, below=False)]

    def first(self, place: int) -> str:
        """Returns the cell of a column in the first row; empty if there is none."""
        row = self.rows[0]
        return row[place] if place < len(row) else ""

    def column(self, place: int, *, below: bool) -> list[str]:
        """Returns the cells of a column that are not empty; `below`: without the first row."""
        rows = self.rows[1:] if below else self.rows
        return [row[place] for row in rows if place < len(row) and row[place]]


def count_above(rows: Sequence[Sequence[str]]) -> int:
    """Counts the first rows that are no part of the table: a title, or what a query was.

    Args:
        rows: None of them blank.
    """
    filled = [sum(map(bool, row)) for row in rows[: _ABOVE + 1]]
    headings = [i for i, row in enumerate(rows[: len(filled)]) if are_headings(row)]
    if headings and max(filled[: headings[0]], default=0) == 1:
        return headings[0]
    return 0
