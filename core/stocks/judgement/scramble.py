"""Does a forecast know tomorrow? Replaces what comes after a day by noise and predicts it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import SettingsError
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PRICE_RANGE, PriceHistory
from core.stocks.windows import prepare

# Beyond the lowest price, in spans of all prices: no scaler can miss it, and none of changes where
# those are read, as the first of them is more than a span.
_NOISE = {"levels": (1.1, 3.0), "changes": (2.1, 4.0)}


@dataclass(frozen=True, slots=True)
class Scrambled:
    """One day, told twice by the same weights."""

    day: pd.Timestamp
    history: PriceHistory  # with noise after the day
    with_tomorrow: float  # the forecast of the day, from the prices as they are
    without_tomorrow: float  # and from those with noise after the day

    @property
    def knows_tomorrow(self) -> bool:
        """Whether the two differ, be it by the last bit."""
        return self.with_tomorrow != self.without_tomorrow


def scramble_tomorrow(
    settings: StockSettings,
    history: PriceHistory,
    weights: Sequence[NDArray[np.float32]],
    day: pd.Timestamp,
) -> Scrambled:
    """Predicts `day` with and without the prices after it.

    Both times the prices are split, scaled and cut anew, as the run did it, mistakes included: a
    forecast that knows nothing of the days after is the same to the last bit.

    Args:
        settings: of the run; its seed draws the noise.
        history: that it was trained on.
        weights: of the trained network, in Keras' order.
        day: a test day, not the last of the history.

    Raises:
        SettingsError: It is not one of those days.
    """
    if day not in days_to_scramble(settings, history):
        raise SettingsError(f"{day:%Y-%m-%d} is no test day with a day after it; choose another.")
    network = Network(settings, weights)
    noisy = with_noise_after(history, day, settings)
    return Scrambled(
        day,
        noisy,
        _predicted(settings, history, network, day),
        _predicted(settings, noisy, network, day),
    )


def days_to_scramble(settings: StockSettings, history: PriceHistory) -> pd.DatetimeIndex:
    """The test days that have a day after them."""
    windows = prepare(settings, history)
    test_days = windows.test.dates
    parts = (windows.train, windows.validation, windows.test)
    return test_days[test_days < max(part.dates.max() for part in parts if len(part.dates))]


def with_noise_after(
    history: PriceHistory, day: pd.Timestamp, settings: StockSettings
) -> PriceHistory:
    """The history with every price after `day` drawn at random, above all that were there."""
    frame = history.frame.copy()
    columns = list(history.price_columns)
    prices = frame[columns].to_numpy()
    lowest, highest = float(prices.min()), float(prices.max())
    span = (highest - lowest) or highest
    after = frame.index > day
    size = int(np.count_nonzero(after)), len(columns)
    noise = np.random.default_rng(settings.seed).uniform(*_NOISE[settings.reads], size)
    frame.loc[after, columns] = np.minimum(lowest + noise * span, PRICE_RANGE[1])
    return replace(history, frame=frame)


def _predicted(
    settings: StockSettings, history: PriceHistory, network: Network, day: pd.Timestamp
) -> float:
    """The price of `day`, predicted alone, so that nothing else is in the same product."""
    windows = prepare(settings, history)
    [place] = np.flatnonzero(windows.test.dates == day)
    said = network.predict(windows.test.x[place : place + 1])
    return float(windows.forecast(said, windows.test.before[place : place + 1])[0])
