"""Amounts of money as people read them."""

from __future__ import annotations

import math
from typing import Final

_SIGNS: Final = {"USD": "$", "INR": "₹", "EUR": "€", "GBP": "£", "JPY": "¥"}


def money(amount: float, currency: str) -> str:
    """An amount, not negative, with two digits or its whole part: "$0.31", "₹7.7", "122 CHF"."""
    decimals = max(0, 1 - math.floor(math.log10(amount))) if amount > 0 else 0
    number = f"{amount:,.{decimals}f}"
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}".rstrip()
