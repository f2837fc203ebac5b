"""Whether a predicted line is the actual one, some days late."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.stocks.judgement.skill import FEWEST_DAYS

Prices = NDArray[np.float64]

SHIFTS: Final = tuple(range(-5, 6))  # days that the line is late; below 0 it is ahead
_STANDING_OUT: Final = 2.6  # standard errors: 1 in 20 times is one of 11 beyond it by chance
_ROUNDING: Final = 1e-9  # a line that moves by less of its height does not move


@dataclass(frozen=True, slots=True)
class Lag:
    """How a predicted line agrees with the actual one, for each of the `SHIFTS`.

    A correlation at shift 1 is that of each day's prediction with the day before's price. It is
    None where it cannot be said: for fewer than 10 days, or where a line never moves.
    """

    days: int
    levels: tuple[float | None, ...]  # correlations of the prices
    changes: tuple[float | None, ...]  # of their changes from day to day
    best: int | None
    """The shift at which the changes agree best; the changes, as two lines that both rise agree at
    any shift. None where none of the correlations stands out of what chance gives 11 of them."""

    @property
    def sentence(self) -> str:
        """What the correlations say, in plain words."""
        if self.days < FEWEST_DAYS:
            return f"Too few days to tell whether the line is late; it takes {FEWEST_DAYS}."
        if self.best is None:
            return in_words(None)
        there, here = (self.changes[SHIFTS.index(shift)] for shift in (self.best, 0))
        beside = "" if self.best == 0 or here is None else f"; {here:.2f} where it stands"
        return f"{in_words(self.best)} Correlation of the changes: {there:.2f}{beside}."


def in_words(best: int | None) -> str:
    """What the best shift means."""
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
    if len(rows) < FEWEST_DAYS:
        nothing = (None,) * len(SHIFTS)
        return Lag(len(rows), nothing, nothing, None)
    actual = pd.Series(prices)
    said = np.full(len(prices), np.nan)
    said[rows] = prediction
    line = pd.Series(said)
    levels = _correlations(actual, line)
    changes = _correlations(actual.diff(), line.diff())
    return Lag(len(rows), levels, changes, _best(changes, len(rows)))


def _correlations(actual: pd.Series[float], line: pd.Series[float]) -> tuple[float | None, ...]:
    return tuple(_correlation(actual.shift(shift), line) for shift in SHIFTS)


def _correlation(actual: pd.Series[float], line: pd.Series[float]) -> float | None:
    if not line.std() > _ROUNDING * line.abs().max():
        return None
    with np.errstate(all="ignore"):  # a price that never changes
        found = actual.corr(line)
    return float(found) if math.isfinite(found) else None


def _best(correlations: tuple[float | None, ...], days: int) -> int | None:
    """The shift of the highest one, the smallest of several."""
    by_chance = math.tanh(_STANDING_OUT / math.sqrt(days - 3))  # after Fisher
    known = [
        (correlation, -abs(shift), shift)
        for shift, correlation in zip(SHIFTS, correlations, strict=True)
        if correlation is not None and correlation > by_chance
    ]
    return max(known)[2] if known else None
