"""In which languages the headings are, and what people write by hand in those."""

from __future__ import annotations

from collections.abc import Iterable

from core.stocks.sources.uploads.numbers.parse import DecimalMark
from core.stocks.sources.uploads.words.headings import DAY_FIRST_LANGUAGES, POINT_LANGUAGES
from core.stocks.sources.uploads.words.roles import meaning


def languages_of(headings: Iterable[str]) -> frozenset[str]:
    """Returns the languages that the headings may be in, English if nothing speaks against it.

    A heading that is English, too, tells nothing; empty where no heading is known.
    """
    known = [what.languages for name in headings if name and (what := meaning(name)) is not None]
    foreign = [languages for languages in known if languages and "en" not in languages]
    if not foreign:
        return frozenset({"en"}) if known else frozenset()
    common = frozenset.intersection(*foreign)
    return common or frozenset.union(*foreign)


def lone_comma(languages: frozenset[str], separator: str) -> DecimalMark | None:
    """Returns the decimal mark of a file in which 1,234 is the only kind of number.

    Spreadsheets put semicolons between cells where a comma is the decimal mark; in English and
    some other languages it stands between thousands. A lone point tells nothing, as programs
    write it everywhere.
    """
    if separator == ";":
        return ","
    return "." if languages and languages <= set(POINT_LANGUAGES.split()) else None


def put_days_first(languages: frozenset[str]) -> bool:
    """Does nobody write the month before the day in any of these languages?"""
    return bool(languages) and languages <= set(DAY_FIRST_LANGUAGES.split())
