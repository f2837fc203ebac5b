"""Random tables in every dialect are read back exactly, or meet the question that they deserve."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from babel.dates import format_date
from hypothesis import event, given

from core.stocks.sources import PriceChoices, read_prices
from tests.data.dialects import PRICES, DateWriter, Dialect, write
from tests.examples import examples

HEADINGS = {
    "en": "Date|Open|High|Low|Close|Volume",
    "en (USD)": "Trade Date|Open (USD)|High (USD)|Low (USD)|Close (USD)|Volume",
    "terminal": "DATE|PX_OPEN|PX_HIGH|PX_LOW|PX_LAST|PX_VOLUME",
    "id": "Tanggal|Pembukaan|Tertinggi|Terendah|Penutupan|Volume",
    "ms": "Tarikh|Harga Buka|Harga Tinggi|Harga Rendah|Harga Tutup|Isipadu",
    "nl": "Datum|Opening|Hoogste|Laagste|Slotkoers|Volume",
    "it": "Data|Apertura|Massimo|Minimo|Chiusura|Volume",
    "es": "Fecha|Apertura|Máximo|Mínimo|Cierre|Volumen",
    "fr": "Date|Ouverture|Plus haut|Plus bas|Clôture|Volume",
    "de": "Datum|Eröffnung|Hoch|Tief|Schlusskurs|Volumen",
    "pl": "Data|Otwarcie|Najwyższy|Najniższy|Zamknięcie|Wolumen",
    "tr": "Tarih|Açılış|Yüksek|Düşük|Kapanış|Hacim",
    "ru": "Дата|Открытие|Максимум|Минимум|Закрытие|Объём",
    "zh": "日期|开盘|最高|最低|收盘|成交量",
    "ja": "日付|始値|高値|安値|終値|出来高",
    "ko": "날짜|시가|고가|저가|종가|거래량",
}
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%dT00:00:00Z")
DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%y", "%d/%m/%Y 16:00")
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m/%d/%Y 4:00 PM")
LANGUAGES = ("en", "id", "ms", "nl", "it", "es", "fr", "de", "pl", "tr", "ru", "fi", "pt", "sv")
ABOVE = ("General Electric", "Date:,30/11/2019", "Prices of a stock; daily", "# exported", "")
BELOW = ("Source: an exchange", "Total", "Downloaded on 11-08-2019, no warranty", "*")


def spelled(language: str, pattern: str) -> Callable[[date], str]:
    return lambda day: format_date(day, pattern, locale=language)


@st.composite
def date_writers(draw: st.DrawFn, *, is_english: bool) -> tuple[str, DateWriter]:
    """An order that the reading must name, and a way of writing dates."""
    orders = ["ymd", "dmy", "named dmy", "named mdy", *(["mdy"] if is_english else [])]
    order = draw(st.sampled_from(orders))
    if order == "ymd":
        return order, draw(st.sampled_from(YEAR_FIRST))
    if order in ("dmy", "mdy"):
        return order, draw(st.sampled_from(DAY_FIRST if order == "dmy" else MONTH_FIRST))
    width = draw(st.sampled_from(["MMM", "MMMM"]))
    language = draw(st.sampled_from(LANGUAGES))
    if order == "named dmy":
        return "dmy", spelled(language, f"d {width} y")
    return "mdy", spelled("en", f"{width} d, y")


@st.composite
def histories(draw: st.DrawFn, decimals: int) -> pd.DataFrame:
    """Trading days of one stock, whose prices move by a tenth a day at most."""
    start = draw(st.dates(date(1985, 1, 1), date(2024, 1, 1)))
    every = draw(st.sampled_from(["B", "W-FRI"]))
    days = pd.date_range(start, periods=draw(st.integers(4, 40)), freq=every)
    first = draw(st.sampled_from([3.0, 12.0, 95.0, 990.0, 1234.0, 9_850.0, 250_000.0]))
    steps = draw(st.lists(st.floats(-0.1, 0.1), min_size=len(days), max_size=len(days)))
    close = first * np.cumprod(1 + np.array(steps))
    spread = draw(st.floats(0.001, 0.05))
    frame = pd.DataFrame(
        {"Open": close, "High": close * (1 + spread), "Low": close * (1 - spread), "Close": close},
        index=days,
    ).clip(lower=1)
    volumes = st.lists(st.integers(0, 10**9), min_size=len(days), max_size=len(days))
    return frame.round(decimals).assign(Volume=np.array(draw(volumes), dtype="float64"))


@st.composite
def dialects(draw: st.DrawFn) -> tuple[str, Dialect, pd.DataFrame]:
    """An order of the dates, a way of writing a table, and what to write."""
    language = draw(st.sampled_from(sorted(HEADINGS)))
    is_english = language in ("en", "en (USD)", "terminal")
    roles = draw(st.lists(st.sampled_from(PRICES), min_size=1, max_size=4, unique=True))
    roles += draw(st.sampled_from([[], ["Volume"]]))
    headings = dict(
        zip(
            ("Date", *PRICES, "Volume"),
            HEADINGS[language].split("|"),
            strict=True,
        )
    )
    order, dates = draw(date_writers(is_english=is_english))
    decimals = draw(st.sampled_from([0, 2, 3, 4]))
    # Where nobody writes decimal commas, 1,234 is a thousand and some.
    only_points = is_english or language in ("ms", "zh", "ja", "ko")
    decimal = "." if only_points and decimals == 3 else draw(st.sampled_from([".", ","]))
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    groups = ["", " ", "'", "\u00a0"]
    if decimals > 0 or (separator, decimal) != (";", "."):  # there, 1,234 is one and a bit
        groups.append("." if decimal == "," else ",")
    dialect = Dialect(
        {role: headings[role] for role in ("Date", *draw(st.permutations(roles)))},
        separator=separator,
        decimal=decimal,
        thousands=draw(st.sampled_from(groups)),
        dates=dates,
        decimals=decimals,
        volume=draw(st.sampled_from(["plain", "grouped"])),
        price=draw(st.sampled_from(["{}", "$ {}", "{} €", "Rp{}"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        newest_first=draw(st.booleans()),
        above=tuple(draw(st.lists(st.sampled_from(ABOVE), max_size=2))),
        below=tuple(draw(st.lists(st.sampled_from(BELOW), max_size=2))),
        end=draw(st.sampled_from(["\n", "\r\n"])),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
    )
    return order, dialect, draw(histories(decimals))


def deserved(order: str, dialect: Dialect, frame: pd.DataFrame) -> set[str]:
    """What may be asked: only what the cells do not tell."""
    prices = frame[[role for role in dialect.columns if role in PRICES]]
    lone = dialect.decimals == 3 or (dialect.decimals == 0 and dialect.thousands in (".", ","))
    asked = {"decimal"} if lone and (prices < 1e6).all(axis=None) else set()
    short = isinstance(dialect.dates, str) and dialect.dates in (*DAY_FIRST, *MONTH_FIRST)
    if short and (len(frame) < 14 or order == "ymd"):
        asked.add("date_order")
    return asked


@given(dialects())
@examples(100)
def test_tables_in_every_dialect_are_read_back_exactly(drawn):
    order, dialect, frame = drawn
    data = write(dialect, frame)
    reading = read_prices(data, "random.csv")
    asked = {question.field for question in reading.questions}
    event(f"asked {sorted(asked)}")
    assert asked <= deserved(order, dialect, frame)
    truth: dict[str, Any] = {"date_order": order, "decimal": dialect.decimal}
    if asked:
        reading = read_prices(
            data, "random.csv", PriceChoices(**{field: truth[field] for field in asked})
        )
    history = reading.prices()
    assert history.dates.equals(pd.DatetimeIndex(frame.index).as_unit("ns"))
    assert set(history.frame) == set(dialect.columns) - {"Date"}
    for role in history.frame:
        assert history.frame[role].tolist() == frame[role].tolist(), role
