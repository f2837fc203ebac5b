"""Which column of an upload is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# What exports call the columns, reduced to their letters; where a file has several of a row,
# the first one wins: a close before the last trade before an adjusted close.
# English names first, then what investing.com and brokers write in other languages.
ALIASES: Final = {
    "Date": (
        *("date", "datetime", "timestamp", "tradedate", "tradingdate", "observationdate"),
        *("time", "day", "tanggal", "datum", "fecha", "data"),
    ),
    "Open": (
        *("open", "openprice", "openingprice"),
        *("pembukaan", "eröffn", "eröffnung", "erster", "ouv", "ouverture", "apertura", "abertura"),
    ),
    "High": (
        *("high", "highprice", "dayhigh"),
        *("tertinggi", "hoch", "tageshoch", "haut", "plushaut", "máximo", "máxima"),
    ),
    "Low": (
        *("low", "lowprice", "daylow"),
        *("terendah", "tief", "tagestief", "bas", "plusbas", "mínimo", "mínima"),
    ),
    "Close": (
        *("close", "closeprice", "closingprice", "closelast", "closeclosepriceadjustedforsplits"),
        *("penutupan", "schluss", "schlusskurs", "clôture", "cierre", "fechamento"),
        *("price", "last", "lastprice", "ltp"),
        *("terakhir", "zuletzt", "dernier", "último"),
        *("adjclose", "adjustedclose", "adjcloseadjustedclosepriceadjustedforsplitsanddividend"),
    ),
    "Volume": (
        *("volume", "vol", "totaltradequantity", "totaltradedquantity", "noofshares"),
        *("sharestraded", "volumen", "stücke"),
    ),
}
_ALL: Final = {alias for aliases in ALIASES.values() for alias in aliases}
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_LONGEST: Final = max(map(len, _ALL))  # Yahoo's page explains "Adj Close" inside its heading


def letters(name: str) -> str:
    """Returns the letters of a column's name: "1. Open Price*" gives "openprice"."""
    return _NOT_LETTERS.sub("", name.casefold())[:_LONGEST]


def known(name: str) -> bool:
    """Is this a name that exports give to a column of dates, prices or volumes?"""
    return letters(name) in _ALL


def is_adjusted(name: str) -> bool:
    """Does the name say that dividends are worked into the price?"""
    return letters(name).startswith("adj")


def find_columns(names: Sequence[str]) -> dict[str, int]:
    """Returns the position of each column that is recognised by its name: {"Date": 0, ...}."""
    found = {}
    reduced = [letters(name) for name in names]
    for role, aliases in ALIASES.items():
        present = [alias for alias in aliases if alias in reduced]
        if present:
            found[role] = reduced.index(present[0])
    return found
