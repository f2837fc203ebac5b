"""What stands between two cells."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Final

from core.reading.delimited import Separation, declared_separator, unwrap
from core.stocks.sources.uploads.source.shapes import looks_like_prices

# A comma may also be a decimal or thousands mark, so the others go before it where as many rows
# can be read; a space stands in dates and names, so it comes only where nothing else does.
_CANDIDATES: Final = ("\t", ";", "|", ",")
_QUOTES: Final = ('"', "'")
_SPACE: Final = " "
_SAMPLE: Final = 60  # lines
_LONGEST: Final = 4_000  # letters of a line


def find_separator(lines: Sequence[str]) -> Separation:
    """Finds the separator with which most lines are a date and a number.

    Args:
        lines: The first lines of the file.
    """
    declared = declared_separator(lines[0]) if lines else None
    if declared:
        return Separation(declared, declared=True)
    sample = [line[:_LONGEST] for line in lines if line.strip()][:_SAMPLE]
    for quote in _QUOTES if any(line.startswith("'") for line in sample) else _QUOTES[:1]:
        best = _best(sample, quote)
        if best:
            return Separation(best[0], quote=quote, others=tuple(best[1:]))
    unwrapped = [unwrap(line) for line in sample]
    if unwrapped != sample and (best := _best(unwrapped)):
        return Separation(best[0], wrapped=True)
    return Separation(_SPACE if _price_rows(sample, _SPACE) else _commonest(sample))


def _best(lines: Sequence[str], quote: str = '"') -> list[str]:
    """Returns the separators with which most lines hold prices; none if no line does."""
    counts = {separator: _price_rows(lines, separator, quote) for separator in _CANDIDATES}
    most = max(counts.values())
    return [separator for separator in _CANDIDATES if most and counts[separator] == most]


def _price_rows(lines: Sequence[str], separator: str, quote: str = '"') -> int:
    try:
        rows = list(csv.reader(lines, delimiter=separator, quotechar=quote, skipinitialspace=True))
    except csv.Error:
        return 0
    return sum(looks_like_prices(cells) for cells in rows if len(cells) > 1)


def _commonest(lines: Sequence[str]) -> str:
    """Returns the first separator that most of the lines have."""
    for separator in _CANDIDATES:
        if 2 * sum(separator in line for line in lines) > len(lines):
            return separator
    return ","
