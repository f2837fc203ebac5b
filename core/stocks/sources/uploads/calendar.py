"""From the parts of dates to days, in each order that the parts may stand in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.outcome import quoted
from core.stocks.sources.uploads.date_patterns import NAMED, Form, Numbers, Parts
from core.stocks.sources.uploads.price_choices import DateOrder

Days: TypeAlias = NDArray[np.datetime64]

_YEARS: Final = (1700, 2199)
_MINGUO: Final = 1911  # years of the Republic of China, three digits since 2011
_BUDDHIST: Final = 543  # in Thailand
_LATEST_BUDDHIST: Final = 2700
_EXCEL_EPOCH: Final = np.datetime64("1899-12-30")
_CENTURY: Final = 100
ORDERS: Final[tuple[DateOrder, ...]] = ("ymd", "dmy", "mdy")


@dataclass(frozen=True)
class Candidate:
    """Dates in one order of their parts; NaT where a cell could not be read so."""

    order: DateOrder
    days: Days

    @property
    def unread(self) -> int:
        """How many cells could not be read."""
        return int(np.isnat(self.days).sum())


def candidates(parts: Parts, today: datetime.date) -> list[Candidate]:
    """Returns the dates in every order that reads some of them; the usual one only if all do."""
    if parts.form is Form.EXCEL:
        return [Candidate("excel", _EXCEL_EPOCH + _whole(parts.numbers["a"]))]
    orders = [NAMED[parts.form]] if parts.form in NAMED else ORDERS
    if parts.form in (Form.NAME_YEAR, Form.MONTH_YEAR):
        orders = ("mdy",)
    if parts.form is Form.MONTH:
        orders = ("ymd",)
    found = [Candidate(order, _days(parts, order, today)) for order in orders]  # type: ignore[arg-type]
    return [candidate for candidate in found if candidate.unread < len(candidate.days)]


def _whole(numbers: Numbers) -> NDArray[np.timedelta64]:
    days = np.where(np.isnan(numbers), 0, np.floor(numbers)).astype("timedelta64[D]")
    days[np.isnan(numbers)] = np.timedelta64("NaT")
    return days


def _days(parts: Parts, order: DateOrder, today: datetime.date) -> Days:
    year, digits, month, day = _placed(parts, order)
    return _calendar(_full_years(year, digits, today), month, day)


def _placed(parts: Parts, order: DateOrder) -> tuple[Numbers, NDArray[np.int64], Numbers, Numbers]:
    """Returns year, digits of the year, month and day."""
    n, digits = parts.numbers, parts.digits
    if parts.form is Form.EIGHT:
        first, last = n["a"] * _CENTURY + n["b"], n["c"] * _CENTURY + n["d"]
        four = digits["a"] * 2
        if order == "ymd":
            return first, four, n["c"], n["d"]
        return (last, four, n["b"], n["a"]) if order == "dmy" else (last, four, n["a"], n["b"])
    if parts.form not in (Form.FIGURES, Form.SIX):
        one = np.ones_like(n["b"])
        return n["a"], digits["a"], n["b"], n.get("c", one)
    if order == "ymd":
        return n["a"], digits["a"], n["b"], np.where(digits["c"] <= 2, n["c"], np.nan)
    first = np.where(digits["a"] <= 2, n["a"], np.nan)
    return (
        (n["c"], digits["c"], n["b"], first)
        if order == "dmy"
        else (n["c"], digits["c"], first, n["b"])
    )


def _full_years(year: Numbers, digits: NDArray[np.int64], today: datetime.date) -> Numbers:
    """Gives years of two digits their century, and years of other calendars ours."""
    year = np.where(digits == 3, year + _MINGUO, year)
    buddhist = (digits == 4) & (year > _YEARS[1]) & (year < _LATEST_BUDDHIST)
    year = np.where(buddhist, year - _BUDDHIST, year)
    short = digits == 2
    if short.any():
        known = year[(digits >= 3) & ~np.isnan(year)]
        latest = float(known.max()) if len(known) else float(today.year)
        year = year.copy()
        year[short] = _with_century(year[short], min(latest, today.year))
    return np.where(digits == 1, np.nan, year)


def _with_century(short: Numbers, latest: float) -> Numbers:
    """Returns the latest years that end so, do not lie after `latest`, and go on over 99, 00.

    Neighbouring rows lie less than fifty years apart, so a file of more than a century keeps
    its order.
    """
    given = ~np.isnan(short)
    years = short.copy()
    years[given] = np.unwrap(short[given], period=_CENTURY)
    top = np.nanmax(years) if given.any() else 0.0
    whole: Numbers = years + _CENTURY * np.floor((latest - top) / _CENTURY)
    return whole


def _calendar(year: Numbers, month: Numbers, day: Numbers) -> Days:
    """Returns the days; NaT where there is no such day."""
    valid = (year >= _YEARS[0]) & (year <= _YEARS[1]) & (month >= 1) & (month <= 12) & (day >= 1)
    y, m, d = (np.where(valid, part, 1).astype("int64") for part in (year, month, day))
    first = ((y - 1970) * 12 + m - 1).astype("datetime64[M]")
    days = first.astype("datetime64[D]") + (d - 1)
    return np.where(valid & (days.astype("datetime64[M]") == first), days, np.datetime64("NaT"))


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
_SAMPLE: Final = 2_000


@dataclass(frozen=True)
class Moments:
    """Moments in UTC, in seconds; NaN where a cell could not be read."""

    seconds: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Parts) -> Moments:
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
        moments = pd.DatetimeIndex(pd.to_datetime(self.seconds, unit="s", utc=True))
        return moments.tz_convert(zone).tz_localize(None)

    def likeliest_zones(self) -> list[str]:
        """Returns the zones in which the moments lie best, one for each way of putting the days.

        In the right zone they lie on weekdays, and where an exchange's day begins or ends.
        """
        given = self.seconds[~np.isnan(self.seconds)]
        sample = Moments(given[:: max(1, len(given) // _SAMPLE)])
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
