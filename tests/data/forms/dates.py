"""Dates: names of months in many languages, orders that only the whole column tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
from babel.dates import format_date

from tests.data.dialects import Dialect
from tests.data.forms.form import CLOSES, GE, Form, written

_TWO = {"Date": "Date", "Close": "Close"}


def _babel(language: str, pattern: str) -> Callable[[date], str]:
    return lambda day: format_date(day, pattern, locale=language)


# Language -> pattern of CLDR, order.
_NAMED = {
    "en": ("MMMM d, y", "mdy"),
    "id": ("d MMMM y", "dmy"),
    "ms": ("d MMM y", "dmy"),
    "nl": ("d MMM y", "dmy"),
    "it": ("d MMM y", "dmy"),
    "es": ("d 'de' MMMM 'de' y", "dmy"),
    "fr": ("d MMM y", "dmy"),
    "de": ("d. MMMM y", "dmy"),
    "pl": ("d MMM y", "dmy"),
    "tr": ("d MMMM y", "dmy"),
    "ru": ("d MMMM y 'г'.", "dmy"),
    "fi": ("d. LLLL y", "dmy"),
    "pt": ("d 'de' MMM 'de' y", "dmy"),
    "sv": ("d MMM y", "dmy"),
    "cs": ("d. MMMM y", "dmy"),
    "zh": ("y年M月d日", "ymd"),
    "ja": ("y年M月d日", "ymd"),
    "ko": ("y년 M월 d일", "ymd"),
}


def _named(language: str) -> Form:
    pattern, order = _NAMED[language]
    dialect = Dialect(_TWO, dates=_babel(language, pattern), separator="\t")
    met = f"A page copied: dates written out, {language}, from marraskuu to November"
    return written(f"months_{language}.tsv", met, dialect, GE, date_order=order)


def _monthly(first: str, months: int) -> pd.DataFrame:
    days = pd.date_range(first, periods=months, freq="MS")
    return pd.DataFrame({"Close": [10 + 0.25 * i for i in range(months)]}, index=days)


_CENTURY = pd.DataFrame(
    {"Close": [10.5, 11.5, 12.5, 13.5]},
    index=pd.DatetimeIndex(["1999-12-28", "1999-12-31", "2000-01-03", "2000-01-04"]),
)
_OLD = pd.DataFrame(
    {"Close": [10.5, 11.5, 12.5]},
    index=pd.DatetimeIndex(["1929-10-24", "1929-10-25", "1929-10-28"]),
)
_EARLY = GE.loc["2019-10-01":"2019-10-11"][["Close"]]
_TIE = CLOSES.loc[["2019-10-01", "2019-10-10"]]

FORMS: list[Form] = [
    *map(_named, _NAMED),
    written("monthly.csv", "investing.com, monthly data: the first of each month",
            Dialect(_TWO, dates="%d/%m/%Y"), _monthly("2017-01-01", 24), date_order="dmy"),
    written("monthly_newest_first.csv", "The same, newest first, in American order",
            Dialect(_TWO, dates="%m/%d/%Y", newest_first=True), _monthly("2017-03-01", 20),
            date_order="mdy"),
    written("monthly_dotted.csv", "investing.com, monthly data, with points: the day stands first",
            Dialect(_TWO, dates="%d.%m.%Y"), _monthly("2019-01-01", 10), date_order="dmy"),
    written("monthly_short.csv", "Monthly data of less than a year: could be days of January",
            Dialect(_TWO, dates="%d/%m/%Y"), _monthly("2019-01-01", 10), date_order="dmy",
            asked=("date_order",), choices={"date_order": "dmy"}),
    written("months_only.csv", "A statistical office: months",
            Dialect(_TWO, dates="%Y-%m"), _monthly("2019-01-01", 10)),
    written("months_named.csv", "investing.com, monthly data, as its page shows it",
            Dialect(_TWO, dates="%b %y"), _monthly("2018-06-01", 14), date_order="mdy"),
    written("early_days.csv", "Nine trading days of one month: told by the steps between them",
            Dialect(_TWO, dates="%d/%m/%Y"), _EARLY, date_order="dmy"),
    written("early_days_us.csv", "The same in American order",
            Dialect(_TWO, dates="%m/%d/%Y"), _EARLY, date_order="mdy"),
    written("tie.csv", "Two days that could be months",
            Dialect(_TWO, dates="%d/%m/%Y"), _TIE, date_order="dmy",
            asked=("date_order",), choices={"date_order": "dmy"}),
    written("tie_indonesian.csv", "The same, headings in Indonesian, where the day stands first",
            Dialect({"Date": "Tanggal", "Close": "Penutupan"}, dates="%d/%m/%Y"), _TIE,
            date_order="dmy"),
    written("tie_pairs.csv", "The same below a date that settles it",
            Dialect(_TWO, dates="%d/%m/%Y", above=("Date:,30/11/2019",)), _TIE, date_order="dmy"),
    written("century.csv", "Years of two digits over the turn of the century",
            Dialect(_TWO, dates="%d/%m/%y"), _CENTURY, date_order="dmy"),
    written("old_years.csv", "Years of two digits that would lie in the future",
            Dialect(_TWO, dates="%d-%b-%y"), _OLD, date_order="dmy"),
    written("year_first_short.csv", "A database in Japan: years of two digits, first",
            Dialect(_TWO, dates="%y/%m/%d"), CLOSES),
    written("eight_digits_day_first.csv", "A mainframe: eight digits, the day first",
            Dialect(_TWO, dates="%d%m%Y"), CLOSES, date_order="dmy"),
    written("six_digits.csv", "MetaStock: six digits", Dialect(_TWO, dates="%y%m%d"), CLOSES),
    written("volume_before_date.csv", "A volume of ten digits stands before the dates",
            Dialect({"Volume": "Volume", "Date": "Date", "Close": "Close"}),
            CLOSES.assign(Volume=1_573_171_200.0)),
    written("weekdays.csv", "A mail program: the day of the week in front",
            Dialect(_TWO, dates="%a, %d %b %Y", separator=";"), CLOSES, date_order="dmy"),
    written("times_am_pm.csv", "A spreadsheet with the time of day",
            Dialect(_TWO, dates="%m/%d/%Y 4:00 PM"), CLOSES, date_order="mdy"),
    written("slashes_year_first.csv", "Japan, Taiwan, South Africa", Dialect(
        _TWO, dates="%Y/%m/%d", newest_first=True), CLOSES),
    written("dashes_day_first.csv", "The Netherlands, India", Dialect(
        _TWO, dates="%d-%m-%Y"), CLOSES, date_order="dmy"),
]  # fmt: skip
