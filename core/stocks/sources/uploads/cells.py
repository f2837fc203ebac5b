"""What a single cell looks like: a currency, a number, a date; whole columns are read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.date_parsing import BARE, Form, form_of

# Signs, abbreviations and codes of currencies.

# Longer signs stand before the shorter ones that they contain.
_SIGNS: Final = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "MX$": "MXN",
    "AU$": "AUD",
    "CA$": "CAD",
    "A$": "AUD",
    "C$": "CAD",
    "R$": "BRL",
    "S$": "SGD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "¥": "JPY",
    "￥": "JPY",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₪": "ILS",
    "₴": "UAH",
    "₸": "KZT",
    "元": "CNY",
    "円": "JPY",
    "원": "KRW",
}
_WORDS: Final = {
    "rs": "INR",
    "rp": "IDR",
    "rm": "MYR",
    "kr": "",
    "sfr": "CHF",
    "fr": "CHF",
    "tl": "TRY",
    "zł": "PLN",
    "zl": "PLN",
    "kč": "CZK",
    "kc": "CZK",
    "ft": "HUF",
    "lei": "RON",
    "руб": "RUB",
    "р": "RUB",
    "грн": "UAH",
    "đ": "VND",
    "gbx": "GBX",
    "euro": "EUR",
}
_CODES: Final = (
    "USD EUR GBP INR JPY IDR CHF SEK NOK DKK ISK PLN CZK HUF RON BGN TRY RUB UAH KZT CNY CNH HKD"
    " TWD KRW SGD MYR THB VND PHP AUD NZD CAD MXN BRL ARS CLP COP PEN ZAR EGP NGN KES ILS SAR AED"
    " QAR KWD BHD OMR JOD PKR LKR BDT USDT USDC BTC ETH"
)
CODES: Final = tuple(_CODES.split())
KRONER: Final = ("SEK", "NOK", "DKK", "ISK")  # what "kr" may be
_LETTER: Final = r"[^\W\d_]"
_NAMED: Final = "|".join(
    sorted([*_WORDS, *(code.lower() for code in CODES)], key=len, reverse=True)
)
_FIND: Final = re.compile(
    rf"(?P<sign>{'|'.join(re.escape(sign) for sign in _SIGNS)})"
    rf"|(?<!{_LETTER})(?P<word>{_NAMED})(?!{_LETTER})",
    re.IGNORECASE,
)


def find_currency(text: str) -> str | None:
    """Returns the code of the first currency named in a text; None where there is none.

    Where the sign is of several ("kr"), the code is empty.
    """
    found = _FIND.search(text)
    if found is None:
        return None
    if found["sign"]:
        return _SIGNS[found["sign"].upper()]
    word = found["word"].lower()
    return _WORDS[word] if word in _WORDS else word.upper()


def without_currency(text: str) -> str:
    """Returns a text without the signs and names of currencies in it."""
    return _FIND.sub(" ", text)


# Words for large numbers: "51,23M", "12 jt", "3億".

_SCALE_WORDS: Final = {
    1e3: "k tsd th thousand rb ribu tys тыс 千 천",
    1e4: "万 萬 만",
    1e5: "l lakh lakhs lac lacs",
    1e6: "m mn mm mln mio mill million millions jt juta млн 百万 백만",
    1e7: "cr crore crores",
    1e8: "亿 億 억",
    1e9: "b bn bln mrd mld mlrd md billion billions miliar млрд",
    1e12: "t tn trn trillion triliun bio bilyun трлн 兆 조",
}
SCALES: Final = {word: scale for scale, words in _SCALE_WORDS.items() for word in words.split()}


# Numbers, dates, and rows of prices.

_NUMBER: Final = re.compile(
    r"\A[(+\-=\"'−]*(?:[0-9]+(?:[.,'’ \u00a0\u202f\u2009][0-9]+)*[.,]?|[.,][0-9]+)"
    r"(?:[eE][+-]?[0-9]+)?[)\-%*\"' ]*(?P<word>[^\W\d_]*)\.?[)%]?"
)
_LONGEST: Final = 40
_FIRST: Final = 30  # cells of a row


@lru_cache(maxsize=16_384)
def looks_numeric(cell: str) -> bool:
    """Is this a number, perhaps with a currency or a word for thousands or millions?"""
    cell = cell.strip()
    if not cell or len(cell) > _LONGEST:
        return False
    found = _NUMBER.fullmatch(cell) or _NUMBER.fullmatch(without_currency(cell).strip())
    return found is not None and (not found["word"] or found["word"].casefold() in SCALES)


@lru_cache(maxsize=16_384)
def looks_like_date(cell: str) -> bool:
    """Is this a date, and nothing else?"""
    form = form_of(cell.strip())
    return form is not None and form not in BARE


def looks_like_prices(cells: Sequence[str]) -> bool:
    """Is this a row of prices: one of its first cells a date, another one a number?"""
    cells = [cell[:MAX_CELL] for cell in cells[:_FIRST]]
    dates = {i for i, cell in enumerate(cells) if looks_like_date(cell)}
    if not dates and cells and form_of(cells[0].strip()) is Form.EPOCH:
        dates = {0}
    if not dates:
        return False
    numbers = {i for i, cell in enumerate(cells) if looks_numeric(cell)}
    return bool(numbers - dates or (numbers and len(dates) > 1))
