"""From the parts of dates to days, in each order that the parts may stand in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.stocks.sources.uploads.choices import DateOrder
from core.stocks.sources.uploads.dates.patterns import NAMED, Form, Numbers, Parts

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
