"""How sure the model is: bands around its line, and where its own forecasts lead it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import SettingsError
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.windows import Windows

# Bands that many forecasts of the same days make, and how many of the actual prices they hold.

Prices = NDArray[np.float64]

LEVELS = (0.5, 0.9)
FEWEST_BEYOND = 5  # samples on either side of a band: its ends are not those of a single one


@dataclass(frozen=True, slots=True)
class Band:
    """The middle share of the forecasts of each day."""

    level: float  # the share of the forecasts that it holds, 0 to 1
    lower: Prices  # (days,)
    upper: Prices  # (days,)
    inside: int  # of the actual prices, both ends included

    @property
    def coverage(self) -> float:
        """The share of the actual prices that it holds: `level`, if it says what it should."""
        return self.inside / len(self.lower)


def bands(samples: Prices, actual: Prices, levels: Sequence[float] = LEVELS) -> list[Band]:
    """The bands between quantiles of the samples, and what they hold; none of too few samples.

    Args:
        samples: forecasts, (samples, days): of one network with dropout on, of several seeds, ...
        actual: what came, (days,).
        levels: how much of the samples each band holds, 0 to 1.
    """
    return [
        _band(samples, actual, level) for level in levels if len(samples) >= fewest_samples(level)
    ]


def fewest_samples(level: float) -> int:
    """How many samples a band takes that holds a share `level` of them: 100 for 0.9."""
    return round(2 * FEWEST_BEYOND / (1 - level))


def _band(samples: Prices, actual: Prices, level: float) -> Band:
    lower, upper = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=0)
    inside = int(np.count_nonzero((lower <= actual) & (actual <= upper)))
    return Band(level, lower, upper, inside)


# How sure a network is: its forecasts with dropout left on (Monte Carlo dropout).

_MOST_PRODUCTS = 5e10  # multiplications at once: a second or two of one core


def dropout_samples(
    settings: StockSettings, windows: Windows, network: Network, samples: int
) -> NDArray[np.float64]:
    """Forecasts of the last test days, (samples, days), as prices; the run's seed draws them.

    All test days, unless that were more work than one waits for (see `sampled_days`).
    """
    days = slice(-sampled_days(settings, len(windows.test.y), samples), None)
    said = network.sample(windows.test.x[days], samples, settings.seed)
    return windows.forecast(said, windows.test.last_price[days])


def sampled_days(settings: StockSettings, test_days: int, samples: int) -> int:
    """How many of the test days can be sampled in a second or two; at least one."""
    of_a_sample = settings.timesteps * settings.layers * 8 * settings.units**2
    return max(1, min(test_days, int(_MOST_PRODUCTS / (samples * of_a_sample))))


# How far a network gets on its own: fed with its own predictions instead of the actual prices.


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
    window, price = test.x[:1], test.last_price[:1]
    predicted = np.empty(days)
    for day in range(days):
        last, price = price, windows.forecast(network.predict(window), price)
        predicted[day] = price[0]
        newest = windows.scaled(np.concatenate([last, price]))[-1:]
        window = np.concatenate([window[:, 1:], newest[np.newaxis, :, np.newaxis]], axis=1)
    last_known, actual = float(test.last_price[0]), test.actual[:days]
    return FreeRun(
        predicted, last_known, _rmse_up_to(predicted - actual), _rmse_up_to(last_known - actual)
    )


def _work(settings: StockSettings) -> int:
    """What one prediction takes: the steps of its cells, by their size."""
    return settings.timesteps * settings.layers * max(50, settings.units)


def _rmse_up_to(errors: Prices) -> Prices:
    return np.asarray(np.sqrt(np.cumsum(errors**2) / np.arange(1, len(errors) + 1)))
