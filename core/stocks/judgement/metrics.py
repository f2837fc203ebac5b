"""How good a prediction is, and always beside it: how good yesterday's price would have been."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Prices = NDArray[np.float64]

AS_GOOD = 0.05  # less of a difference than this share of the miss is none


@dataclass(frozen=True, slots=True)
class Metrics:
    """Errors of the predicted prices and of yesterday's price on the same days.

    `rmse` and `mae` are in the currency of the prices. `mape`, `direction_accuracy` and `skill`
    are shares: 0.02 is 2 %.
    """

    rmse: float  # root of the mean squared error
    mae: float  # mean absolute error
    mape: float  # mean absolute error as a share of the actual price
    direction_accuracy: float | None
    """Share of the days on which the prediction lies on the same side of yesterday's price as the
    actual price. Days without a change of price do not count; None if there are no others. A
    prediction equal to yesterday's price is wrong on every day that counts."""
    naive_rmse: float
    naive_mae: float
    naive_mape: float
    naive_direction_accuracy: float | None
    """Always None: yesterday's price names no direction."""
    skill: float | None
    """1 - rmse / naive_rmse: above 0 the prediction beats yesterday's price, 1 is perfect.
    None if yesterday's price is right every day."""


def metrics(actual: Prices, predicted: Prices, yesterday: Prices) -> Metrics:
    """Compares the predictions with the actual prices; all three are (days,), prices positive."""
    rmse, mae, mape = _errors(actual, predicted)
    naive_rmse, naive_mae, naive_mape = _errors(actual, yesterday)
    return Metrics(
        rmse=rmse,
        mae=mae,
        mape=mape,
        direction_accuracy=direction_accuracy(actual, predicted, yesterday),
        naive_rmse=naive_rmse,
        naive_mae=naive_mae,
        naive_mape=naive_mape,
        naive_direction_accuracy=None,
        skill=1 - rmse / naive_rmse if naive_rmse > 0 else None,
    )


def _errors(actual: Prices, predicted: Prices) -> tuple[float, float, float]:
    error = predicted - actual
    absolute = np.abs(error)
    return (
        float(np.sqrt(np.mean(error**2))),
        float(np.mean(absolute)),
        float(np.mean(absolute / actual)),
    )


def direction_accuracy(actual: Prices, predicted: Prices, yesterday: Prices) -> float | None:
    """See `Metrics`; all three are (days,)."""
    change = np.sign(actual - yesterday)
    changed = change != 0
    if not changed.any():
        return None
    return float(np.mean(np.sign(predicted - yesterday)[changed] == change[changed]))


# What needs no network: four simple forecasts of the same days, one step ahead.


YESTERDAY, DRIFT, MOVING_AVERAGE, AR1 = "yesterday", "drift", "moving_average", "ar1"
DAYS_AVERAGED: Final = 5
TITLES: Final = {
    YESTERDAY: "repeating yesterday",
    DRIFT: "drift",
    MOVING_AVERAGE: f"moving average of {DAYS_AVERAGED} days",
    AR1: "AR(1) on changes",
}
_FEWEST_CHANGES: Final = 5  # for two parameters
_ROUNDING: Final = 1e-9  # of their size, below which changes do not differ


def baselines(
    prices: Prices, train: NDArray[np.int64], rows: NDArray[np.int64]
) -> dict[str, Prices]:
    """What each baseline says of some days, knowing the prices of all days before each of them.

    - `yesterday`: the price of the day before;
    - `drift`: that, and the mean change of the training days;
    - `moving_average`: the mean of the 5 days before, of fewer where there are no more;
    - `ar1`: yesterday's price and the change that an autoregression of order 1 with a constant
      expects after yesterday's. It is fitted on the changes of the training days alone and never
      again, and left out where there are fewer than 5 or they are all the same.

    Args:
        prices: of all days, (days,), oldest first.
        train: the positions of the training days, at least 2 that follow one another.
        rows: the positions of the days to say, (test days,), none of them before 2.
    """
    every = pd.Series(prices)
    yesterday = every.shift(1)
    learned = training_changes(prices, train)
    said = {
        YESTERDAY: yesterday,
        DRIFT: yesterday + float(np.nanmean(learned)),
        MOVING_AVERAGE: every.rolling(DAYS_AVERAGED, min_periods=1).mean().shift(1),
    }
    expected = _expected_changes(every.diff(), learned)
    if expected is not None:
        said[AR1] = yesterday + expected
    return {name: forecast.to_numpy()[rows] for name, forecast in said.items()}


def training_changes(prices: Prices, train: NDArray[np.int64]) -> Prices:
    """The change from the day before, (days,), where both are training days; elsewhere NaN."""
    learned = np.full(len(prices), np.nan)
    learned[train] = prices[train]
    return np.diff(learned, prepend=np.nan)


def _expected_changes(changes: pd.Series[float], learned: Prices) -> pd.Series[float] | None:
    """The change that an AR(1), fitted on the `learned` ones, expects on each day."""
    from statsmodels.regression.linear_model import OLS  # here: only who judges needs it

    known = learned[np.isfinite(learned)]
    if len(known) < _FEWEST_CHANGES or not known.std() > _ROUNDING * np.abs(known).max():
        return None
    spread = float(known.std())
    scaled = pd.Series(learned / spread)  # for the numerics of the fit; the model does not care
    before = pd.DataFrame({"constant": 1.0, "coefficient": scaled.shift(1)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit on odd prices is shown as it is: by its errors
        fitted = OLS(scaled, before, missing="drop").fit().params
    constant, coefficient = spread * float(fitted["constant"]), float(fitted["coefficient"])
    return constant + coefficient * changes.shift(1)
