"""What needs no network: four simple forecasts of the same days, one step ahead."""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Prices = NDArray[np.float64]

YESTERDAY, DRIFT, MOVING_AVERAGE, AR1 = "yesterday", "drift", "moving_average", "ar1"
DAYS_AVERAGED: Final = 5
TITLES: Final = {
    YESTERDAY: "repeating yesterday",
    DRIFT: "drift",
    MOVING_AVERAGE: f"moving average of {DAYS_AVERAGED} days",
    AR1: "AR(1) on changes",
}
_FEWEST_CHANGES: Final = 5  # for two parameters


def baselines(prices: Prices, train_rows: int, rows: NDArray[np.intp]) -> dict[str, Prices]:
    """What each baseline says of some days, knowing the prices of all days before each of them.

    - `yesterday`: the price of the day before;
    - `drift`: that, and the mean change of the training days;
    - `moving_average`: the mean of the 5 days before, of fewer where there are no more;
    - `ar1`: yesterday's price and the change that an autoregression of order 1 with a constant
      expects after yesterday's. It is fitted on the changes of the training days alone and never
      again, and left out where there are fewer than 5 or the training prices never change.

    Args:
        prices: of all days, (days,), in the order of the windows.
        train_rows: so many of them, the first ones, are training days; at least 2.
        rows: the positions of the days to say, (test days,), none of them 0.
    """
    every = pd.Series(prices)
    yesterday = every.shift(1)
    said = {
        YESTERDAY: yesterday,
        DRIFT: yesterday + (prices[train_rows - 1] - prices[0]) / (train_rows - 1),
        MOVING_AVERAGE: every.rolling(DAYS_AVERAGED, min_periods=1).mean().shift(1),
    }
    changes = _expected_changes(np.diff(prices), train_rows - 1)
    if changes is not None:
        said[AR1] = yesterday + changes
    return {name: forecast.to_numpy()[rows] for name, forecast in said.items()}


def _expected_changes(changes: Prices, train_changes: int) -> Prices | None:
    """The change that an AR(1) expects on each day, (days,), not a number on the first two."""
    from statsmodels.tsa.ar_model import AutoReg  # here: only who judges needs it

    train = changes[:train_changes]
    spread = train.std()
    if len(train) < _FEWEST_CHANGES or not spread > 0:
        return None
    scaled = changes / spread  # for the numerics of the fit; the model does not care
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit on odd prices is shown as it is: by its errors
        fitted = AutoReg(scaled[:train_changes], lags=1, trend="c").fit()
    constant, coefficient = fitted.params
    expected = spread * (constant + coefficient * scaled[:-1])
    return np.concatenate([[np.nan, np.nan], expected])
