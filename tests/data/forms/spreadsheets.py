"""What spreadsheets make of prices, in the locales of their users."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pandas as pd

from tests.data.dialects import Dialect, number, rows_of, text_of, write
from tests.data.forms.form import CLOSES, GE, PLAIN, RUPIAH, TATA, Form, named, written

_GERMAN = named("Datum|Eröffnung|Hoch|Tief|Schluss|Stücke")
_FRENCH = named("Date|Ouverture|Plus haut|Plus bas|Clôture|Volume")
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")


def _serial(day: Any) -> str:
    return str((pd.Timestamp(day) - _EXCEL_EPOCH).days)


def _workbook(fill: Callable[[Any], None], title: str = "Prices") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _typed(sheet: Any, frame: pd.DataFrame = GE) -> None:
    sheet.append(["Date", *frame.columns])
    for day, row in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        sheet.append([day.to_pydatetime(), *row])


def _plain(book: Any) -> None:
    _typed(book.active)


def _with_title(book: Any) -> None:
    book.active.append(["General Electric"])
    book.active.append([])
    book.active.append(["Currency:", "USD"])
    _typed(book.active)
    book.active.append(["Source: a terminal"])


def _serials(book: Any) -> None:
    book.active.append(["Date", "Close"])
    for day, close in zip(GE.index, GE["Close"].tolist(), strict=True):
        book.active.append([int(_serial(day)), close])


def _texts(book: Any) -> None:
    for row in [list(_GERMAN.values()), *rows_of(_GERMAN_TEXT, GE)]:
        book.active.append(row)


def _second_sheet(book: Any) -> None:
    book.active.append(["Read me first"])
    _typed(book.create_sheet("GE"))


def _two_sheets(book: Any) -> None:
    _typed(book.active)
    _typed(book.create_sheet("Tata"), TATA)


_GERMAN_TEXT = Dialect(_GERMAN, decimal=",", thousands=".", volume="grouped", dates="%d.%m.%Y")
_GERMAN_SHEET = Dialect(**{**vars(_GERMAN_TEXT), "separator": ";"})


def _wrapped() -> bytes:
    """Every line in quotation marks, as a spreadsheet saves a file that it took for one column."""
    dialect = Dialect(PLAIN, decimal=",", quoting=csv.QUOTE_ALL, dates="%d.%m.%Y")
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([line] for line in text_of(dialect, GE).splitlines())
    return buffer.getvalue().encode()


def _idle(zeros: str) -> tuple[bytes, pd.DataFrame]:
    """Days without trade: no price but the close, no volume."""
    lines = text_of(Dialect(PLAIN), GE).splitlines()
    rows = GE.copy()
    for place in (3, 17):
        day, close = lines[place].split(",")[0], GE["Close"].iloc[place - 1]
        lines[place] = f"{day},{zeros},{zeros},{zeros},{close},0"
        rows.iloc[place - 1] = [close, close, close, close, 0]
    return ("\n".join(lines) + "\n").encode(), rows


def _with_marks(text: str) -> bytes:
    """Marks of direction and zero-width spaces in every cell, as pages in two scripts have them."""
    return "\n".join(
        ",".join(f"\u202d{cell}\u202c\u200b" for cell in line.split(","))
        for line in text.splitlines()
    ).encode()


_IDLE, _IDLE_ROWS = _idle("0.00")
_THOUSANDS_IN_TURN = pd.DataFrame(
    {"Close": [995.0, 1005.0, 1010.0, 998.0, 1001.0]},
    index=pd.DatetimeIndex(["2019-11-04", "2019-11-05", "2019-11-06", "2019-11-07", "2019-11-08"]),
)
_ROUND = (CLOSES * 100).round(0)[CLOSES["Close"] > 10]

FORMS: list[Form] = [
    written("excel_german.csv", "Excel, Germany: semicolons, commas, Windows-1252",
            Dialect(**{**vars(_GERMAN_SHEET), "encoding": "cp1252", "end": "\r\n"}), GE,
            date_order="dmy"),
    written("excel_french.csv", "Excel, France: narrow spaces between groups",
            Dialect(_FRENCH, separator=";", decimal=",", thousands="\u202f", volume="grouped",
                    dates="%d/%m/%Y"), RUPIAH, date_order="dmy"),
    written("excel_us.csv", "Excel, United States: months first, no zeros in front",
            Dialect(PLAIN, dates=lambda day: f"{day.month}/{day.day}/{day.year}"), GE,
            date_order="mdy"),
    written("excel_uk.csv", "Excel, United Kingdom", Dialect(PLAIN, dates="%d/%m/%Y"), GE,
            date_order="dmy"),
    written("excel_indonesian.csv", "Excel, Indonesia: an English file saved again",
            Dialect(PLAIN, separator=";", decimal=",", dates="%d/%m/%Y"), GE, date_order="dmy"),
    written("excel_italian_short.csv", "Excel, Italy: short dates",
            Dialect(named("Data|Apertura|Massimo|Minimo|Chiusura|Volume"), separator=";",
                    decimal=",", dates="%d/%m/%y"), GE, date_order="dmy"),
    written("excel_unicode_text.txt", "Excel, Unicode text: tabs, UTF-16",
            Dialect(PLAIN, separator="\t", encoding="utf-16", end="\r\n"), GE),
    written("utf16_without_mark.csv", "PowerShell: UTF-16 without a mark",
            Dialect(PLAIN, encoding="utf-16-le"), GE),
    written("utf8_with_mark.csv", "Excel, CSV UTF-8", Dialect(
        PLAIN, encoding="utf-8-sig", end="\r\n"), GE),
    written("old_mac.csv", "Excel for Mac: lines end in carriage returns",
            Dialect(PLAIN, end="\r"), GE),
    written("excel_wrapped.csv", "Excel, Germany: a comma file taken for one column, saved again",
            Dialect(PLAIN, decimal=","), GE, data=_wrapped(), date_order="dmy"),
    written("excel_serial.csv", "Excel: dates shown as their day numbers",
            Dialect(PLAIN, dates=_serial), GE, date_order="excel"),
    written("excel_formulas.csv", "A website that keeps Excel from guessing: =\"...\"",
            Dialect(PLAIN, price='="{}"', quoting=csv.QUOTE_NONNUMERIC), GE),
    written("spaces.csv", "Nordic thousands with plain spaces",
            Dialect(PLAIN, separator=";", decimal=",", thousands=" ", volume="grouped"), RUPIAH),
    written("invisible.csv", "A page in Arabic and English: marks of direction in every cell",
            Dialect(PLAIN), GE, data=_with_marks(text_of(Dialect(PLAIN), GE))),
    written("no_break_space.csv", "A page: no-break spaces around every number",
            Dialect(PLAIN, price="\u00a0{}\u00a0", thousands=",", volume="grouped"), GE),
    written("thin_space.csv", "A typeset page: thin spaces between groups",
            Dialect(PLAIN, separator=";", thousands="\u2009", volume="grouped"), RUPIAH),
    written("decomposed.csv", "A Mac: accents as marks of their own",
            Dialect({"Date": "Fecha", "Open": "Apertura", "High": "Ma\u0301ximo",
                     "Low": "Mi\u0301nimo", "Close": "U\u0301ltimo"}, decimal=",",
                    separator=";", dates="%d/%m/%Y"), GE, date_order="dmy",
            columns={"Date": "Fecha", "Open": "Apertura", "High": "Máximo", "Low": "Mínimo",
                     "Close": "Último"}),
    written("without_accents.csv", "The same, typed without accents",
            Dialect({"Date": "FECHA", "Open": "APERTURA", "High": "MAXIMO", "Low": "MINIMO",
                     "Close": "ULTIMO"}, decimal=",", separator=";", dates="%d/%m/%Y"), GE,
            date_order="dmy"),
    written("bars.txt", "A database: bars between cells", Dialect(PLAIN, separator="|"), GE),
    written("spaced.txt", "gnuplot: spaces between cells", Dialect(PLAIN, separator=" "), GE),
    written("thousands_in_turn.csv", "A share around a thousand rupiah: 995, then 1.005",
            Dialect({"Date": "Date", "Close": "Close"}, decimals=0, thousands=".", decimal=","),
            _THOUSANDS_IN_TURN),
    written("lone_point.csv", "A share of some thousand, or an exchange rate with three decimals",
            Dialect({"Date": "Date", "Close": "Close"}, decimals=0, thousands=".", decimal=","),
            _ROUND, asked=("decimal",), choices={"decimal": ","}),
    written("lone_point_decimal.csv", "The same file, where somebody means decimals",
            Dialect({"Date": "Date", "Close": "Close"}, decimals=3), _ROUND / 1000,
            asked=("decimal",), choices={"decimal": "."}),
    written("lone_comma.csv", "A share of some thousand dollars, in quotation marks",
            Dialect({"Date": "Date", "Close": "Close"}, decimals=0, thousands=","), _ROUND),
    written("idle_days.csv", "A thinly traded share: zeros on days without trade",
            Dialect(PLAIN), GE, data=_IDLE, rows=_IDLE_ROWS,
            says="2 rows (lines 4, 18) without trade"),
    written("totals.csv", "A student's sheet: an average and a note below",
            Dialect(PLAIN, below=("Average,9.1,9.2,9.0,9.1,", ",,,,,", "Source: own work,,,,,")),
            GE, says="below the prices left out"),
    written("date_last.csv", "A report with the day in the last column, and a total below",
            Dialect({"Close": "Price", "Volume": "Volume", "Date": "Day"},
                    below=("9.1,100,Mean", "9.2,,Copyright 2019 a bank, all rights reserved")),
            GE),
    written("headings_again.csv", "Two pages joined: the headings stand twice",
            Dialect(PLAIN), GE,
            data=write(Dialect(PLAIN), GE.head(10)) + write(Dialect(PLAIN), GE.tail(20))),
    written("units_below.csv", "A terminal: the currency in a row below the headings",
            Dialect(PLAIN), GE, currency="USD",
            data=text_of(Dialect(PLAIN), GE).replace(
                "Volume\n", "Volume\n,USD,USD,USD,USD,\n", 1).encode()),
    written("two_closes.csv", "A depositary receipt in two currencies",
            Dialect({"Date": "Date", "Close": "Close USD", "Other": "Close EUR"},
                    extra={"Other": lambda row: number(row["Close"] * 0.9, 2)}), GE,
            asked=("close",), choices={"close": "Close USD"}, currency="USD"),
    written("footer_chosen.csv", "A sheet with a row of today's running prices, to be left out",
            Dialect(PLAIN, below=("2019-11-11,9,9,9,9,9",)), GE, choices={"footer": 1}),
    written("first_row_chosen.csv", "A sheet whose first days are of another share",
            Dialect(PLAIN), GE.tail(20), choices={"first_row": 12},
            data=write(Dialect(PLAIN), GE)),
    written("no_headings.csv", "A student's file: a day and a price",
            Dialect({"Date": "1", "Close": "2"}, headings=False), GE,
            columns={"Date": "column 1", "Close": "column 2"}),
    written("no_headings_asked.csv", "A student's file: a day and two prices",
            Dialect({"Date": "1", "Close": "2", "Other": "3"}, extra={"Other": "7.5"},
                    headings=False), GE, asked=("close",), choices={"close": "column 2"},
            columns={"Date": "column 1", "Close": "column 2"}),
    written("workbook.xlsx", "Excel: dates and numbers kept as such", Dialect(PLAIN), GE,
            data=_workbook(_plain)),
    written("workbook_title.xlsx", "Excel: a title, a pair and a source around the table",
            Dialect(PLAIN), GE, data=_workbook(_with_title), currency="USD"),
    written("workbook_serial.xlsx", "Excel: dates as numbers without a format",
            Dialect({"Date": "Date", "Close": "Close"}), GE, data=_workbook(_serials),
            date_order="excel"),
    written("workbook_texts.xlsx", "Excel: a German file pasted as text", _GERMAN_TEXT, GE,
            data=_workbook(_texts), date_order="dmy"),
    written("workbook_second_sheet.xlsx", "Excel: a sheet of words before the prices",
            Dialect(PLAIN), GE, data=_workbook(_second_sheet, "Read me")),
    written("workbook_two_sheets.xlsx", "Excel: a share a sheet", Dialect(PLAIN), GE,
            data=_workbook(_two_sheets, "GE"), asked=("sheet",), choices={"sheet": "GE"}),
]  # fmt: skip
