"""The two price histories that come with the project (see data/README.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from core.errors import DataError
from core.stocks.sources.history import PriceHistory, date_index

_FOLDER: Final = Path(__file__).resolve().parents[3] / "data"
_FACTS: Final = {
    "GE": {
        "currency": "USD",
        "title": "General Electric",
        "source": "Yahoo Finance, as shown in late 2019 (bundled)",
        "adjustment": "Prices before 2019-02-26 are divided by 1.04 for the Wabtec spin-off; "
        "not adjusted for dividends, nor for the splits and spin-offs from 2021 on.",
    },
    "TATAGLOBAL": {
        "currency": "INR",
        "title": "Tata Global Beverages",
        "source": "National Stock Exchange of India (bundled)",
        "adjustment": "Not adjusted.",
    },
}
SYMBOLS: Final = tuple(_FACTS)


def bundled(symbol: str) -> PriceHistory:
    """Returns a bundled history.

    Args:
        symbol: One of `SYMBOLS`: "GE" (2018-11-12 to 2019-11-08, 250 days) or "TATAGLOBAL"
            (2010-07-21 to 2018-10-24, 2,051 days).

    Raises:
        DataError: Nothing of that name comes with the project.
    """
    if symbol not in _FACTS:
        choices = " and ".join(SYMBOLS)
        raise DataError(f"There is no bundled data named {symbol!r}; there are {choices}.")
    frame = pd.read_csv(_FOLDER / f"{symbol}.csv", index_col="Date", parse_dates=["Date"])
    frame = frame.astype("float64").set_index(date_index(pd.DatetimeIndex(frame.index)))
    facts = _FACTS[symbol]
    return PriceHistory(
        symbol=symbol,
        currency=facts["currency"],
        title=facts["title"],
        source=facts["source"],
        adjustment=facts["adjustment"],
        notes=(),
        frame=frame,
    )
