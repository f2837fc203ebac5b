"""What stands below the prices: totals, sources, disclaimers; and headings that come again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.fold import fold_words
from core.stocks.sources.uploads.dates.patterns import form_of
from core.stocks.sources.uploads.source.grid import TAIL
from core.stocks.sources.uploads.source.shapes import looks_numeric
from core.stocks.sources.uploads.table.table import Table
from core.stocks.sources.uploads.words.months import month_of

_WORD: Final = 3  # letters; a date has one at most that is no month, the day of the week


def count_footer(table: Table, date: int) -> int:
    """Returns how many rows at the end are no days.

    Args:
        table: The rows below the headings.
        date: The position of the column of dates.
    """
    rows = table.cells.iloc[-TAIL:].to_numpy().tolist()
    count = 0
    while count < min(len(rows), len(table.cells) - 1) and _is_footer(rows[-1 - count], date):
        count += 1
    return count


def without_footer(table: Table, count: int) -> Table:
    """Returns the table without its last rows.

    Raises:
        ReadingError: None would be left.
    """
    if count >= len(table.cells):
        raise ReadingError(
            f"A footer of {count:,} rows leaves no prices: choose a smaller one.", ("footer",)
        )
    return table.rows(np.arange(len(table.cells)) < len(table.cells) - count)


def repeated_headings(table: Table, date: int) -> NDArray[np.bool_]:
    """Returns which rows are the headings once more, as pages that were joined have them."""
    same = np.ones(len(table.cells), dtype=bool)
    if not table.names[date]:
        return ~same
    for position, name in enumerate(table.names):
        if name:
            same &= (table.cells[position] == name).to_numpy()
    return same


def _is_footer(cells: list[str], date: int) -> bool:
    cell = cells[date]
    others = [other for i, other in enumerate(cells) if other and i != date]
    if form_of(cell) is not None:
        return False
    if not cell:
        return not others or not all(map(looks_numeric, others))
    has_digits = any(letter.isdigit() for letter in cell)
    words = [word for word in fold_words(cell) if len(word) >= _WORD and month_of(word) is None]
    return not has_digits or not any(map(looks_numeric, others)) or len(words) > 1
