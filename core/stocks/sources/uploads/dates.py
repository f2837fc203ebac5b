"""Dates as people and exports write them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        # English; then Indonesian and German where they differ
        (
            *("jan", "feb", "mar mär mrz", "apr", "may mei mai", "jun"),
            *("jul", "aug agu agt", "sep", "oct okt", "nov", "dec des dez"),
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY: Final = r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_TIME: Final = r"(?:[t,\s]+[0-9]{1,2}:[0-9]{2}.*)?$"  # the day on the exchange's own clock stays
_YEAR: Final = r"(?P<year>[0-9]{4}|[0-9]{2})"
_MARK: Final = r"\s*[-/.]\s*"
_MONTH_NUMBER: Final = r"(?P<month>[0-9]{1,2})"
_DAY_NUMBER: Final = r"(?P<day>[0-9]{1,2})"
_NAME: Final = r"(?P<name>[^\W\d_]{3})[^\W\d_]*\.?"
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?"
_SECONDS: Final = r"^(?P<seconds>[0-9]{9,10})(?:[0-9]{3})?(?:\.[0-9]+)?$"
_YEARS: Final = (1700, 2200)  # what a calendar in nanoseconds can hold, and no typing error
_LAST_SECOND: Final = 4_000_000_000  # in 2096
_CENTURY_TURNS: Final = 70  # 69 is 2069, 70 is 1970

# Without marks between them, only eight digits are a date.
_YEAR_FIRST: Final = (
    r"(?P<year>[0-9]{4})(?:[-/.]|(?=[0-9]{4}(?![0-9])))"
    r"(?P<month>[0-9]{1,2})(?:[-/.]|(?<=[0-9]{6}))(?P<day>[0-9]{1,2})"
)
_MONTH_FIRST: Final = _MONTH_NUMBER + _MARK + _DAY_NUMBER + _MARK + _YEAR
_DAY_FIRST: Final = _DAY_NUMBER + _MARK + _MONTH_NUMBER + _MARK + _YEAR
_DAY_THEN_NAME: Final = rf"{_DAY}[-/\s]*{_NAME}[-/,'\s]*{_YEAR}"
_NAME_THEN_DAY: Final = rf"{_NAME}[-/\s]*{_DAY}[-/,'\s]*{_YEAR}"


@dataclass(frozen=True)
class Dates:
    """Dates read from text.

    Attributes:
        values: Midnights without time zone; NaT where a cell could not be read.
        manner: How they were read, in words; empty for the one way that needs no mention.
        guessed: Could the day and the month as well be swapped?
    """

    values: pd.Series[pd.Timestamp]
    manner: str
    guessed: bool = False


def read_dates(cells: pd.Series[str]) -> Dates:
    """Reads a column of dates in the one way that fits most of its cells.

    Whether the day or the month stands first is decided over the whole column: the way that
    can read every cell; if both can, the way in which the dates are in order; if both are, the
    way in which they lie closer together; failing that, the month first.
    """
    year_first = Dates(_read(cells, _YEAR_FIRST), "")
    if year_first.values.notna().all():
        return year_first
    ways = (
        year_first,
        _likelier(
            Dates(_read(cells, _MONTH_FIRST), "month-first dates"),
            Dates(_read(cells, _DAY_FIRST), "day-first dates"),
        ),
        Dates(_read(cells, _DAY_THEN_NAME), "dates with the day before the month's name"),
        Dates(_read(cells, _NAME_THEN_DAY), "dates with the month's name first"),
        Dates(_from_seconds(cells), "Unix times"),
    )
    return min(ways, key=lambda way: int(way.values.isna().sum()))


def _read(cells: pd.Series[str], pattern: str) -> pd.Series[pd.Timestamp]:
    parts = cells.str.lower().str.extract(_WEEKDAY + pattern + _TIME)
    if "name" in parts:
        parts["month"] = parts.pop("name").map(_MONTHS)
    short = parts["year"].str.len() == 2
    parts = parts.apply(pd.to_numeric).astype("float64")
    parts["year"] += short * (1900 + 100 * (parts["year"] < _CENTURY_TURNS))
    parts = parts.where(parts["year"].between(*_YEARS))
    dates: pd.Series[pd.Timestamp] = pd.to_datetime(
        parts[["year", "month", "day"]], errors="coerce"
    )
    return dates


def _from_seconds(cells: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    seconds = cells.str.extract(_SECONDS)["seconds"].astype("float64")
    seconds = seconds.where(seconds < _LAST_SECOND)
    return pd.to_datetime(seconds, unit="s").dt.normalize()


def _likelier(first: Dates, second: Dates) -> Dates:
    if _strangeness(first.values) == _strangeness(second.values):
        return replace(first, guessed=not first.values.equals(second.values))
    return min(first, second, key=lambda way: _strangeness(way.values))


def _strangeness(values: pd.Series[pd.Timestamp]) -> tuple[int, bool, float]:
    """Returns what speaks against a way: cells not read, dates out of order, dates far apart."""
    known = values.dropna()
    in_order = known.is_monotonic_increasing or known.is_monotonic_decreasing
    return len(values) - len(known), not in_order, float(known.diff().abs().dt.days.sum())
