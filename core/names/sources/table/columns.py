"""Which column holds the names, and whether the first line names the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import ReadingError, shortened
from core.names.sources.choices import EVERY_COLUMN
from core.names.sources.findings import Findings
from core.names.sources.table.headings import find_headings
from core.names.sources.table.sample import Sample
from core.names.sources.table.words import is_heading, tier_of
from core.reading.guesses import Option
from core.reading.headings import labels_of, listed, position_of

MAX_COLUMNS: Final = 200
_MOST: Final = 0.5  # of the cells
_FEW: Final = 0.1  # as many different cells as the column with most: a category
_SHOWN: Final = 3  # cells in a question
_ADDRESS: Final = ("@", "://", "www.")


@dataclass(frozen=True)
class Columns:
    """What the columns of a list are.

    Attributes:
        headings: Does the first row name them?
        labels: What people call each.
        place: Of the column of names; None where every cell is a name.
        above: How many rows stand above the table, blank ones aside.
    """

    headings: bool
    labels: tuple[str, ...]
    place: int | None
    above: int = 0

    @property
    def label(self) -> str:
        """What the column of names is called."""
        return EVERY_COLUMN if self.place is None else self.labels[self.place]


def find_columns(sample: Sample, found: Findings, *, one_line: bool) -> Columns:
    """Finds the column of names: by its heading first, by what is in it where that is silent.

    Args:
        sample: The first rows.
        found: Takes headings and column, and may ask about either.
        one_line: Do all names stand on one line?

    Raises:
        ReadingError: There are too many columns, none holds names, or none is called as was chosen.
    """
    if sample.width > MAX_COLUMNS and not one_line:
        raise ReadingError(
            f"The list has {sample.width:,} columns and the limit is {MAX_COLUMNS}: "
            "keep the column of names.",
            ("separator",),
        )
    headings = find_headings(sample, found, one_line=one_line)
    names = [sample.first(place) if headings else "" for place in sample.places]
    labels = labels_of(names)
    return Columns(headings, labels, _find_place(sample, labels, names, found, one_line=one_line))


def _find_place(
    sample: Sample,
    labels: Sequence[str],
    names: Sequence[str],
    found: Findings,
    *,
    one_line: bool,
) -> int | None:
    every = Option(EVERY_COLUMN, EVERY_COLUMN)
    options = [every] if one_line else [*(Option(label, label) for label in labels), every]
    chosen = found.choices.column
    if chosen is not None:
        is_every = chosen.strip().casefold() == EVERY_COLUMN
        place = None if is_every else position_of(chosen, labels, "column", names)
        found.settle("column", EVERY_COLUMN if place is None else labels[place], options)
        return place
    if one_line and sample.width > 1:
        found.settle("column", EVERY_COLUMN, options, because="there is one line", likely=True)
        return None
    candidates, likely = _candidates(sample, names)
    if not candidates:
        raise ReadingError(
            f"No column holds names ({listed(labels)}): choose the one that does.",
            ("column", "separator"),
        )
    place = candidates[0]
    if len(candidates) > 1:
        told = [Option(labels[i], _example(sample, i, labels[i], names)) for i in candidates]
        sentence = f"Several columns may hold the names: {listed([labels[i] for i in candidates])}."
        found.ask("column", sentence, [*told, every], labels[place])
    else:
        found.settle("column", labels[place], options, likely=likely)
    return place


def _candidates(sample: Sample, names: Sequence[str]) -> tuple[list[int], bool]:
    """Returns the columns that may hold the names, and whether others may, but strangely."""
    below = any(names)
    if len(sample.filled) == 1:
        return sample.filled, False
    texts = [i for i in sample.places if _is_text(sample.column(i, below=below))]
    tiers = {i: tier for i in texts if (tier := tier_of(names[i])) is not None}
    if tiers:
        return [i for i in tiers if tiers[i] == min(tiers.values())], False
    different = {i: len(set(sample.column(i, below=below))) for i in texts}
    most = max(different.values(), default=0)
    various = [i for i in texts if different[i] > max(1, _FEW * most) or different[i] == most]
    unknown = [i for i in various if not is_heading(names[i])]
    return unknown or various, len(texts) > 1


def _is_text(cells: Sequence[str]) -> bool:
    """Are most cells words: letters rather than digits, and no addresses?"""
    words = [cell for cell in cells if not any(mark in cell for mark in _ADDRESS)]
    return bool(cells) and sum(map(_is_word, words)) > _MOST * len(cells)


def _is_word(cell: str) -> bool:
    """Are there more letters than digits, and not one letter, such as F for female?"""
    letters = sum(map(str.isalpha, cell))
    return letters > sum(map(str.isdigit, cell)) and not (len(cell) == 1 and cell.isascii())


def _example(sample: Sample, place: int, label: str, names: Sequence[str]) -> str:
    cells = sample.column(place, below=any(names))[:_SHOWN]
    return f"{label} ({', '.join(map(shortened, cells))}, …)"
