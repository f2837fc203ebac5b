"""From the text of cells to numbers, whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from core.reading.findings import Option, quoted
from core.stocks.sources.uploads.cells import SCALES, without_currency
from core.stocks.sources.uploads.price_choices import DECIMALS, Findings

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
    """Reads numbers; see `NumberColumn.read`."""
    return NumberColumn(cells).read(mark)


class NumberColumn:
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
            numbers = numbers.fillna(NumberColumn(self.cells[left])._read_any(mark))
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


# Is 9.850 nine and a bit, or nearly ten thousand? Evidence from all numbers of a file.

MARKS: Final[tuple[DecimalMark, DecimalMark]] = (".", ",")
# Digits that only one of the two marks explains: D is the decimal one, G stands between groups.
_PROOF: Final = (
    r"D(?:[0-9]{0,2}|[0-9]{4,})(?:[eE]|$)"  # not three decimals
    r"|^[+-]?(?:0[0-9]*|[0-9]{4,})?D[0-9]"  # no group of three before it
    r"|[G '][0-9]{3}D[0-9]|D[0-9]+[eE]|G[0-9]{2,3}G"
)
_SCALED: Final = r"^[^0-9]*[0-9]+D[0-9]+ ?[KMBTkmbt]"  # 1.234M
_DOUBTFUL: Final = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
# Prices of neighbouring cells never lie this far apart, and hardly ever farther than that.
_IMPOSSIBLE: Final = np.log(100)
_USUAL: Final = np.log(10)


@dataclass(frozen=True)
class Evidence:
    """What speaks for either mark.

    Attributes:
        proofs: How many cells only this mark explains, among the prices and elsewhere.
        doubtful: A price that both marks explain; None where there is none.
        smooth: The mark with which the prices do not jump by factors of a hundred, if one does.
    """

    proofs: dict[DecimalMark, tuple[int, int]]
    doubtful: str | None
    smooth: DecimalMark | None

    @property
    def proven(self) -> DecimalMark | None:
        """The mark that most cells need; prices speak before other numbers do."""
        point, comma = (self.proofs[mark] for mark in MARKS)
        if point == comma:
            return None
        return "." if point > comma else ","

    @property
    def contradicted(self) -> bool:
        """Do some prices need one mark and some the other?"""
        return all(prices > 0 for prices, _ in self.proofs.values())


def find_evidence(prices: Sequence[NumberColumn], others: Sequence[NumberColumn]) -> Evidence:
    """Looks for what tells decimal points from decimal commas.

    Args:
        prices: Each column of prices, in the order of the file.
        others: Every other column of numbers, volumes and changes among them.
    """
    proofs: dict[DecimalMark, tuple[int, int]] = {
        mark: (_count(prices, mark), _count(others, mark)) for mark in MARKS
    }
    doubtful = next((cell for column in prices if (cell := _first_doubtful(column))), None)
    settled = any(any(counts) for counts in proofs.values())
    smooth = _smooth(prices) if doubtful is not None and not settled else None
    return Evidence(proofs, doubtful, smooth)


def _count(columns: Sequence[NumberColumn], mark: DecimalMark) -> int:
    decimal, group = (r"\.", ",") if mark == "." else (",", r"\.")
    proof = _PROOF.replace("D", decimal).replace("G", group)
    scaled = _SCALED.replace("D", decimal)
    return sum(
        int(column.bare.str.contains(proof).sum())
        if column.bare is column.cells
        else int((column.bare.str.contains(proof) | column.cells.str.contains(scaled)).sum())
        for column in columns
    )


def _first_doubtful(column: NumberColumn) -> str | None:
    doubtful = column.cells[column.bare.str.contains(_DOUBTFUL)]
    return None if doubtful.empty else str(doubtful.iloc[0])


def _smooth(prices: Sequence[NumberColumn]) -> DecimalMark | None:
    jumps = {mark: _largest_jump(prices, mark) for mark in MARKS}
    calm, wild = sorted(MARKS, key=jumps.__getitem__)
    return calm if jumps[calm] < _USUAL and jumps[wild] > _IMPOSSIBLE else None


def _largest_jump(prices: Sequence[NumberColumn], mark: DecimalMark) -> float:
    """Returns the largest ratio of prices next to each other in rows or columns, as a logarithm."""
    numbers = pd.DataFrame({i: column.read(mark) for i, column in enumerate(prices)})
    logs: pd.DataFrame = numbers.where(numbers > 0).apply(np.log)
    within = (logs.max(axis=1) - logs.min(axis=1)).max()
    between = logs.ffill().diff().abs().max().max()
    return float(np.nanmax([within, between, 0.0]))


# The decimal mark of a file: proven, likely, or asked.

_SAMPLE: Final = 2_000  # cells
_OPTIONS: Final = tuple(Option(mark, name) for mark, name in DECIMALS.items())


def settle_mark(
    prices: Sequence[NumberColumn],
    others: Sequence[NumberColumn],
    lone_comma: DecimalMark | None,
    found: Findings,
) -> DecimalMark:
    """Decides whether 1.234 is one and a bit or a thousand, or asks.

    Args:
        prices: Each column of prices.
        others: Every other column of numbers; looked at only where prices do not tell.
        lone_comma: The mark if 1,234 is the only kind of number; None where that is open.
        found: Takes the mark, and how sure it is.
    """
    if found.choices.decimal is not None:
        found.settle("decimal", found.choices.decimal, _OPTIONS)
        return found.choices.decimal
    evidence = _find_evidence([*map(_sample, prices)], [*map(_sample, others)])
    if evidence.proven is None or evidence.contradicted:
        evidence = _find_evidence(prices, others)
    mark = evidence.proven or evidence.smooth
    if mark is not None:
        because = "" if evidence.proven else "prices that follow each other"
        found.settle("decimal", mark, _OPTIONS, because=because, likely=evidence.contradicted)
        return mark
    if evidence.doubtful is None:
        found.settle("decimal", ".", _OPTIONS)
        return "."
    if lone_comma is not None and "," in evidence.doubtful:
        because = "the headings and the separator"
        found.settle("decimal", lone_comma, _OPTIONS, because=because, likely=True)
        return lone_comma
    return _ask(evidence, found)


def _find_evidence(prices: Sequence[NumberColumn], others: Sequence[NumberColumn]) -> Evidence:
    """Weighs the prices, and where they do not tell, one other column after the other."""
    evidence = find_evidence(prices, [])
    left = iter(others if evidence.doubtful is not None else ())
    while evidence.proven is None and (column := next(left, None)) is not None:
        evidence = replace(evidence, proofs=find_evidence([], [column]).proofs)
    return evidence


def _sample(column: NumberColumn) -> NumberColumn:
    """Returns cells from all over a column: what they prove holds for all, or those are refused."""
    return NumberColumn(column.cells.iloc[:: 1 + len(column.cells) // _SAMPLE])


def _ask(evidence: Evidence, found: Findings) -> DecimalMark:
    cell = evidence.doubtful or ""
    text = pd.Series([cell], dtype="str")
    point, comma = (read_numbers(text, mark).iloc[0] for mark in (".", ","))
    low, high = sorted((point, comma))
    found.ask(
        "decimal",
        f"Decimals or thousands? {quoted(cell)} may be {low:.10g} or {high:,.10g}.",
        [
            Option(mark, f"{DECIMALS[mark]} ({value:.10g})")
            for mark, value in ((".", point), (",", comma))
        ],
        ".",
    )
    return "."
