"""Day or month first? Evidence from the dates of the whole column."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.stocks.sources.uploads.dates.calendar import Candidate, Days

_LONG_WEEKEND: Final = 5  # days from one trading day to the next
_WEEK: Final = (6, 8)
_CLEARLY_MORE: Final = 2  # times as many odd steps
_FEW: Final = 3  # rows: two are in order whatever they mean


@dataclass(frozen=True)
class Doubt:
    """What speaks against an order of the parts."""

    unread: int
    in_the_future: bool
    out_of_order: bool
    odd_steps: int

    @property
    def gravest(self) -> tuple[int, bool, bool]:
        """What settles the matter where it differs."""
        return self.unread, self.in_the_future, self.out_of_order


def likeliest(
    candidates: Sequence[Candidate], today: datetime.date, newest_first: bool | None = None
) -> list[Candidate]:
    """Returns the candidates that nothing speaks against more than against another one.

    Several are left where the dates could be either, and mean different days.
    """
    doubts = [_doubt(candidate, today, newest_first) for candidate in candidates]
    gravest = min(doubt.gravest for doubt in doubts)
    left = [pair for pair in zip(candidates, doubts, strict=True) if pair[1].gravest == gravest]
    fewest = min(doubt.odd_steps for _, doubt in left)
    first, *others = sorted(
        (pair for pair in left if pair[1].odd_steps <= _CLEARLY_MORE * fewest),
        key=lambda pair: pair[1].odd_steps,
    )
    different = [other for other, _ in others if not _same(first[0].days, other.days)]
    return [first[0], *different]


def _same(first: Days, second: Days) -> bool:
    return bool(np.array_equal(first.astype("int64"), second.astype("int64")))


def _doubt(candidate: Candidate, today: datetime.date, newest_first: bool | None) -> Doubt:
    days = candidate.days[~np.isnat(candidate.days)]
    steps = np.diff(days).astype("int64")
    tomorrow = np.datetime64(today) + 1
    return Doubt(
        unread=candidate.unread,
        in_the_future=bool((days > tomorrow).any()),
        out_of_order=_out_of_order(steps, newest_first),
        odd_steps=_odd_steps(days, np.abs(steps)),
    )


def _out_of_order(steps: NDArray[np.int64], newest_first: bool | None) -> bool:
    rising, falling = bool((steps >= 0).all()), bool((steps <= 0).all())
    if newest_first is not None:
        return not (falling if newest_first else rising)
    return not rising and not falling and len(steps) + 1 >= _FEW


def _odd_steps(days: Days, steps: NDArray[np.int64]) -> int:
    """Counts the steps that trading days do not make, nor weeks, nor the firsts of months."""
    daily = int((steps > _LONG_WEEKEND).sum()) + _odd_weekends(days)
    weekly = int(((steps < _WEEK[0]) | (steps > _WEEK[1])).sum())
    return min(daily, weekly, _odd_months(days))


def _odd_weekends(days: Days) -> int:
    """Counts Saturdays and Sundays, unless trade goes on all week, or the week ends otherwise."""
    weekdays = (days.astype("int64") + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    counts = np.bincount(weekdays, minlength=7)
    every_day = len(days) > 1 and bool((np.abs(np.diff(days).astype("int64")) == 1).all())
    if every_day or not counts[4:6].any():  # the Gulf rests on Friday and Saturday
        return 0
    return int(counts[5:].sum())


def _odd_months(days: Days) -> int:
    """Counts what is no regular series of first or last days of months."""
    months = days.astype("datetime64[M]")
    first = days == months.astype("datetime64[D]")
    last = days == (months + 1).astype("datetime64[D]") - 1
    steps = np.abs(np.diff(months.astype("int64")))
    usual = int(np.median(steps)) if len(steps) else 0
    if usual == 0:
        return len(days)
    return min(int((~first).sum()), int((~last).sum())) + int((steps != usual).sum())
