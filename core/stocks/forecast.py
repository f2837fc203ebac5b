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
    validation_prediction: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """One row a predicted day, indexed by Date: training, validation, test days, oldest first.

    Columns: Part ("train", "validation" or "test"), Actual, Predicted, Yesterday (the price of the
    trading day before); prices in the history's currency. A part without a prediction is left out.
    """
    parts = (
        ("train", windows.train, train_prediction),
        ("validation", windows.validation, validation_prediction),
        ("test", windows.test, test_prediction),
    )
    return pd.concat([_rows(name, part, said) for name, part, said in parts if said is not None])


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
