"""The ways of writing a date, and the parts of it, whole columns at once."""

from __future__ import annotations

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
