"""Signs, abbreviations and codes of currencies."""

from __future__ import annotations

import re
from typing import Final

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
