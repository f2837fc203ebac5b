"""Price histories made for a test."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.stocks.sources.history import PriceHistory, date_index

WAYS = (
    {"target": "price"},
    {"target": "change"},
    {"target": "change", "reads": "changes"},
)  # what a network says, and what it reads


def make_history(prices: Sequence[float], column: str = "Open") -> PriceHistory:
    """`prices` on consecutive weekdays from 2024-01-01, a Monday."""
    days = date_index(pd.bdate_range("2024-01-01", periods=len(prices)))
    frame = pd.DataFrame({column: np.asarray(prices, dtype=np.float64)}, index=days)
    return PriceHistory("TEST", "USD", "Test", "made up", "", (), frame)


def wave(days: int) -> PriceHistory:
    """A smooth curve that a small network can learn."""
    return make_history(10 + np.sin(np.arange(days) / 3))
