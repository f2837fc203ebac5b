"""What a person may fix of the reading of a price file; everything else is recognised."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import pandas as pd
from pydantic import field_validator

from core.parameters import Facts, Settings, parameter
from core.reading import findings
from core.reading.delimited import SEPARATORS, mark_named
from core.reading.findings import name_lines
from core.stocks.sources.history import COLUMNS

DateOrder: TypeAlias = Literal["ymd", "dmy", "mdy", "epoch", "excel"]
DECIMALS: Final = {".": "point", ",": "comma"}
DATE_ORDERS: Final = {
    "ymd": "year, month, day",
    "dmy": "day, month, year",
    "mdy": "month, day, year",
    "epoch": "seconds since 1970",
    "excel": "Excel's day numbers",
}
NONE: Final = ""  # as a column: there is none of this kind
_COLUMN: Final = "Heading of the column to read as {}; empty for none."


def _column(role: str) -> Any:
    return parameter(None, Facts(f"{role} column"), _COLUMN.format(role))


class PriceChoices(Settings):
    """How to read a file of prices; what is None is recognised from the file.

    A column is named by its heading, or by its place where that is empty or stands twice:
    "column 3". The names of the separators and marks are understood as well: "tab", "comma".
    """

    separator: Literal[",", ";", "\t", "|", " "] | None = parameter(
        None,
        Facts("Separator", choices=tuple(SEPARATORS.items())),
        "What stands between two cells of a row.",
    )
    decimal: Literal[".", ","] | None = parameter(
        None,
        Facts("Decimal mark", choices=tuple(DECIMALS.items())),
        "What stands before the decimals of a price.",
    )
    date_column: str | None = parameter(
        None, Facts("Date column"), "Heading of the column of dates."
    )
    date_order: DateOrder | None = parameter(
        None,
        Facts("Date order", choices=tuple(DATE_ORDERS.items())),
        "In which order year, month and day stand in a date.",
    )
    time_zone: str | None = parameter(
        None,
        Facts("Time zone"),
        "Of the exchange, for times in seconds since 1970, such as Asia/Kolkata.",
    )
    open: str | None = _column("Open")
    high: str | None = _column("High")
    low: str | None = _column("Low")
    close: str | None = _column("Close")
    volume: str | None = _column("Volume")
    symbol: str | None = parameter(
        None, Facts("Symbol"), "Which one to read of several stocks in a file."
    )
    currency: str | None = parameter(
        None, Facts("Currency"), "Of the prices, as a code of three letters, such as USD."
    )
    first_row: int | None = parameter(
        None, Facts("First row"), "Line of the first row of prices, below the headings.", ge=1
    )
    footer: int | None = parameter(
        None, Facts("Footer", unit="rows"), "How many rows at the end are no prices.", ge=0
    )
    newest_first: bool | None = parameter(
        None,
        Facts("Newest first", choices=(("yes", "yes"), ("no", "no"))),
        "Does the file begin with the newest day?",
    )
    sheet: str | None = parameter(None, Facts("Sheet"), "Which sheet of a workbook to read.")

    @field_validator("separator", mode="before")
    @classmethod
    def _separator(cls, value: Any) -> Any:
        return mark_named(value, SEPARATORS)

    @field_validator("decimal", mode="before")
    @classmethod
    def _decimal(cls, value: Any) -> Any:
        return mark_named(value, DECIMALS)

    def column(self, role: str) -> str | None:
        """The heading chosen for a role of `COLUMNS` or "Date"."""
        name = field_of(role)
        value: str | None = getattr(self, name)
        return value


def field_of(role: str) -> str:
    """The choice that fixes the column of a role: "Date" is `date_column`, "Open" is `open`."""
    return "date_column" if role == "Date" else role.lower()


ROLES: Final = ("Date", *COLUMNS)


# What is found while a file of prices is read.

Findings: TypeAlias = findings.Findings[PriceChoices]


def name_rows(mask: pd.Series[bool]) -> str:
    """Names the rows of a mask: "2 rows (lines 5, 9)"."""
    lines = mask.index[mask].tolist()
    rows = "1 row" if len(lines) == 1 else f"{len(lines):,} rows"
    return f"{rows} ({name_lines(lines)})"
