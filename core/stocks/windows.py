"""From prices to what a network learns from: split, scaled, cut into sliding windows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from core.errors import SettingsError
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory

if TYPE_CHECKING:
    from sklearn.preprocessing import MinMaxScaler


# Which days are learned and which predicted: by time, or as one of the common mistakes has it.

VALIDATION: Final = "validation_"  # begins the names of what a result says of those days
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """The days of a history in the order in which a network reads them, and what each is for.

    The network predicts the day at a place of the order from the days at the places before it.
    """

    order: Places  # (days,) the rows of the history, as they are read
    train: Places  # places of the days that are learned, the oldest day first
    validation: Places  # places of the days that are predicted to choose by, the oldest day first
    test: Places  # places of the days that are predicted to judge by, the oldest day first
    learned: Places  # the same as `train`, with the first days, which have no window
    scaled_by: Places  # places of the days that the scaler is fitted on


def split(settings: StockSettings, days: int, first_test_day: int) -> Split:
    """Splits `days` days, the one at `first_test_day` and all later ones for testing.

    The validation days, where there are any, come right before them.

    The scaler is fitted on the days that are learned, unless that is the very mistake.
    """
    by_time = _by_time(settings, days, first_test_day)
    mistaken = _MISTAKEN.get(settings.mistake)
    return mistaken(by_time, settings) if mistaken else by_time


def _by_time(settings: StockSettings, days: int, first_test_day: int) -> Split:
    every = np.arange(days)
    first = first_test_day - settings.validation_days
    past, validation, future = np.split(every, [first, first_test_day])
    return Split(
        order=every,
        train=past[settings.reach :],
        validation=validation,
        test=future,
        learned=past,
        scaled_by=past,
    )


def _scaler_on_all_rows(by_time: Split, _settings: StockSettings) -> Split:
    return replace(by_time, scaled_by=by_time.order)


def _newest_first(by_time: Split, _settings: StockSettings) -> Split:
    """The days of each part turned round by themselves: the tutorial has a file of each."""
    past, validation, future = by_time.learned, by_time.validation, by_time.test
    return replace(
        by_time,
        order=np.concatenate([past[::-1], validation[::-1], future[::-1]]),
        train=by_time.train[::-1],
        validation=validation[::-1],
        test=future[::-1],
    )


def _test_days_in_training(by_time: Split, settings: StockSettings) -> Split:
    every = by_time.order
    return replace(by_time, train=every[settings.reach :], learned=every, scaled_by=every)


def _shuffled_split(by_time: Split, settings: StockSettings) -> Split:
    """As many test and validation days as by time, drawn from all days with a window."""
    every = by_time.order
    draws = np.random.default_rng(settings.seed)
    test = np.sort(draws.choice(every[settings.reach :], len(by_time.test), replace=False))
    rest = np.setdiff1d(every[settings.reach :], test)
    validation = np.sort(draws.choice(rest, len(by_time.validation), replace=False))
    learned = np.setdiff1d(every, np.concatenate([validation, test]))
    return replace(
        by_time,
        train=learned[learned >= settings.reach],
        validation=validation,
        test=test,
        learned=learned,
        scaled_by=learned,
    )


_MISTAKEN: Final = {
    "scaler_on_all_rows": _scaler_on_all_rows,
    "newest_first": _newest_first,
    "test_days_in_training": _test_days_in_training,
    "shuffled_split": _shuffled_split,
}


Prices = NDArray[np.float64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """The days of one part, oldest first, each with the window that it is told from."""

    x: NDArray[np.float32]  # (days, timesteps, 1), scaled
    y: NDArray[np.float32]  # (days,), scaled
    rows: NDArray[np.int64]  # (days,), their positions among all days
    dates: pd.DatetimeIndex  # (days,)
    actual: Prices  # (days,)
    yesterday: Prices  # (days,), the price of the trading day before; NaN where there is none
    last_price: Prices  # (days,), of the window: yesterday's, unless time runs backwards


@dataclass(frozen=True, slots=True)
class Windows:
    """The parts of a history, and the scalers between prices and what the network sees."""

    train: Part
    validation: Part  # of no days, where none were asked for
    test: Part
    train_rows: int  # the training days; the first ones (`StockSettings.reach`) have no window
    scaler: MinMaxScaler  # of what the network reads
    target_scaler: MinMaxScaler  # of what it says
    says_change: bool
    reads_changes: bool
    prices: Prices  # of all days, oldest first

    def inverse(self, scaled: ArrayLike) -> Prices:
        """What the network reads, scaled, (days,), in money: prices or changes, in float64."""
        return _unscaled(self.scaler, np.asarray(scaled))

    def read(self, prices: Prices) -> Prices:
        """What the network reads of prices in a row, in money: of changes one fewer."""
        return np.diff(prices) if self.reads_changes else prices

    def scaled(self, prices: Prices) -> Floats:
        """The same as the network sees it, to the bit as in training."""
        return _transformed(self.scaler, self.read(prices))

    def forecast(self, said: ArrayLike, last_price: ArrayLike) -> Prices:
        """What the network says, scaled, as prices, in float64.

        Args:
            said: (..., days).
            last_price: the last price of each window, (days,).
        """
        told = _unscaled(self.target_scaler, np.asarray(said))
        return told + np.asarray(last_price) if self.says_change else told


def prepare(settings: StockSettings, history: PriceHistory) -> Windows:
    """Splits by time, scales by the training days alone, and cuts the windows.

    The windows of the first test days reach back into the training days, so every test day
    has one. A mistake in the settings is made here (see `core.stocks.windows`).

    Raises:
        SettingsError: The settings do not fit the history (see `check`).
    """
    check(settings, history)
    history = used(settings, history)
    prices = history.frame[settings.price_column].to_numpy(dtype=np.float64)
    days = split(settings, len(history), first_test_row(settings, history))
    read = prices[days.order]
    scaler, scaled = of_prices = _scaled(read, days.scaled_by)
    target_scaler, targets = of_prices
    says_change, reads_changes = settings.target == "change", settings.reads == "changes"
    if says_change or reads_changes:
        changes = np.diff(read, prepend=np.nan)  # the first price has none, nor a window
        of_changes = _scaled(changes, days.scaled_by[days.scaled_by > 0])
        target_scaler, targets = of_changes if says_change else of_prices
        scaler, scaled = of_changes if reads_changes else of_prices
    # Window i covers the places i to i + timesteps - 1; its target is at the place after.
    windows = sliding_window_view(scaled[:-1], settings.timesteps)

    def part(places: NDArray[np.int64]) -> Part:
        rows = days.order[places]
        x = windows[places - settings.timesteps, :, np.newaxis]
        return Part(
            x=np.ascontiguousarray(x),
            y=targets[places],
            rows=rows,
            dates=history.dates[rows],
            actual=prices[rows],
            yesterday=np.where(rows > 0, prices[rows - 1], np.nan),
            last_price=read[places - 1],
        )

    return Windows(
        train=part(days.train),
        validation=part(days.validation),
        test=part(days.test),
        train_rows=len(days.learned),
        scaler=scaler,
        target_scaler=target_scaler,
        says_change=says_change,
        reads_changes=reads_changes,
        prices=prices,
    )


def _scaled(values: Prices, fitted_on: NDArray[np.int64]) -> tuple[MinMaxScaler, Floats]:
    """A scaler fitted on the values at some places, and all values scaled by it."""
    from sklearn.preprocessing import MinMaxScaler  # late: it takes a second to load

    scaler = MinMaxScaler().fit(values[fitted_on, np.newaxis])
    return scaler, _transformed(scaler, values)


def _transformed(scaler: MinMaxScaler, values: Prices) -> Floats:
    return np.asarray(scaler.transform(values[:, np.newaxis])[:, 0].astype(np.float32))


def _unscaled(scaler: MinMaxScaler, scaled: NDArray[np.floating[Any]]) -> Prices:
    column = scaled.astype(np.float64).reshape(-1, 1)
    return np.asarray(scaler.inverse_transform(column)).reshape(scaled.shape)


def split_day(settings: StockSettings, history: PriceHistory) -> pd.Timestamp | None:
    """The first test day, for settings that fit; None where no day parts training from testing."""
    if settings.mistake == "shuffled_split":
        return None
    return used(settings, history).dates[first_test_row(settings, history)]


def validation_days(settings: StockSettings, history: PriceHistory) -> pd.DatetimeIndex:
    """The days before the first test day that choose, for settings that fit; often none."""
    first = first_test_row(settings, history)
    return used(settings, history).dates[first - settings.validation_days : first]


def used(settings: StockSettings, history: PriceHistory) -> PriceHistory:
    """The days that the settings leave of a history.

    Raises:
        SettingsError: There are none.
    """
    first, last = settings.first_day, settings.last_day
    if first is None and last is None:
        return history
    frame = history.frame.loc[first and pd.Timestamp(first) : last and pd.Timestamp(last)]
    if frame.empty:
        raise SettingsError(
            f"There are no prices from {first or 'the first day'} until {last or 'the last'}; "
            f"these are of {history.span}."
        )
    return replace(history, frame=frame)


def first_test_row(settings: StockSettings, history: PriceHistory) -> int:
    """The position of the first test day among the days that are used, for settings that fit."""
    history = used(settings, history)
    if settings.split_date is None:
        return len(history) - settings.test_days
    return int(history.dates.searchsorted(pd.Timestamp(settings.split_date)))


def check(settings: StockSettings, history: PriceHistory) -> None:
    """Makes sure that the settings leave a training window, a test day, and validation days.

    And that a price is not to be told from changes alone.

    Raises:
        SettingsError: They do not; the sentence says what would fit.
    """
    if settings.reads == "changes" and settings.target == "price":
        raise SettingsError(
            "Changes from day to day do not tell where a price stands: let the target be the "
            "change since yesterday, or let the network read prices."
        )
    _check_column(settings, history)
    history = used(settings, history)
    _check_split_date(settings, history)
    rows = len(history)
    test_days = rows - first_test_row(settings, history)
    needed = settings.reach + 1 + settings.validation_days + test_days
    if rows < needed:
        asked = [f"Timesteps {settings.timesteps}", _count(test_days, "test day")]
        if settings.validation_days:
            asked.insert(1, _count(settings.validation_days, "validation day"))
        raise SettingsError(
            f"{', '.join(asked[:-1])} and {asked[-1]} need at least {needed} days; "
            f"there are {rows}. {_what_fits(settings, rows, test_days)}"
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


def _what_fits(settings: StockSettings, rows: int, test_days: int) -> str:
    """A sentence for people whose settings ask for more days than the `rows` that there are."""
    asked = {
        "timestep": settings.timesteps,
        "validation day": settings.validation_days,
        "test day": test_days,
    }
    beyond = settings.reach - settings.timesteps
    too_many = sum(asked.values()) + beyond + 1 - rows
    fits = [_count(days - too_many, noun) for noun, days in asked.items() if days > too_many]
    if fits:
        return f"At most {' or '.join(fits)} fit."
    least = 3 + beyond
    return "Choose fewer of both." if rows >= least else f"At least {least} days are needed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
