"""What the columns of a table hold, told from a sample of their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.stocks.sources.uploads.dates.patterns import BARE, Form, common_form
from core.stocks.sources.uploads.numbers.parse import MISSING
from core.stocks.sources.uploads.source.shapes import looks_numeric
from core.stocks.sources.uploads.table.table import Table

_SAMPLE: Final = 60  # cells of a column, from all over it
_MOST: Final = 0.5


@dataclass(frozen=True)
class Profile:
    """What one column holds.

    Attributes:
        form: How most of its dates are written; None where it holds none.
        dates: Which share of its cells are such dates.
        numbers: Which share are numbers; both of the cells that are not missing.
        sample: Those cells.
    """

    form: Form | None
    dates: float
    numbers: float
    sample: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Are most of its cells numbers?"""
        return self.numbers > _MOST

    @property
    def is_dates(self) -> bool:
        """Are most of its cells dates that could be nothing else?"""
        return self.dates > _MOST and self.form not in BARE

    @property
    def is_bare(self) -> bool:
        """Are most of its cells numbers that could be dates, under a heading that says so?"""
        return self.dates > _MOST and self.form in BARE


def profiles(table: Table) -> list[Profile]:
    """Returns the profile of each column."""
    places = np.unique(np.linspace(0, len(table.cells) - 1, _SAMPLE).astype("int64"))
    sample = table.cells.iloc[places]
    return [_profile(sample[position].tolist()) for position in range(len(table.names))]


def _profile(cells: list[str]) -> Profile:
    given = tuple(cell for cell in cells if cell.lower() not in MISSING)
    if not given:
        return Profile(None, 0.0, 0.0, ())
    form, dates = common_form(given)
    return Profile(form, dates, sum(map(looks_numeric, given)) / len(given), given)
