"""What people should know of the reading of a list, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from core.errors import shortened
from core.names.sources.collect import ABOVE, DAMAGED, EMPTY, NO_CELL, Collected
from core.names.sources.table.columns import Columns
from core.reading.complaint import lines_named

_NAMED: Final = 5  # columns
_LEFT_OUT: Final = {
    ABOVE: ("line", "lines", "above the table left out"),
    EMPTY: ("empty line", "empty lines", "left out"),
    NO_CELL: ("line", "lines", "with nothing in this column left out"),
    DAMAGED: ("name", "names", "with a damaged letter left out"),
}


def of_columns(columns: Columns, headings: Sequence[str]) -> Iterator[str]:
    """Yields which column was read, and the line of headings."""
    if columns.place is None:
        yield "Every cell was read as a name."
    elif len(columns.labels) > 1:
        others = [label for i, label in enumerate(columns.labels) if i != columns.place]
        more = ", …" if len(others) > _NAMED else ""
        left_out = ", ".join(map(shortened, others[:_NAMED]))
        yield f"Read {shortened(columns.label)}; left out: {left_out}{more}."
    elif headings:
        yield f"Left out the heading {shortened(headings[0])}."


def of_names(collected: Collected) -> Iterator[str]:
    """Yields what was dropped, taken off and left out, and which names come again."""
    if collected.marks:
        marks = _count(collected.marks, "invisible mark", "invisible marks")
        yield f"{marks} dropped, from {_count(collected.marked, 'name', 'names')}."
    if collected.unquoted:
        yield f"Quotation marks taken off {_count(collected.unquoted, 'name', 'names')}."
    for reason, (one, several, what) in _LEFT_OUT.items():
        if count := collected.reasons[reason]:
            lines = [dropped.line for dropped in collected.dropped if dropped.reason == reason]
            yield f"{_count(count, one, several)} ({lines_named(lines)}) {what}."
    yield from _repeats(collected.names)


def _repeats(names: Sequence[str]) -> Iterator[str]:
    repeated = sum(times > 1 for times in Counter(names).values())
    if repeated == 1:
        yield "1 name appears more than once; all its repeats were kept."
    elif repeated:
        yield f"{repeated:,} names appear more than once; all were kept."


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
