"""Daily prices of one stock, wherever they came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from core.errors import DataError

PRICE_COLUMNS: Final = ("Open", "High", "Low", "Close")
COLUMNS: Final = (*PRICE_COLUMNS, "Volume")
# Wider than any market; within, no error, square or ratio of prices leaves the range of numbers,
# and the smallest price still moves the scaler, which takes less than 2e-15 for no change.
PRICE_RANGE: Final = (1e-12, 1e15)
OUT_OF_RANGE: Final = "lies beyond any price, 1e-12 to 1e15: correct it, or use another unit."
LONGEST_USUAL_GAP: Final = 7  # calendar days: a weekend with holidays around it
Choice: TypeAlias = str | int | bool
_TEXTS: Final = ("symbol", "currency", "title", "source", "adjustment")


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a price: `days` calendar days pass between `after` and the next row."""

    after: pd.Timestamp
    days: int


@dataclass(frozen=True, eq=False)
class PriceHistory:
    """Daily prices of one stock, oldest first.

    Attributes:
        symbol: What the exchange calls it; empty where unknown.
        currency: ISO 4217 code of the prices; empty where unknown.
        title: Its name for people.
        source: Where the figures come from.
        adjustment: How the prices are adjusted for splits and dividends.
        notes: What was recognised, repaired or left out while reading; a sentence each.
        frame: At least one of Open, High, Low and Close, all within `PRICE_RANGE`, and where
            known Volume (NaN on days without one), all float64; indexed by a DatetimeIndex named
            Date that rises from row to row. Not to be changed in place.
        choices: How the file was read that they come from, by field of the reader's `Choices`;
            empty where there was none.

    Raises:
        DataError: A price is out of range, or not a number.
    """

    symbol: str
    currency: str
    title: str
    source: str
    adjustment: str
    notes: tuple[str, ...]
    frame: pd.DataFrame
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.price_columns:
            prices = self.frame[name]
            wrong = prices[~prices.between(*PRICE_RANGE)]
            if not wrong.empty:
                day, price = wrong.index[0], wrong.iloc[0]
                raise DataError(f"{name} of {day:%Y-%m-%d}: {price:g} {OUT_OF_RANGE}")

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def dates(self) -> pd.DatetimeIndex:
        """The days with prices."""
        return pd.DatetimeIndex(self.frame.index)

    @property
    def price_columns(self) -> tuple[str, ...]:
        """The prices of the day that are there, in the usual order."""
        return tuple(name for name in PRICE_COLUMNS if name in self.frame.columns)

    @property
    def span(self) -> str:
        """From when to when, and how many days: "2018-11-12 to 2019-11-08, 250 days"."""
        first, last = self.dates[0], self.dates[-1]
        return f"{first:%Y-%m-%d} to {last:%Y-%m-%d}, {len(self):,} days"

    def gaps(self, longest_usual: int = LONGEST_USUAL_GAP) -> list[Gap]:
        """Returns the gaps of more than `longest_usual` calendar days, the longest first."""
        days = np.diff(self.dates.to_numpy()).astype("timedelta64[D]").astype(int)
        found = [
            Gap(self.dates[i], int(days[i])) for i in np.flatnonzero(days > longest_usual).tolist()
        ]
        return sorted(found, key=lambda gap: -gap.days)

    def to_bytes(self) -> bytes:
        """Returns everything as JSON; numbers keep every digit."""
        columns = {
            name: [None if np.isnan(value) else value for value in self.frame[name].tolist()]
            for name in self.frame.columns
        }
        content = {name: getattr(self, name) for name in _TEXTS} | {
            "notes": self.notes,
            "dates": self.dates.strftime("%Y-%m-%d").tolist(),
            "columns": columns,
        }
        if self.choices:
            content["choices"] = dict(self.choices)
        return _piecewise(content).encode(errors="replace")

    @classmethod
    def from_bytes(cls, data: bytes) -> PriceHistory:
        """Returns what `to_bytes` was given."""
        content = json.loads(data)
        frame = pd.DataFrame(
            content["columns"],
            index=date_index(pd.to_datetime(content["dates"], format="%Y-%m-%d")),
            dtype="float64",
        )
        texts = {name: content[name] for name in _TEXTS}
        return cls(
            **texts,
            notes=tuple(content["notes"]),
            frame=frame,
            choices=content.get("choices", {}),
        )


def date_index(dates: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Returns days (no time zone) as every `PriceHistory` has them: in nanoseconds, named Date."""
    return dates.as_unit("ns").rename("Date")


def _piecewise(content: object) -> str:
    """Returns what `json.dumps` does, one column after the other.

    All at once, 200,000 days hold the interpreter for a second, and everybody's page with it.
    """
    if not isinstance(content, dict):
        return json.dumps(content, ensure_ascii=False)
    pieces = (f"{json.dumps(name)}: {_piecewise(value)}" for name, value in content.items())
    return f"{{{', '.join(pieces)}}}"


# What to do about single prices that are missing.

_MOST_MISSING: Final = 0.1  # of a column's prices


def complete(
    prices: pd.DataFrame, notes: list[str], name_rows: Callable[[pd.Series[bool]], str]
) -> pd.DataFrame:
    """Leaves out columns that lack more than a tenth of their prices, then rows that lack any.

    The fullest column always stays.

    Args:
        prices: NaN where a price is missing.
        notes: Takes a sentence for whatever was left out.
        name_rows: Names the rows of a mask, such as "2 rows (lines 5, 9)".
    """
    share = prices.isna().mean()
    sparse = share > max(_MOST_MISSING, share.min())
    notes.extend(
        f"{name} lacks {share[name] * 100:.0f} % of its prices and is left out."
        for name in prices.columns[sparse]
    )
    full: pd.DataFrame = prices.loc[:, ~sparse]
    incomplete: pd.Series[bool] = full.isna().any(axis=1)
    if incomplete.any():
        notes.append(f"{name_rows(incomplete)} with a missing price left out.")
    return full.drop(index=full.index[incomplete])


# What looks strange in a price history, in words.

_GAPS_NAMED: Final = 3


def oddities(history: PriceHistory) -> list[str]:
    """Returns a sentence for each gap, the longest first, and for contradictory prices."""
    return _gaps(history) + _contradictions(history)


def _gaps(history: PriceHistory) -> list[str]:
    usual = float(np.median(np.diff(history.dates.to_numpy()) / np.timedelta64(1, "D")))
    if usual > LONGEST_USUAL_GAP / 2:
        return [f"The rows lie about {usual:.0f} days apart; each counts as one day."]
    gaps = history.gaps()
    named = [f"Gap of {gap.days:,} days after {gap.after:%Y-%m-%d}." for gap in gaps[:_GAPS_NAMED]]
    others = len(gaps) - len(named)
    if others:
        plural = "" if others == 1 else "s"
        named.append(f"{others:,} more gap{plural} of more than {LONGEST_USUAL_GAP} days.")
    return named


def _contradictions(history: PriceHistory) -> list[str]:
    frame = history.frame
    if not {"High", "Low"} <= set(frame.columns):
        return []
    days = history.dates[frame["High"] < frame["Low"]]
    if days.empty:
        return []
    first = f"{days[0]:%Y-%m-%d}"
    when = first if len(days) == 1 else f"{len(days):,} days, first on {first}"
    return [f"High is below Low on {when}."]


# The two price histories that come with the project (see data/README.md).

_FOLDER: Final = Path(__file__).resolve().parents[3] / "data"
_FACTS: Final = {
    "GE": {
        "currency": "USD",
        "title": "General Electric",
        "source": "Yahoo Finance, as shown in late 2019 (bundled)",
        "adjustment": "Prices before 2019-02-26 are divided by 1.04 for the Wabtec spin-off; "
        "not adjusted for dividends, nor for the splits and spin-offs from 2021 on.",
    },
    "TATAGLOBAL": {
        "currency": "INR",
        "title": "Tata Global Beverages",
        "source": "National Stock Exchange of India (bundled)",
        "adjustment": "Not adjusted.",
    },
}
SYMBOLS: Final = tuple(_FACTS)


def bundled_prices(symbol: str) -> PriceHistory:
    """Returns a bundled history.

    Args:
        symbol: One of `SYMBOLS`: "GE" (2018-11-12 to 2019-11-08, 250 days) or "TATAGLOBAL"
            (2010-07-21 to 2018-10-24, 2,051 days).

    Raises:
        DataError: Nothing of that name comes with the project.
    """
    if symbol not in _FACTS:
        choices = " and ".join(SYMBOLS)
        raise DataError(f"There is no bundled data named {symbol!r}; there are {choices}.")
    frame = pd.read_csv(_FOLDER / f"{symbol}.csv", index_col="Date", parse_dates=["Date"])
    frame = frame.astype("float64").set_index(date_index(pd.DatetimeIndex(frame.index)))
    facts = _FACTS[symbol]
    return PriceHistory(
        symbol=symbol,
        currency=facts["currency"],
        title=facts["title"],
        source=facts["source"],
        adjustment=facts["adjustment"],
        notes=(),
        frame=frame,
    )
