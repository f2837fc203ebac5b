"""How good a prediction is, and always beside it: how good yesterday's price would have been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
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
