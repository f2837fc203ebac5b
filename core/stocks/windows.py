"""From prices to what a network learns from: split, scaled, cut into sliding windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from sklearn.preprocessing import MinMaxScaler

from core.errors import SettingsError
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory

Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """The training or the test days, oldest first, each with the window that precedes it."""

    x: NDArray[np.float32]  # (days, timesteps, 1), scaled
    y: NDArray[np.float32]  # (days,), scaled
    dates: pd.DatetimeIndex  # (days,)
    actual: Prices  # (days,)
    yesterday: Prices  # (days,), the price of the trading day before


@dataclass(frozen=True, slots=True)
class Windows:
    """Both parts of a history, and the scaler between prices and what the network sees."""

    train: Part
    test: Part
    train_rows: int  # the days the scaler was fitted on; the first `timesteps` have no window
    scaler: MinMaxScaler

    def inverse(self, scaled: ArrayLike) -> Prices:
        """Scaled predictions (days,) as prices (days,), in float64."""
        column = np.asarray(scaled, dtype=np.float64).reshape(-1, 1)
        return np.asarray(self.scaler.inverse_transform(column))[:, 0]


def prepare(settings: StockSettings, history: PriceHistory) -> Windows:
    """Splits by time, scales by the training days alone, and cuts the windows.

    The windows of the first test days reach back into the training days, so every test day
    has one.

    Raises:
        SettingsError: The settings do not fit the history (see `check`).
    """
    check(settings, history)
    prices = history.frame[settings.price_column].to_numpy(dtype=np.float64)
    dates = history.dates
    split = first_test_row(settings, history)
    scaler = MinMaxScaler().fit(prices[:split, np.newaxis])
    scaled = scaler.transform(prices[:, np.newaxis])[:, 0].astype(np.float32)
    # Window i covers the days i to i + timesteps - 1; its target is the day after.
    windows = sliding_window_view(scaled[:-1], settings.timesteps)

    def part(start: int, stop: int) -> Part:
        days = slice(start, stop)
        return Part(
            x=windows[start - settings.timesteps : stop - settings.timesteps, :, np.newaxis].copy(),
            y=scaled[days],
            dates=dates[days],
            actual=prices[days],
            yesterday=prices[start - 1 : stop - 1],
        )

    return Windows(
        train=part(settings.timesteps, split),
        test=part(split, len(prices)),
        train_rows=split,
        scaler=scaler,
    )


def first_test_row(settings: StockSettings, history: PriceHistory) -> int:
    """The position of the first test day among the days, for settings that fit (see `check`)."""
    if settings.split_date is None:
        return len(history) - settings.test_days
    return int(history.dates.searchsorted(pd.Timestamp(settings.split_date)))


def check(settings: StockSettings, history: PriceHistory) -> None:
    """Makes sure that the settings leave at least one training window and one test day.

    Raises:
        SettingsError: They do not; the sentence says what would fit.
    """
    _check_column(settings, history)
    _check_split_date(settings, history)
    rows = len(history)
    test_days = rows - first_test_row(settings, history)
    needed = settings.timesteps + 1 + test_days
    if rows < needed:
        raise SettingsError(
            f"Timesteps {settings.timesteps} and {_count(test_days, 'test day')} need at least "
            f"{needed} days; there are {rows}. {_what_fits(settings, history, test_days)}"
        )


def _check_column(settings: StockSettings, history: PriceHistory) -> None:
    if settings.price_column not in history.price_columns:
        raise SettingsError(
            f"These data have no {settings.price_column} prices; "
            f"choose {' or '.join(history.price_columns)}."
        )


def _check_split_date(settings: StockSettings, history: PriceHistory) -> None:
    if settings.split_date is None:
        return
    first, last = history.dates[0].date(), history.dates[-1].date()
    if not first < settings.split_date <= last:
        raise SettingsError(
            f"The first test day, {settings.split_date}, must come after the first day, {first}, "
            f"and not after the last, {last}."
        )


def _what_fits(settings: StockSettings, history: PriceHistory, test_days: int) -> str:
    """A sentence for people whose settings ask for more days than there are."""
    rows = len(history)
    most_timesteps = rows - test_days - 1
    most_test_days = rows - settings.timesteps - 1
    fits = []
    if most_timesteps >= 1:
        fits.append(_count(most_timesteps, "timestep"))
    if most_test_days >= 1:
        fits.append(_count(most_test_days, "test day"))
    if fits:
        return f"At most {' or '.join(fits)} fit."
    return "Choose fewer of both." if rows >= 3 else "At least 3 days are needed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
