"""Dates in whatever way they are written: from the text of cells to their parts, and to days."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.reading.text import fold, fold_words
from core.stocks.sources.uploads.price_choices import DateOrder

# Names of months in the languages that price files come in, from Babel's CLDR data.

_LANGUAGES: Final = (
    "id ms nl it es fr de pl tr ru uk zh ja ko pt sv da nb fi cs sk sl hu ro bg el ca lt lv"
    " et vi th he ar hi"
)
# Short forms in use that CLDR does not have, most of them older spellings.
_OTHERS: Final = (
    {"peb": 2, "nop": 11, "agt": 8, "ags": 8, "pebruari": 2, "nopember": 11}  # Indonesian
    | {"mrz": 3, "jänner": 1, "feber": 2}  # German
    | {"sept": 9, "setiembre": 9}
)


def month_of(name: str) -> int | None:
    """Returns the number of a month by its name, long or short, in any of the languages.

    None where it is no month, or different ones in different languages.
    """
    key = fold(name)
    return _months("en").get(key) or _others().get(key)


@cache
def _others() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES.split():
        for key, number in _months(language).items():
            found.setdefault(key, set()).add(number)
    unambiguous = {key: min(numbers) for key, numbers in found.items() if len(numbers) == 1}
    return unambiguous | {fold(name): number for name, number in _OTHERS.items()}


@cache
def _months(language: str) -> dict[str, int]:
    # Imported here, and English alone at first: all languages take a third of a second.
    from babel import Locale

    return {
        key: number
        for forms in Locale.parse(language).months.values()
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
        for key in {fold(name), *fold_words(name)[-1:]}  # Catalan: "de gener"
        if key
    }


# The ways of writing a date, and the parts of it, whole columns at once.

Numbers: TypeAlias = NDArray[np.float64]

_WEEKDAY: Final = r"^(?:\(?[^\W\d_]+\)?[.,]*\s+)?"
_CLOCK: Final = (
    r"(?:[T,\s]+[0-9]{1,2}[:.h][0-9]{2}[^;|]*|[T\s]+[0-9]{4,6}"
    r"|[T,\s]+[0-9]{1,2}\s*[AaPp]\.?[Mm]\.?)?$"
)  # the day on the exchange's own clock stays
# No two parts of a pattern that stand side by side take the same letters again and again: else a
# long run of them is shared out in every way before a cell is refused.
_MARK: Final = r"(?:\s*[-/.年년月월]\s*|\s+)"
_JOINT: Final = r"(?:[-/.,'’\s]|\bdel?\b|\bof\b|\bd['’])"
_BETWEEN: Final = _JOINT + "*+"
_GAP: Final = _JOINT + "++"
_DAY: Final = r"(?P<c>[0-9]{1,2})(?:st|nd|rd|th|er|[ºª])?"
_NAME: Final = r"(?P<b>[^\W\d_]{2,})\.?"
_YEAR: Final = r"(?P<a>[0-9]{4}|[0-9]{2})(?:\s*(?:г|р|r)\.?)?"
_PAIRS: Final = r"(?P<a>[0-9]{2})(?P<b>[0-9]{2})(?P<c>[0-9]{2})"


class Form(Enum):
    """A way of writing a date, with the pattern of its parts."""

    FIGURES = (
        _WEEKDAY
        + rf"(?P<a>[0-9]{{1,4}}){_MARK}(?P<b>[0-9]{{1,2}}){_MARK}(?P<c>[0-9]{{4}}|[0-9]{{1,2}})"
        + r"(?:\s*[日일.])?"
        + _CLOCK
    )
    DAY_NAME = _WEEKDAY + _DAY + _BETWEEN + _NAME + _BETWEEN + _YEAR + _CLOCK
    NAME_DAY = _WEEKDAY + _NAME + _BETWEEN + _DAY + _GAP + _YEAR + _CLOCK
    YEAR_NAME = rf"^(?P<a>[0-9]{{4}}){_BETWEEN}{_NAME}{_BETWEEN}{_DAY}" + _CLOCK
    NAME_YEAR = rf"^{_NAME}{_BETWEEN}{_YEAR}$"
    MONTH = r"^(?P<a>[0-9]{4})\s*[-/.M年년]\s*(?P<b>[0-9]{1,2})[月월]?$"
    MONTH_YEAR = r"^(?P<b>[0-9]{1,2})[-/.](?P<a>[0-9]{4})$"
    EIGHT = rf"^{_PAIRS}(?P<d>[0-9]{{2}})" + _CLOCK
    SIX = rf"^{_PAIRS}" + _CLOCK
    EPOCH = r"^(?P<a>[0-9]{9,10}|[0-9]{12,13}|[0-9]{15,16}|[0-9]{18,19})(?:\.[0-9]+)?$"
    EXCEL = r"^(?P<a>[0-9]{5})(?:\.[0-9]+)?$"


_PATTERNS: Final = {form: re.compile(form.value) for form in Form}
NAMED: Final = {Form.DAY_NAME: "dmy", Form.NAME_DAY: "mdy", Form.YEAR_NAME: "ymd"}
_WITH_NAMES: Final = (*NAMED, Form.NAME_YEAR)
# Any number of that many digits may look so: they are dates only where a heading says it.
BARE: Final = (Form.EPOCH, Form.EXCEL, Form.SIX)
_OF_ALL: Final = tuple(_PATTERNS.items())
_OF_DIGITS: Final = tuple((form, _PATTERNS[form]) for form in (Form.EIGHT, *BARE))
_DIGIT: Final = re.compile("[0-9]")
_SHORTEST, _LONGEST = 4, 60  # letters of a date
_DIGITS: Final = frozenset("0123456789")
_TRIED: Final = 10  # cells, for one to take the shape from
_A_YEAR: Final = range(1700, 2200)  # what a calendar in nanoseconds can hold, and no typing error


@dataclass(frozen=True)
class Parts:
    """The parts of dates as they stand in the cells; 0 digits where a cell could not be read.

    Attributes:
        numbers: By the pattern's names; NaN where a cell could not be read.
        digits: How many digits each has.
    """

    form: Form
    numbers: Mapping[str, Numbers]
    digits: Mapping[str, NDArray[np.int64]]


@lru_cache(maxsize=16_384)
def form_of(cell: str) -> Form | None:
    """Returns the form of one cell; None where it is no date."""
    if not _SHORTEST <= len(cell) <= _LONGEST or not _DIGIT.search(cell):
        return None
    candidates = _OF_DIGITS if cell.isdigit() else _OF_ALL
    return next((form for form, pattern in candidates if _reads(form, pattern, cell)), None)


def _reads(form: Form, pattern: re.Pattern[str], cell: str) -> bool:
    found = pattern.match(cell)
    if found is None:
        return False
    if form in _WITH_NAMES:
        return month_of(found["b"]) is not None
    return form is not Form.EIGHT or _is_year(cell[:4]) or _is_year(cell[4:8])


def _is_year(digits: str) -> bool:
    return int(digits) in _A_YEAR


def common_form(sample: Iterable[str]) -> tuple[Form | None, float]:
    """Returns the form of most cells of a sample, and their share; None where none is a date."""
    forms = [form_of(cell) for cell in sample]
    counts = Counter(form for form in forms if form is not None)
    if not counts:
        return None, 0.0
    [(form, count)] = counts.most_common(1)
    return form, count / len(forms)


def split(cells: pd.Series[str], form: Form) -> Parts:
    """Splits every cell by one form."""
    found = _extract(cells, _PATTERNS[form])
    digits = {
        str(name): found[name].str.len().fillna(0).to_numpy().astype("int64") for name in found
    }
    if form in _WITH_NAMES:
        numbers = {name: month_of(name) for name in found["b"].dropna().unique()}
        found["b"] = found["b"].map(numbers)
    return Parts(form, {name: _numbers(found[name]) for name in digits}, digits)


def _numbers(texts: pd.Series[Any]) -> Numbers:
    return np.asarray(texts.astype("double[pyarrow]").to_numpy("float64", na_value=np.nan))


def _extract(cells: pd.Series[str], pattern: re.Pattern[str]) -> pd.DataFrame:
    """Returns the groups of a pattern: by place in the cells that are written like the first."""
    first = next((match for cell in cells.head(_TRIED) if (match := pattern.match(cell))), None)
    if first is None:
        return cells.str.extract(pattern)
    alike = cells.str.contains(f"^{_shape(first[0])}$")
    found = pd.DataFrame(
        {
            name: cells.str.slice(*first.span(name)) if first[name] is not None else None
            for name in pattern.groupindex
        }
    )
    others = cells[~alike]
    if len(others):
        found[~alike] = others.str.extract(pattern)
    return found


def _shape(cell: str) -> str:
    """Returns a pattern of all cells with digits and letters in the same places."""
    return "".join(
        "[0-9]" if letter in _DIGITS else "." if letter.isalpha() else re.escape(letter)
        for letter in cell
    )


# From the parts of dates to days, in each order that the parts may stand in.

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
