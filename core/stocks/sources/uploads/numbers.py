"""Numbers as people and exports write them."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

DecimalMark: TypeAlias = Literal[".", ","]

_MISSING: Final = {"", "-", "--", "—", ".", "n/a", "na", "n.a.", "nan", "null", "none", "#n/a"}
_SIGNS: Final = r"(?i)[$€£¥₹₩₽]|(?<![a-z])(?:usd|eur|gbp|inr|jpy|idr|rs\.?|rp\.?)(?![a-z])"
_SPACING: Final = r"[\s'’]"  # between groups of digits, no-break spaces among it
_SCALES: Final = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
# With a decimal point; groups of two are Indian: 1,23,456.78.
_NUMBER: Final = (
    r"^([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3})?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?)"
    r"([KMBTkmbt]?)$"
)
# Digits that only one of the two marks explains; MARK is the decimal one, GROUP the other.
_EVIDENCE: Final = r"MARK(?:[0-9]{1,2}|[0-9]{4,})$|GROUP[0-9]{3}MARK|GROUP[0-9]{2,3}GROUP|^0MARK"
_SWAPPED: Final = str.maketrans(",.", ".,")


def decimal_mark(cells: pd.Series[str], delimiter: str) -> DecimalMark:
    """Decides over all prices of a file whether 1,234 is a thousand or one and a bit.

    Args:
        cells: The text of all prices.
        delimiter: What stands between cells: after a semicolon, commas are rather decimal ones.
    """
    special = cells[pd.to_numeric(cells, errors="coerce").isna()]
    if missing(special).all():
        return "."
    bare = _bare(cells)
    point = int(bare.str.contains(_evidence(r"\.", ",")).sum())
    comma = int(bare.str.contains(_evidence(",", r"\.")).sum())
    if point == comma == 0:
        return "," if delimiter == ";" and bare.str.contains(",").any() else "."
    return "," if comma > point else "."


def missing(cells: pd.Series[str]) -> pd.Series[bool]:
    """Returns which cells say that there is no number."""
    return cells.str.lower().isin(_MISSING)


def read_numbers(cells: pd.Series[str], mark: DecimalMark) -> pd.Series[float]:
    """Reads numbers with currency signs, groups of digits and K, M, B or T for large ones.

    Returns:
        The numbers, all finite; NaN where there is none (see `missing`) or it cannot be read.
    """
    if mark == ".":
        plain = pd.to_numeric(cells, errors="coerce").astype("float64")
        special = cells[plain.isna()]
        numbers = plain.fillna(_read_special(special)) if len(special) else plain
    else:
        numbers = _read_special(cells.str.translate(_SWAPPED))
    return numbers.where(np.isfinite(numbers))


def _read_special(cells: pd.Series[str]) -> pd.Series[float]:
    """Reads numbers with a decimal point that a computer would not write so."""
    bare = _bare(cells)
    parts = bare.str.extract(_NUMBER)
    digits = parts[0].str.replace(",", "", regex=False)
    numbers = pd.to_numeric(digits, errors="coerce") * parts[1].str.upper().map(_SCALES)
    return numbers.astype("float64")


def _bare(cells: pd.Series[str]) -> pd.Series[str]:
    return cells.str.replace(_SIGNS, "", regex=True).str.replace(_SPACING, "", regex=True)


def _evidence(mark: str, group: str) -> str:
    return _EVIDENCE.replace("MARK", mark).replace("GROUP", group)
