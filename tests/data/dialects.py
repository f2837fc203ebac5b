"""Writes price files in the ways that people and programs write them; shares nothing with core."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

PRICES = ("Open", "High", "Low", "Close")
DateWriter = str | Callable[[date], str]
INDIAN = "indian"


@dataclass(frozen=True)
class Dialect:
    """One way of writing prices.

    Attributes:
        columns: Headings by role; other keys take their cells from `extra`.
        extra: Cells of other columns by key: a text, or a function of the row.
        dates: A format of strftime, or a function.
        decimals: How many each price has.
        thousands: What stands between groups of three, or INDIAN.
        volume: "plain", "grouped", "scaled" (62.48M) or "float" (62480600.0).
        price: How a price stands in its cell, such as "${}".
        quoting: One of csv's constants.
        above, below: Lines before the headings and after the last day.
    """

    columns: Mapping[str, str]
    extra: Mapping[str, str | Callable[[pd.Series], str]] = field(default_factory=dict)
    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    dates: DateWriter = "%Y-%m-%d"
    decimals: int = 2
    volume: str = "plain"
    price: str = "{}"
    quoting: int = csv.QUOTE_MINIMAL
    newest_first: bool = False
    headings: bool = True
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    end: str = "\n"
    encoding: str = "utf-8"


def rows_of(dialect: Dialect, frame: pd.DataFrame) -> list[list[str]]:
    """Returns the cells of each day, in the order of the file."""
    ordered = frame[::-1] if dialect.newest_first else frame
    return [
        [_cell(dialect, key, day.date(), row) for key in dialect.columns]
        for day, row in ordered.iterrows()
    ]


def text_of(dialect: Dialect, frame: pd.DataFrame) -> str:
    """Returns a file as text, its lines ending as the dialect's do."""
    buffer = io.StringIO()
    writer = csv.writer(
        buffer, delimiter=dialect.separator, quoting=dialect.quoting, lineterminator=dialect.end
    )
    buffer.write("".join(line + dialect.end for line in dialect.above))
    if dialect.headings:
        writer.writerow(dialect.columns.values())
    writer.writerows(rows_of(dialect, frame))
    buffer.write("".join(line + dialect.end for line in dialect.below))
    return buffer.getvalue()


def write(dialect: Dialect, frame: pd.DataFrame) -> bytes:
    """Returns a file as bytes."""
    return text_of(dialect, frame).encode(dialect.encoding)


def number(value: float, decimals: int, decimal: str = ".", thousands: str = "") -> str:
    """Returns a number with its marks: 1234.5 gives "1.234,50"."""
    whole, _, rest = f"{value:.{decimals}f}".partition(".")
    grouped = _indian(whole) if thousands == INDIAN else _groups(whole, thousands)
    return f"{grouped}{decimal}{rest}" if rest else grouped


def written_date(writer: DateWriter, day: date) -> str:
    """Returns a date as a dialect writes it."""
    return day.strftime(writer) if isinstance(writer, str) else writer(day)


def _cell(dialect: Dialect, key: str, day: date, row: pd.Series) -> str:
    if key == "Date":
        return written_date(dialect.dates, day)
    if key in PRICES:
        return dialect.price.format(
            number(row[key], dialect.decimals, dialect.decimal, dialect.thousands)
        )
    if key == "Volume":
        return _volume(dialect, row["Volume"])
    cell = dialect.extra[key]
    return cell if isinstance(cell, str) else cell(row)


def _volume(dialect: Dialect, value: float) -> str:
    if dialect.volume == "scaled":
        return number(value / 1e6, 2, dialect.decimal) + "M"
    if dialect.volume == "grouped":
        return number(value, 0, dialect.decimal, dialect.thousands)
    return number(value, 1 if dialect.volume == "float" else 0, dialect.decimal)


def _groups(digits: str, mark: str) -> str:
    return f"{int(digits):,}".replace(",", mark)


def _indian(digits: str) -> str:
    head, tail = digits[:-3], digits[-3:]
    pairs = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])
