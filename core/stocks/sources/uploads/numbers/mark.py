"""Is 9.850 nine and a bit, or nearly ten thousand? Evidence from all numbers of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from core.stocks.sources.uploads.numbers.parse import DecimalMark, Figures

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


def weigh(prices: Sequence[Figures], others: Sequence[Figures]) -> Evidence:
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


def _count(columns: Sequence[Figures], mark: DecimalMark) -> int:
    decimal, group = (r"\.", ",") if mark == "." else (",", r"\.")
    proof = _PROOF.replace("D", decimal).replace("G", group)
    scaled = _SCALED.replace("D", decimal)
    return sum(
        int(column.bare.str.contains(proof).sum())
        if column.bare is column.cells
        else int((column.bare.str.contains(proof) | column.cells.str.contains(scaled)).sum())
        for column in columns
    )


def _first_doubtful(column: Figures) -> str | None:
    doubtful = column.cells[column.bare.str.contains(_DOUBTFUL)]
    return None if doubtful.empty else str(doubtful.iloc[0])


def _smooth(prices: Sequence[Figures]) -> DecimalMark | None:
    jumps = {mark: _largest_jump(prices, mark) for mark in MARKS}
    calm, wild = sorted(MARKS, key=jumps.__getitem__)
    return calm if jumps[calm] < _USUAL and jumps[wild] > _IMPOSSIBLE else None


def _largest_jump(prices: Sequence[Figures], mark: DecimalMark) -> float:
    """Returns the largest ratio of prices next to each other in rows or columns, as a logarithm."""
    numbers = pd.DataFrame({i: column.read(mark) for i, column in enumerate(prices)})
    logs: pd.DataFrame = numbers.where(numbers > 0).apply(np.log)
    within = (logs.max(axis=1) - logs.min(axis=1)).max()
    between = logs.ffill().diff().abs().max().max()
    return float(np.nanmax([within, between, 0.0]))
