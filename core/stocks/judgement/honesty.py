"""Is the line only yesterday's price? Does the order of the days matter? Does a mistake flatter?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import SettingsError
from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.mistakes import NO_MISTAKE
from core.stocks.money import times
from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PRICE_RANGE, PriceHistory
from core.stocks.windows import prepare

# Whether a predicted line is the actual one, some days late.

Prices = NDArray[np.float64]

FEWEST_DAYS: Final = 10
SHIFTS: Final = tuple(range(-5, 6))  # days that the line is late; below 0 it is ahead
FEWEST_PAIRS: Final = 15  # of days, of which a correlation is told
_STANDING_OUT: Final = 2.6  # standard errors: 1 in 20 times is one of 11 beyond it by chance
_ROUNDING: Final = 1e-9  # a line that moves by less of its height does not move


@dataclass(frozen=True, slots=True)
class Lag:
    """How a predicted line agrees with the actual one, for each of the `SHIFTS`.

    A correlation at shift 1 is that of each day's prediction with the day before's price. It is
    None where it cannot be said: of fewer than 15 pairs, or where a line never moves.
    """

    levels: tuple[float | None, ...]  # correlations of the prices
    changes: tuple[float | None, ...]  # of their changes from day to day
    pairs: tuple[int, ...]
    """How many changes of the line each correlation of changes rests on. A change takes two days in
    a row that were both predicted: where test days are drawn at random, few are."""
    best: int | None
    """The shift at which the changes agree best; the changes, as two lines that both rise agree at
    any shift. None where none of the correlations stands out of what chance gives 11 of them."""

    @property
    def sentence(self) -> str:
        """What the correlations say, in plain words."""
        words = in_words(self.best, max(self.pairs))
        if self.best is None:
            return words
        place = SHIFTS.index(self.best)
        there, here = self.changes[place], self.changes[SHIFTS.index(0)]
        beside = "" if self.best == 0 or here is None else f"; {here:.2f} where it stands"
        return f"{words} Correlation of {_changes(self.pairs[place])}: {there:.2f}{beside}."


BUT_BETTER: Final = "What it adds to that is worth something: it beats repeating yesterday's price."


def in_words(best: int | None, pairs: int) -> str:
    """What the best shift means; `pairs` are the most changes that a correlation rests on."""
    if pairs < FEWEST_PAIRS:
        return (
            "Too few days in a row to tell whether the line is late: "
            f"{_changes(pairs)} of it can be compared, and it takes {FEWEST_PAIRS}."
        )
    if best is None:
        return "The line does not move as the price does, however it is shifted."
    if best == 0:
        return "The line is not late: it moves on the same days as the price."
    if best == 1:
        return "This line is yesterday's price, late: it moves as the price did a day before."
    days = f"{abs(best)} day{'' if best == -1 else 's'}"
    if best > 0:
        return f"The line is {days} late: it moves as the price did {days} before."
    return f"The line is {days} ahead of the price, which may be luck."


def lag(prices: Prices, rows: NDArray[np.int64], prediction: Prices) -> Lag:
    """Compares a predicted line with the actual one, shifted by -5 to 5 days.

    Args:
        prices: of all days, (days,).
        rows: the positions of the predicted days, (test days,).
        prediction: the price predicted of each of them, (test days,).
    """
    actual = pd.Series(prices)
    said = np.full(len(prices), np.nan)
    said[rows] = prediction
    line = pd.Series(said)
    levels = [_correlation(actual.shift(shift), line) for shift in SHIFTS]
    shifted, moves = [actual.diff().shift(shift) for shift in SHIFTS], line.diff()
    pairs = tuple(_pairs(changes, moves) for changes in shifted)
    changes = tuple(_correlation(changes, moves) for changes in shifted)
    return Lag(tuple(levels), changes, pairs, _best(changes, pairs))


def _pairs(actual: pd.Series[float], line: pd.Series[float]) -> int:
    return int((actual.notna() & line.notna()).sum())


def _correlation(actual: pd.Series[float], line: pd.Series[float]) -> float | None:
    few = _pairs(actual, line) < FEWEST_PAIRS
    if few or not line.std() > _ROUNDING * line.abs().max():
        return None
    with np.errstate(all="ignore"):  # a price that never changes
        found = actual.corr(line)
    return float(found) if math.isfinite(found) else None


def _best(correlations: tuple[float | None, ...], pairs: tuple[int, ...]) -> int | None:
    """The shift of the highest one, the smallest of several."""
    known = [
        (correlation, -abs(shift), shift)
        for shift, correlation, of in zip(SHIFTS, correlations, pairs, strict=True)
        if correlation is not None and correlation > _by_chance(of)
    ]
    return max(known)[2] if known else None


def _by_chance(pairs: int) -> float:
    return math.tanh(_STANDING_OUT / math.sqrt(pairs - 3))  # after Fisher


def _changes(number: int) -> str:
    return "1 change" if number == 1 else f"{number:,} changes"


# Does a forecast know tomorrow? Replaces what comes after a day by noise and predicts it again.

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
    return float(windows.forecast(said, windows.test.last_price[place : place + 1])[0])


# How much a mistake flatters: the same training with it and without.

ONE_EACH: Final = "That is one training each: another seed may say otherwise."


def without_mistake(settings: StockSettings) -> StockSettings:
    """The same settings without the mistake."""
    return settings.model_copy(update={"mistake": NO_MISTAKE})


def flattery(mistaken: Mapping[str, Any], honest: Mapping[str, Any]) -> str | None:
    """In a sentence or two, what the mistake does to the figures of a result.

    The RMSE is taken as a multiple of that of yesterday's price on the same days, as the mistake
    may have led to other test days. None where that price, or the honest forecast, is always right.

    Args:
        mistaken: the figures of the training with the mistake, `rmse` and `naive_rmse` among them.
        honest: the same of the training without it.
    """
    if not all((mistaken["naive_rmse"] > 0, honest["naive_rmse"] > 0, honest["rmse"] > 0)):
        return None
    ratio = mistaken["rmse"] / mistaken["naive_rmse"]
    true = honest["rmse"] / honest["naive_rmse"]
    compared = (
        f"the typical miss (RMSE) is {times(ratio)} that of repeating yesterday's price; "
        f"without the mistake, but otherwise trained the same, it is {times(true)}. {ONE_EACH}"
    )
    flattered = 1 - ratio / true
    if abs(flattered) < AS_GOOD:
        return f"Here the mistake makes next to no difference: {compared}"
    if flattered < 0:
        return f"Here the mistake does not flatter: {compared}"
    return f"The mistake flatters by {flattered * 100:.0f} %: {compared}"
