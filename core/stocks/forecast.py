"""Predictions joined to their days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.stocks.settings import StockSettings
from core.stocks.windows import Part, Windows


def prediction_table(
    windows: Windows,
    test_prediction: NDArray[np.float64],
    train_prediction: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """One row a predicted day, indexed by Date, oldest first, training days before test days.

    Columns: Part ("train" or "test"), Actual, Predicted, Yesterday (the price of the trading
    day before); prices in the history's currency. Without `train_prediction` only the test days.
    """
    test = _rows("test", windows.test, test_prediction)
    if train_prediction is None:
        return test
    return pd.concat([_rows("train", windows.train, train_prediction), test])


def marked(table: pd.DataFrame, settings: StockSettings) -> pd.DataFrame:
    """The table with a column that names the mistake of the run, where it makes one."""
    return table.assign(Mistake=settings.mistake) if settings.made_mistake else table


def _rows(name: str, part: Part, prediction: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Part": name,
            "Actual": part.actual,
            "Predicted": prediction,
            "Yesterday": part.yesterday,
        },
        index=pd.DatetimeIndex(part.dates, name="Date"),
    )
