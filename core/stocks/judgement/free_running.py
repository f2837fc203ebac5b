"""How far a network gets on its own: fed with its own predictions instead of the actual prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingsError
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.windows import Windows

Prices = NDArray[np.float64]

_MOST_STEPS = 60_000  # of cells with 50 units: some three seconds
_IN_ORDER = ("none", "scaler_on_all_rows", "test_days_in_training")


@dataclass(frozen=True, slots=True)
class FreeRun:
    """The test days, none of whose prices the network was told."""

    predicted: Prices  # (days,), from the first test day on
    last_known: float  # the price of the day before the first test day
    rmse: Prices  # (days,), of the days up to each
    last_known_rmse: Prices  # (days,), the same of always saying the last known price

    @property
    def worse_from(self) -> int | None:
        """The day, 1 for the first, from which on it is worse than the last known price.

        Worse up to that day, and up to each later one. None where it is not worse at the end.
        """
        better = np.flatnonzero(self.rmse <= self.last_known_rmse)
        first = int(better[-1]) + 2 if len(better) else 1
        return first if first <= len(self.rmse) else None


def free_run(settings: StockSettings, windows: Windows, network: Network) -> FreeRun:
    """Goes through the test days: each prediction takes the place of the price it was made for.

    The first days only where all were more work than one waits for.

    Raises:
        SettingsError: The test days of a mistake do not follow one another in time.
    """
    if settings.mistake not in _IN_ORDER:
        raise SettingsError(
            "There is no free run of these test days: with this mistake they do not follow one "
            "another from the last training day on."
        )
    test = windows.test
    days = min(len(test.y), max(1, _MOST_STEPS * 50 // _work(settings)))
    window, price = test.x[:1], test.before[:1]
    predicted = np.empty(days)
    for day in range(days):
        last, price = price, windows.forecast(network.predict(window), price)
        predicted[day] = price[0]
        newest = windows.scaled(np.concatenate([last, price]))[-1:]
        window = np.concatenate([window[:, 1:], newest[np.newaxis, :, np.newaxis]], axis=1)
    last_known, actual = float(test.before[0]), test.actual[:days]
    return FreeRun(
        predicted, last_known, _rmse_up_to(predicted - actual), _rmse_up_to(last_known - actual)
    )


def _work(settings: StockSettings) -> int:
    """What one prediction takes: the steps of its cells, by their size."""
    return settings.timesteps * settings.layers * max(50, settings.units)


def _rmse_up_to(errors: Prices) -> Prices:
    return np.asarray(np.sqrt(np.cumsum(errors**2) / np.arange(1, len(errors) + 1)))
