"""From a column of text to days: in the order that fits the whole column, or a question."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.findings import Option, cell_error, options_of, quoted
from core.stocks.sources.uploads.date_parsing import (
    Candidate,
    Days,
    Form,
    Parts,
    candidates,
    common_form,
    form_of,
    split,
)
from core.stocks.sources.uploads.price_choices import DATE_ORDERS, Findings

# Day or month first? Evidence from the dates of the whole column.

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


# Times in seconds since 1970: on which day of the exchange do they lie?

# One for each offset in which large exchanges are, the commonest first.
ZONES: Final = (
    *("UTC", "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Shanghai"),
    *("Asia/Tokyo", "Australia/Sydney", "Asia/Jakarta", "America/Sao_Paulo", "Europe/Moscow"),
    *("Asia/Riyadh", "Pacific/Auckland", "America/Chicago"),
)
_SCALES: Final = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}  # by digits: seconds to nanoseconds
# When exchanges open or close, in minutes of their day; midnight stands for the whole of it.
_USUAL: Final = (
    *(0, 480, 540, 555, 570, 600),
    *(900, 930, 945, 960, 975, 990, 1020, 1050, 1055),
)
_ALL_WEEK: Final = 0.1  # share of Saturdays and of Sundays from which trade never rests
_LAST_SECOND: Final = 4_000_000_000  # in 2096
_MOST_TIMESTAMPS: Final = 2_000


@dataclass(frozen=True)
class Timestamps:
    """Timestamps in UTC, in seconds; NaN where a cell could not be read."""

    seconds: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Parts) -> Timestamps:
        """Reads seconds, milli-, micro- and nanoseconds, whichever each cell has."""
        digits = parts.digits["a"]
        scale = np.ones(len(digits))
        for most, factor in _SCALES.items():
            scale[(digits > most - 2) & (digits <= most)] = factor
        seconds = np.floor(parts.numbers["a"] / scale)
        return cls(np.where(seconds < _LAST_SECOND, seconds, np.nan))

    def days(self, zone: str) -> Days:
        """Returns the days on the calendar of a time zone."""
        return self._local(zone).to_numpy().astype("datetime64[D]")

    def _local(self, zone: str) -> pd.DatetimeIndex:
        timestamps = pd.DatetimeIndex(pd.to_datetime(self.seconds, unit="s", utc=True))
        return timestamps.tz_convert(zone).tz_localize(None)

    def likeliest_zones(self) -> list[str]:
        """Returns the zones in which the timestamps lie best, one for each way of putting the days.

        In the right zone they lie on weekdays, and where an exchange's day begins or ends.
        """
        given = self.seconds[~np.isnan(self.seconds)]
        sample = Timestamps(given[:: max(1, len(given) // _MOST_TIMESTAMPS)])
        doubts = {zone: sample._doubt(zone) for zone in ZONES}
        least = min(doubts.values())
        ways: dict[bytes, str] = {}
        for zone, doubt in doubts.items():
            if doubt == least:
                ways.setdefault(self.days(zone).tobytes(), zone)
        return list(ways.values())

    def _doubt(self, zone: str) -> tuple[int, int, int]:
        local = self._local(zone)
        weekend = (4, 5) if zone == "Asia/Riyadh" else (5, 6)
        minutes = local.hour * 60 + local.minute
        counts = np.bincount(local.day_of_week, minlength=7)
        rests = bool((counts[5:] <= _ALL_WEEK * len(local)).any())
        return (
            int(counts[list(weekend)].sum()) if rests else 0,
            int((~minutes.isin(_USUAL)).sum()),
            int(minutes.nunique()),
        )


def check_zone(name: str) -> str:
    """Returns the name of a time zone.

    Raises:
        ReadingError: There is none of that name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReadingError(
            f"{quoted(name)} is no time zone: choose one such as Asia/Kolkata or UTC.",
            ("time_zone",),
        ) from None
    return name


# A column of dates, read in the one way that fits it.

_SAMPLE: Final = 200
_DOTTED: Final = 0.9  # share of the cells with points between the parts
_FIELDS: Final = ("date_column", "date_order", "footer")
_DAY_FIRST: Final = ("dmy", "ymd")
_MANNERS: Final = {
    Form.DAY_NAME: "dates with the day before the month's name",
    Form.NAME_DAY: "dates with the month's name first",
    Form.EPOCH: "Unix times",
    Form.EXCEL: "Excel's day numbers",
    Form.MONTH: "months",
    Form.MONTH_YEAR: "months",
    Form.NAME_YEAR: "months",
}
_ZONES: Final = tuple(options_of(ZONES))
_ORDERED: Final = {"dmy": "day-first dates", "mdy": "month-first dates"}


@dataclass(frozen=True)
class Column:
    """A column of dates and what stands around it.

    Attributes:
        cells: Text, indexed by line.
        name: What the file calls it.
        elsewhere: Cells above and below the table that may hold a date of the same kind.
        day_first: Are the headings in a language in which nobody puts the month first?
    """

    cells: pd.Series[str]
    name: str
    elsewhere: Sequence[str]
    day_first: bool


def read_days(column: Column, today: datetime.date, found: Findings) -> tuple[Days, str]:
    """Reads a column of dates in the one way that fits its cells.

    Args:
        column: The cells, in the order of the file.
        today: No date of two digits lies after it.
        found: Takes the order and the time zone, and how sure they are.

    Returns:
        The days, and how they were read, in words; empty for the way that needs no mention.

    Raises:
        ReadingError: A cell is no date like the others.
    """
    places = np.unique(np.linspace(0, len(column.cells) - 1, _SAMPLE).astype("int64"))
    form, _ = common_form(column.cells.iloc[places].tolist())
    if form is None:
        raise _unreadable(column, np.ones(len(column.cells), dtype=bool), "as 2019-12-31")
    if form is Form.EPOCH:
        return _read_timestamps(column, found), _MANNERS[form]
    parts = split(column.cells, form)
    order = found.choices.date_order
    ways = [way for way in candidates(parts, today) if order in (None, way.order)]
    if not ways:
        how = f"in the order {DATE_ORDERS[order]}" if order else "as 2019-12-31"
        raise _unreadable(column, np.ones(len(column.cells), dtype=bool), how)
    best = _choose_order(column, form, ways, today, found)
    missing = np.isnat(best.days)
    if missing.any():
        raise _unreadable(column, missing, "as 2019-12-31")
    return best.days, _MANNERS.get(form) or _ORDERED.get(best.order, "")


def _choose_order(
    column: Column,
    form: Form,
    ways: list[Candidate],
    today: datetime.date,
    found: Findings,
) -> Candidate:
    """Returns the way that most speaks for; asks where as much speaks for another."""
    readable = [way for way in ways if way.unread == 0]
    best, because = _narrowed(ways, column, form, today, found.choices.newest_first)
    first = best[0]
    if len(best) == 1:
        found.settle(
            "date_order",
            first.order,
            [_option(way) for way in readable],
            because=because if len(readable) > 1 else "",
            likely=len(readable) > 1,
        )
        return first
    cell, place = _telling(column, best)
    meanings = " or ".join(_spelled(way.days[place]) for way in best)
    found.ask(
        "date_order",
        f"Day or month first? {quoted(cell)} may be {meanings}.",
        [_option(way, place) for way in best],
        first.order,
    )
    return first


def _narrowed(
    ways: list[Candidate],
    column: Column,
    form: Form,
    today: datetime.date,
    newest_first: bool | None,
) -> tuple[list[Candidate], str]:
    """Keeps the ways for which most speaks, and says what spoke last."""
    several = sum(way.unread == 0 for way in ways) > 1
    if several and _is_dotted(column):
        ways = _day_first(ways)
        if len(ways) == 1:
            return ways, "points stand between the parts"
    ways = likeliest(ways, today, newest_first)
    if len(ways) == 1 or ways[0].unread:
        return ways[:1], "the steps between the days"
    ways = _by_dates_elsewhere(ways, column, form, today)
    if len(ways) == 1:
        return ways, "a date above the table"
    return (_day_first(ways) if column.day_first else ways), "the language of the headings"


def _day_first(ways: list[Candidate]) -> list[Candidate]:
    return [way for way in ways if way.order in _DAY_FIRST]


def _is_dotted(column: Column) -> bool:
    """Are the dates written with points? Then the day stands first, wherever that is done."""
    return bool(column.cells.str.contains(r"^[0-9]+\. ?[0-9]+\. ?[0-9]+").mean() > _DOTTED)


def _by_dates_elsewhere(
    ways: list[Candidate], column: Column, form: Form, today: datetime.date
) -> list[Candidate]:
    """Keeps the ways that also read the dates above and below the table."""
    cells = [cell for cell in column.elsewhere if form_of(cell) is form]
    if not cells:
        return ways
    others = candidates(split(pd.Series(cells, dtype="str"), form), today)
    reading = {way.order for way in others if way.unread == 0}
    return [way for way in ways if way.order in reading] or ways


def _telling(column: Column, ways: list[Candidate]) -> tuple[str, int]:
    """Returns a cell that the ways read as different days, and its place."""
    place = int(np.argmax(ways[0].days != ways[1].days))
    return str(column.cells.iloc[place]), place


def _option(way: Candidate, place: int = 0) -> Option:
    return Option(way.order, f"{DATE_ORDERS[way.order]} ({_spelled(way.days[place])})")


def _spelled(day: np.datetime64) -> str:
    date = pd.Timestamp(day)
    return f"{date.day} {date:%B %Y}"


def _read_timestamps(column: Column, found: Findings) -> Days:
    timestamps = Timestamps.of(split(column.cells, Form.EPOCH))
    missing = np.isnan(timestamps.seconds)
    if missing.any():
        raise _unreadable(column, missing, "as 2019-12-31")
    found.settle("date_order", "epoch", [Option("epoch", DATE_ORDERS["epoch"])])
    if found.choices.time_zone is not None:
        zone = check_zone(found.choices.time_zone)
        found.settle("time_zone", zone, _ZONES)
        return timestamps.days(zone)
    zones = timestamps.likeliest_zones()
    days = {zone: timestamps.days(zone) for zone in zones}
    options = [Option(zone, f"{zone} ({_spelled(days[zone][0])})") for zone in zones]
    if len(zones) == 1:
        because = "trade on weekdays, at the same time of day"
        found.settle("time_zone", zones[0], _ZONES, because=because)
    else:
        meanings = ", ".join(f"{_spelled(days[zone][0])} in {zone}" for zone in zones)
        found.ask(
            "time_zone",
            f"In which time zone is the exchange? {column.cells.iloc[0]} is {meanings}.",
            options,
            zones[0],
        )
    return days[zones[0]]


def _unreadable(column: Column, missing: NDArray[np.bool_], how: str) -> ReadingError:
    line = column.cells.index[missing][0]
    problem = f"is not a date like the others: write it {how}."
    return cell_error(line, column.name, column.cells[line], problem, _FIELDS)
