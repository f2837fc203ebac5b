"""The first and last rows as they stand in the file, beside what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.reading.delimited import Row
from core.reading.outcome import RawRow
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.table.header import Header

_SHOWN: Final = 5  # rows of prices at either end
_MOST: Final = 40  # rows at either end


@dataclass(frozen=True)
class Preview:
    """What is known of the rows of a file.

    Attributes:
        grid: The rows.
        header: Where the headings stand; None where that is not known yet.
        footer: The line after the last row that may be a day.
        read: Date and prices, indexed by line; None where nothing was read yet.
    """

    grid: Grid
    header: Header | None = None
    footer: int | None = None
    read: pd.DataFrame | None = None

    def first(self) -> tuple[RawRow, ...]:
        """The rows down to the first rows of prices."""
        start = 0 if self.header is None else self.header.first
        return self._shown(self.grid.head[: min(start + _SHOWN, _MOST)])

    def last(self) -> tuple[RawRow, ...]:
        """The last rows of prices, and what stands below them."""
        below = 0 if self.footer is None else int((self.grid.lines >= self.footer).sum())
        return self._shown(self.grid.tail[-min(below + _SHOWN, _MOST) :])

    def _shown(self, rows: tuple[Row, ...]) -> tuple[RawRow, ...]:
        return tuple(
            RawRow(line, tuple(cells), self._kind(line), self._values(line)) for line, cells in rows
        )

    def _kind(self, line: int) -> str:
        if self.header is not None and line < self.grid.lines[self.header.first]:
            headings = [*self.header.others]
            if self.header.names is not None:
                headings.append(self.header.names)
            return "headings" if line in self.grid.lines[headings] else "above"
        if self.footer is not None and line >= self.footer:
            return "footer"
        is_read = self.read is None or line in self.read.index
        return "prices" if is_read else "left out"

    def _values(self, line: int) -> dict[str, str | float] | None:
        if self.read is None or line not in self.read.index:
            return None
        [row] = self.read.loc[[line]].to_dict("records")
        day = row.pop("Date")
        return {"Date": f"{day:%Y-%m-%d}"} | {str(name): float(row[name]) for name in row}
