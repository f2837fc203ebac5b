"""From the text of cells to numbers, whole columns at once."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from core.stocks.sources.uploads.words.currencies import without_currency
from core.stocks.sources.uploads.words.scales import SCALES

DecimalMark: TypeAlias = Literal[".", ","]

MISSING: Final = (
    *("", "-", "--", "---", "—", "–", ".", "..", "...", "n/a", "na", "n.a.", "nan", "null", "none"),
    *("#n/a", "#n/a n/a", "#value!", "#ref!", "#div/0!", "nil", "(null)", "nd", "n.d."),
    *("\\n", "<na>", "nat", "missing", "no data", "keine angabe", "k.a.", "tidak ada"),
)
# The number itself, without the signs and words around it. The patterns here do without \s, \w
# and \d, so that pandas hands them to RE2, which takes a tenth of the time.
_BEFORE: Final = r"^[^0-9.,+\-]*[^0-9 .,+\-$€£₹¥]\. *|^[^0-9.,+\-]+"
_AFTER: Final = r"[^0-9.,]+\.?$"
_INSIDE: Final = r"[0-9.,+\-].*[0-9.,]|[0-9]"  # all that is no word around the number
_SPACES: Final = "[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_APOSTROPHES: Final = "[’‘ʼ´`ʹ]"
_BARING: Final = (  # where, what, by what; to look for something is faster than to replace it
    (_SPACES, _SPACES, " "),
    (_APOSTROPHES, _APOSTROPHES, "'"),
    (r"^[^0-9]", _BEFORE, ""),
    (r"[^0-9]$", _AFTER, ""),
)
_TO_LAST_DIGIT: Final = re.compile(r"\A.*[0-9]", re.DOTALL)
_DIGITS: Final = "0123456789"
# Groups of three digits, or Indian ones (1,23,456), with one mark between all of them.
_GRAMMAR: Final = (
    r"^[+-]?(?:(?:[0-9]+|[0-9]{1,3}(?:G[0-9]{3})+|[0-9]{1,2}(?:G[0-9]{2})+G[0-9]{3}"
    r"|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+)(?:D[0-9]*)?|D[0-9]+)"
    r"(?:[eE][+-]?[0-9]{1,3})?$"
)


def missing(cells: pd.Series[str]) -> pd.Series[bool]:
    """Returns which cells say that there is no number."""
    return cells.str.lower().isin(MISSING)


def read_numbers(cells: pd.Series[str], mark: DecimalMark) -> pd.Series[float]:
    """Reads numbers; see `Figures.read`."""
    return Figures(cells).read(mark)


class Figures:
    """A column of text that may be numbers; what both marks need is worked out once."""

    def __init__(self, cells: pd.Series[str]) -> None:
        """Takes the text, without spaces around it."""
        self.cells = cells

    @cached_property
    def bare(self) -> pd.Series[str]:
        """The digits with the marks between them: "Rp 1.234,50" gives "1.234,50"."""
        cells = self.cells
        if not cells.str.contains(r"[^0-9.,]").any():
            return cells
        for where, pattern, replacement in _BARING:
            if cells.str.contains(where).any():
                cells = cells.str.replace(pattern, replacement, regex=True)
        return cells

    def read(self, mark: DecimalMark) -> pd.Series[float]:
        """Reads numbers with signs of currencies, groups of digits and words for large ones.

        Args:
            mark: What stands before the decimals; the other one stands between groups.

        Returns:
            The numbers, all finite; NaN where there is none (see `missing`) or it cannot be read.
        """
        numbers, left = self._read_alike(mark)
        if left.any():
            numbers = numbers.fillna(Figures(self.cells[left])._read_any(mark))
        return numbers.where(np.isfinite(numbers))

    def _read_alike(self, mark: DecimalMark) -> tuple[pd.Series[float], pd.Series[bool]]:
        """Reads the numbers that stand between the same words as the first one, most of a column.

        Returns:
            The numbers, and which cells are left.
        """
        before, after = next(filter(None, map(_words_around, self.cells)), ("", ""))
        factor = _factor(f"{before}|{after}")
        digits = self.cells.str.slice(len(before), -len(after) or None)
        valid = digits.str.contains(_grammar(mark))
        if before or after:
            valid &= self.cells.str.startswith(before) & self.cells.str.endswith(after)
        return _convert(digits, valid, mark) * factor, ~valid

    def _read_any(self, mark: DecimalMark) -> pd.Series[float]:
        """Reads numbers with any words around them."""
        valid = self.bare.str.contains(_grammar(mark))
        return _convert(self.bare, valid, mark) * self._factors()

    def _factors(self) -> pd.Series[float] | float:
        """Returns what the words around each number make of it; NaN where nobody knows them."""
        if self.bare is self.cells:
            return 1.0
        around = self.cells.str.replace(_INSIDE, "|", n=1, regex=True)
        places, kinds = pd.factorize(around)
        factors = np.array([_factor(text) for text in kinds])
        return pd.Series(factors[places], index=self.cells.index)


def _words_around(cell: str) -> tuple[str, str] | None:
    """Returns what stands before and after the one number of a cell; None where there is none."""
    found = _TO_LAST_DIGIT.match(cell)
    if found is None:
        return None
    start = len(found[0].rstrip(_DIGITS + ".,' "))
    start -= found[0].endswith(("+", "-"), 0, start)  # the sign is the number's
    before = cell[:start]
    return None if any(digit in before for digit in _DIGITS) else (before, cell[found.end() :])


def _convert(digits: pd.Series[str], valid: pd.Series[bool], mark: DecimalMark) -> pd.Series[float]:
    """Converts what is valid, exactly, by Arrow; pandas' own way may be off by the last bit."""
    digits = digits.where(valid, "nan")
    groups = "[, ']" if mark == "." else "[. ']"
    if digits.str.contains(groups).any():
        digits = digits.str.replace(groups, "", regex=True)
    if mark == ",":
        digits = digits.str.replace(",", ".", regex=False)
    return digits.astype("double[pyarrow]").astype("float64")


def _grammar(mark: DecimalMark) -> str:
    group, decimal = (",", r"\.") if mark == "." else (r"\.", ",")
    return _GRAMMAR.replace("G", group).replace("D", decimal)


_AS_TEXT: Final = ('="|"', '"|"', "'|")  # what keeps a spreadsheet from touching a number


@lru_cache(maxsize=1024)
def _factor(around: str) -> float:
    if around in _AS_TEXT:
        return 1.0
    text = without_currency(around).casefold()
    negative = ("(" in text and ")" in text) or "−" in text or "–" in text or text.endswith("-")
    words = text.translate(_PUNCTUATION).split()
    sign = -1.0 if negative else 1.0
    if not words:
        return sign
    return sign * SCALES[words[0]] if len(words) == 1 and words[0] in SCALES else float("nan")


_PUNCTUATION: Final = dict.fromkeys(map(ord, "|()%.−–-*:;/"), " ")
