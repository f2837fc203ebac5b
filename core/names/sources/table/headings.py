"""Whether the first line of a list names its columns."""

from __future__ import annotations

from collections import Counter
from typing import Final

from core.errors import shortened
from core.names.sources.findings import Findings
from core.names.sources.table.sample import Sample
from core.names.sources.table.words import is_heading, says_name
from core.reading.guesses import Option

_YES_OR_NO: Final = (Option(True, "yes"), Option(False, "no"))
_ALIKE: Final = 0.95  # of the cells are written in the same case
_SHOWN: Final = 3  # cells in a question


def find_headings(sample: Sample, found: Findings, *, one_line: bool) -> bool:
    """Tells whether the first row names the columns, by words, numbers, and how it is written.

    Args:
        sample: The first rows.
        found: Takes what was found, or the question.
        one_line: Do all names stand on one line?
    """
    chosen = found.choices.headings
    if chosen is not None:
        found.settle("headings", chosen, _YES_OR_NO)
        return chosen
    first = sample.rows[0]
    if one_line or len(sample.rows) == 1:
        value, sure = False, True
    elif len(sample.filled) == 1:
        value = says_name(sample.first(sample.filled[0]))
        sure = not value
    elif known := sum(map(is_heading, first)):
        value, sure = True, 2 * known >= sum(map(bool, first))
    elif any(_is_above_numbers(sample, place) for place in sample.places):
        value, sure = True, True
    elif any(_has_digits(cell) for cell in first) or _comes_again(sample):
        value, sure = False, True
    elif any(_is_written_otherwise(sample, place) for place in sample.places):
        value, sure = True, False
    else:
        cells = ", ".join(map(shortened, first[:_SHOWN]))
        sentence = f"The first line ({cells}) may name the columns, or be a row as any other."
        answers = [Option(True, "it names the columns"), Option(False, "it is a row")]
        found.ask("headings", sentence, answers, False)
        return False
    found.settle("headings", value, _YES_OR_NO, likely=not sure)
    return value


def _is_above_numbers(sample: Sample, place: int) -> bool:
    """Does a word stand above nothing but numbers?"""
    cells = sample.column(place, below=True)
    first = sample.first(place)
    return bool(first and cells) and not _has_digits(first) and all(map(_is_number, cells))


def _comes_again(sample: Sample) -> bool:
    """Does a cell of the first row stand below it, too?"""
    return any(sample.first(i) in sample.column(i, below=True) for i in sample.places)


def _is_written_otherwise(sample: Sample, place: int) -> bool:
    """Is the case of the first cell another one than of almost all cells below?"""
    first = sample.first(place)
    cases = Counter(map(_case, sample.column(place, below=True)))
    if not first or not cases:
        return False
    case, times = cases.most_common(1)[0]
    return _case(first) != case and times >= _ALIKE * cases.total() and cases.total() > 1


def _case(cell: str) -> str:
    if cell.isupper() and len(cell) > 1:
        return "upper"
    return "lower" if cell.islower() else "mixed"


def _has_digits(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_number(cell: str) -> bool:
    return _has_digits(cell) and not any(map(str.isalpha, cell))
