"""Whether a predicted line is the actual one, some days late."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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
