"""Columns of text with their headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.reading.headings import labels_of, listed, position_of


@dataclass(frozen=True)
class Table:
    """The cells below the headings.

    Attributes:
        names: The headings as they stand in the file; may be empty or repeated.
        tickers: Whose column each is, where a second heading says it; else empty.
        units: What stands below or beside the headings, such as a currency; else empty.
        cells: Stripped text, one column per name (numbered from 0), indexed by line.
        widths: How many cells each row has in the file.
        above: The cells of the rows above the headings.
        headings: Does the file name its columns?
    """

    names: tuple[str, ...]
    tickers: tuple[str, ...]
    units: tuple[str, ...]
    cells: pd.DataFrame
    widths: NDArray[np.int64]
    above: tuple[tuple[str, ...], ...]
    headings: bool

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What people call each column: its heading, or "column 3" if that is not its alone."""
        return labels_of(self.names)

    def position(self, label: str, field: str) -> int:
        """Returns the position of a column that somebody chose.

        Raises:
            ReadingError: There is none of that name.
        """
        return position_of(label, self.labels, field, self.names)

    def listed(self) -> str:
        """Returns the columns in a sentence: "'Date, Open, Close'"."""
        return listed(self.labels)

    def rows(self, chosen: NDArray[np.bool_]) -> Table:
        """Returns the table with only some of its rows."""
        return replace(self, cells=self.cells[chosen], widths=self.widths[chosen])

    def columns(self, positions: list[int]) -> Table:
        """Returns the table with only some of its columns, numbered anew."""
        cells = self.cells[positions].set_axis(range(len(positions)), axis=1)
        names, tickers, units = (
            tuple(texts[i] for i in positions) for texts in (self.names, self.tickers, self.units)
        )
        widths = np.minimum(self.widths, len(positions))
        return replace(self, names=names, tickers=tickers, units=units, cells=cells, widths=widths)
