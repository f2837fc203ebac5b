"""Files without headings, as MetaTrader and Binance write them: told by what their columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from core.stocks.sources.history import COLUMNS, PRICE_COLUMNS
from core.stocks.sources.uploads.columns.profile import Profile
from core.stocks.sources.uploads.numbers.mark import weigh
from core.stocks.sources.uploads.numbers.parse import Figures

_PRICES: Final = len(PRICE_COLUMNS)


def by_content(columns: Sequence[Profile], numeric: Sequence[int]) -> dict[str, int] | None:
    """Returns the positions of Open, High, Low, Close and perhaps Volume, in this usual order.

    They are recognised by every row's second price being its highest and the third its lowest;
    None where that is not so.

    Args:
        columns: What each column holds.
        numeric: The positions of those that hold numbers.
    """
    if len(numeric) < _PRICES:
        return None
    cells = [Figures(pd.Series(columns[i].sample, dtype="str")) for i in numeric[:_PRICES]]
    if len({len(column.cells) for column in cells}) > 1:
        return None
    mark = weigh(cells, []).proven or "."
    first, high, low, last = (column.read(mark).to_numpy() for column in cells)
    fits = (high >= np.maximum(first, last)) & (low <= np.minimum(first, last))
    if not fits.all() or (high == low).all():
        return None
    return dict(zip(COLUMNS, numeric, strict=False))
