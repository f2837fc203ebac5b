"""The decimal mark of a file: proven, likely, or asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from core.reading.complaint import quoted
from core.reading.guesses import Option
from core.stocks.sources.uploads.choices import DECIMALS
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.numbers.mark import Evidence, weigh
from core.stocks.sources.uploads.numbers.parse import DecimalMark, Figures, read_numbers

_SAMPLE: Final = 2_000  # cells
_OPTIONS: Final = tuple(Option(mark, name) for mark, name in DECIMALS.items())


def settle_mark(
    prices: Sequence[Figures],
    others: Sequence[Figures],
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
    evidence = _weigh([*map(_sample, prices)], [*map(_sample, others)])
    if evidence.proven is None or evidence.contradicted:
        evidence = _weigh(prices, others)
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


def _weigh(prices: Sequence[Figures], others: Sequence[Figures]) -> Evidence:
    """Weighs the prices, and where they do not tell, one other column after the other."""
    evidence = weigh(prices, [])
    left = iter(others if evidence.doubtful is not None else ())
    while evidence.proven is None and (column := next(left, None)) is not None:
        evidence = replace(evidence, proofs=weigh([], [column]).proofs)
    return evidence


def _sample(column: Figures) -> Figures:
    """Returns cells from all over a column: what they prove holds for all, or those are refused."""
    return Figures(column.cells.iloc[:: 1 + len(column.cells) // _SAMPLE])


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
