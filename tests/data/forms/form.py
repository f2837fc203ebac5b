"""A file as people have it, beside the reading that it must get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from tests.data.dialects import PRICES, Dialect, write

ROLES = ("Date", *PRICES, "Volume")
PLAIN = {role: role for role in ROLES}
_DATA = Path(__file__).resolve().parents[3] / "data"


def _history(symbol: str, days: int) -> pd.DataFrame:
    frame = pd.read_csv(_DATA / f"{symbol}.csv", index_col="Date", parse_dates=["Date"])
    return frame.tail(days).round(2)


GE = _history("GE", 30)  # 2019-09-27 to 2019-11-08, 8 to 12 dollars
TATA = _history("TATAGLOBAL", 30)  # 2018-09-06 to 2018-10-24, 208 to 262 rupees
RUPIAH = (TATA[list(PRICES)] * 18).round(-1).join(TATA["Volume"])  # 3,740 to 4,710, no decimals
CLOSES = GE[["Close"]]


@dataclass(frozen=True)
class Form:
    """One file and what is expected of its reading.

    Attributes:
        name: Of the file.
        met: Where such files come from.
        data: The file.
        rows: The days that must be read; None where the file is refused.
        reading: What the reading must say: symbol, currency, columns, decimal, date_order.
        choices: What a person fixes.
        asked: What must be asked where the person does not fix it.
        refused: A part of the sentence that refuses the file; empty where it is read.
        says: A part of a note.
    """

    name: str
    met: str
    data: bytes
    rows: pd.DataFrame | None
    reading: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    refused: str = ""
    says: str = ""


def named(headings: str, keys: tuple[str, ...] = ROLES) -> dict[str, str]:
    """Returns headings, separated by "|", by role."""
    return dict(zip(keys, headings.split("|"), strict=False))


def written(
    name: str,
    met: str,
    dialect: Dialect,
    frame: pd.DataFrame,
    *,
    data: bytes | None = None,
    **expected: Any,
) -> Form:
    """Returns a form that a dialect writes; what is expected follows from the dialect."""
    columns = {role: dialect.columns[role] for role in ROLES if role in dialect.columns}
    rows = frame[[role for role in columns if role != "Date"]].round(dialect.decimals)
    if "Volume" in rows and dialect.volume == "scaled":
        rows = rows.assign(Volume=(rows["Volume"] / 1e6).round(2) * 1e6)
    rest = {
        key: expected.pop(key)
        for key in ("choices", "asked", "refused", "says", "rows")
        if key in expected
    }
    reading = {
        "symbol": "",
        "currency": "",
        "columns": {role: heading.strip() for role, heading in columns.items()},
        "decimal": dialect.decimal,
        "date_order": "ymd",
        **expected,
    }
    return Form(
        name,
        met,
        write(dialect, frame) if data is None else data,
        **{"rows": rows, "reading": reading, **rest},
    )


def refused(name: str, met: str, data: bytes | str, sentence: str) -> Form:
    """Returns a form that must be refused, with a part of the sentence."""
    content = data.encode() if isinstance(data, str) else data
    return Form(name, met, content, None, refused=sentence)


def renamed(form: Form, name: str, met: str, data: bytes) -> Form:
    """Returns the same expectation of another file."""
    return replace(form, name=name, met=met, data=data)
