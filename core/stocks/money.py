"""Amounts of money and ratios as people read them."""

from __future__ import annotations

import math
from typing import Final

_SIGNS: Final = {"USD": "$", "INR": "₹", "EUR": "€", "GBP": "£", "JPY": "¥"}
_IN_CENTS: Final = ("USD", "EUR")
# ISO 4217 gives these no decimals; nobody counts the hundredth of a rupiah either.
_WHOLE: Final = ("CLP", "IDR", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF")
_READABLE: Final = (1e-6, 1e15)  # beyond, an amount is written as a power of ten
_MOST_TIMES: Final = 1e6


def money(amount: float, currency: str) -> str:
    """An amount: "$0.31", "−$1.00", "₹1,235", "¥122", "122 CHF".

    Two decimals as prices have, none from 100 or where the currency has none; the amounts that
    would round to next to nothing keep two digits: "$0.031".
    """
    number = _number(abs(amount), 0 if currency in _WHOLE else 2)
    before, after = around(currency)
    return f"{'−' if amount < 0 else ''}{before}{number}{after}"


def money_change(amount: float, currency: str) -> str:
    """A change of an amount, always with its sign: "+$0.12", "−$0.12"."""
    return f"{'+' if amount > 0 else ''}{money(amount, currency)}"


def around(currency: str) -> tuple[str, str]:
    """What stands before and after the number of an amount: ("$", ""), ("", " CHF")."""
    sign = _SIGNS.get(currency)
    return (sign, "") if sign else ("", f" {currency}".rstrip())


def spoken(amount: float, currency: str) -> str:
    """The same within a sentence: what is less than a dollar or a euro in cents, "28 cents"."""
    if currency not in _IN_CENTS or not (amount == 0 or _READABLE[0] <= amount < 0.995):
        return money(amount, currency)
    cents = f"{amount * 100:.2g}"
    return "1 cent" if cents == "1" else f"{cents} cents"


def times(ratio: float) -> str:
    """A ratio, not negative, with two digits or, near 1, three: "0.82 times", "1.04 times"."""
    if not ratio < _MOST_TIMES:
        return "over a million times"
    if 0.995 <= ratio < 1.095:
        return f"{ratio:.2f} times"
    rounded = float(f"{ratio:.1e}")
    return f"{rounded:,.0f} times" if rounded >= 10 else f"{ratio:.2g} times"


def _number(amount: float, decimals: int) -> str:
    if amount == 0:
        return "0"
    if not _READABLE[0] <= amount < _READABLE[1]:
        return f"{amount:.1e}"
    if round(amount, 2) >= 100:
        return f"{amount:,.0f}"
    if amount < 1:
        two_digits = float(f"{amount:.1e}")
        return f"{amount:.{max(2, 1 - math.floor(math.log10(two_digits)))}f}"
    return f"{amount:.{decimals}f}"
