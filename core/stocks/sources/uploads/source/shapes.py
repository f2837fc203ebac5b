"""What a single cell looks like; for samples, whole columns are read at once elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.dates.patterns import BARE, Form, form_of
from core.stocks.sources.uploads.words.currencies import without_currency
from core.stocks.sources.uploads.words.scales import SCALES

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
