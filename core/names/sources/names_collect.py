"""From the rows of a list to its names, one pass over it; what was left out, and a preview."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.errors import ReadingError, shortened
from core.names.corpus import MAX_NAME_LENGTH, MAX_NAMES, Dropped, normalise
from core.names.sources.names_columns import Columns
from core.reading.delimited import Row, is_nonblank
from core.reading.encoding import BROKEN
from core.reading.findings import RawRow, cell_error, name_lines
from core.reading.text import INVISIBLE, MAX_CELL

_FIELDS: Final = ("separator", "column")
_MOST_DROPPED: Final = 1_000  # lines a reason
_ENDS: Final = 16  # rows at either end that are shown, what stands above a table among them
_QUOTES: Final = {
    '"': '"',
    "'": "'",
    "`": "`´'",
    "“": "”",
    "”": "”",
    "„": "“”",
    "‘": "’",
    "‚": "‘’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
}
EMPTY, NO_CELL, DAMAGED = "empty line", "nothing in this column", "a letter is damaged"
ABOVE: Final = "above the table"


@dataclass
class Collected:
    """What the rows of a list gave.

    Attributes:
        names: As they are learned, in the order of the list.
        lines: The line of each name.
        dropped: The lines that gave none, the first thousand for each reason.
        reasons: How many there were, by reason.
        marks: How many marks that nobody sees were dropped.
        marked: From how many cells.
        unquoted: From how many cells quotation marks were taken off.
        first: The first rows as they stand in the list.
        last: The last rows, likewise.
    """

    names: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    marks: int = 0
    marked: int = 0
    unquoted: int = 0
    first: list[Row] = field(default_factory=list)
    last: deque[Row] = field(default_factory=lambda: deque(maxlen=_ENDS))

    def add(self, line: int, name: str) -> None:
        """Takes a name.

        Raises:
            ReadingError: There are too many.
        """
        if len(self.names) == MAX_NAMES:
            raise ReadingError(
                f"The list has more than {MAX_NAMES:,} names, which is the limit: shorten it."
            )
        self.names.append(name)
        self.lines.append(line)

    def drop(self, line: int, text: str, reason: str) -> None:
        """Takes a line that gave no name."""
        self.reasons[reason] += 1
        if self.reasons[reason] <= _MOST_DROPPED:
            self.dropped.append(Dropped(line, shortened(text, MAX_CELL), reason))


def collect(
    rows: Iterable[Row], columns: Columns, into: Collected, *, unquote: bool, invisible: bool
) -> None:
    """Takes the names out of the rows of a list.

    Args:
        rows: All of them, blank ones among them.
        columns: Which column holds the names.
        into: Takes what the rows give; after a refusal, all of the rows before.
        unquote: Are quotation marks around a name taken off?
        invisible: May there be marks that nobody sees?

    Raises:
        ReadingError: A cell is no name, a row too wide, or there are too many names.
    """
    width = None if columns.place is None else len(columns.labels)
    for line, row in _below_headings(rows, columns, into):
        if not is_nonblank(row):
            into.drop(line, row[0] if row else "", EMPTY)
            continue
        if width is not None and len(row) > width and is_nonblank(row[width:]):
            raise _too_wide(line, row, width)
        for cell in _cells(row, columns.place):
            text = _visible(cell, into) if invisible else cell
            name = " ".join(text.split())
            name = _unquoted(name, into) if unquote else name
            if not name:
                into.drop(line, cell, EMPTY if width == 1 else NO_CELL)
            elif BROKEN in name:
                into.drop(line, cell, DAMAGED)
            else:
                into.add(line, _checked(line, columns, normalise(name)))


def _below_headings(rows: Iterable[Row], columns: Columns, into: Collected) -> Iterator[Row]:
    """Yields the rows that may hold names, and keeps the first and last that are not blank."""
    above, awaited = columns.above, columns.headings
    for line, row in rows:
        if is_nonblank(row):
            if len(into.first) < _ENDS:
                into.first.append((line, row))
            into.last.append((line, row))
            if above:
                above -= 1
                into.drop(line, " ".join(row).strip(), ABOVE)
                continue
            if awaited:
                awaited = False
                continue
        yield line, row


def _unquoted(name: str, into: Collected) -> str:
    """Returns a name without the quotation marks around it."""
    if len(name) > 1 and name[-1] in _QUOTES.get(name[0], ""):
        into.unquoted += 1
        return " ".join(name[1:-1].split())
    return name


def _cells(row: list[str], place: int | None) -> list[str]:
    if place is None:
        return [cell for cell in row if cell.strip()]
    return row[place : place + 1] or [""]


def _visible(cell: str, into: Collected) -> str:
    text, marks = INVISIBLE.subn("", cell)
    if marks:
        into.marks += marks
        into.marked += 1
    return text


def _checked(line: int, columns: Columns, name: str) -> str:
    if len(name) > MAX_NAME_LENGTH:
        raise cell_error(
            line,
            "Name" if len(columns.labels) == 1 else columns.label,
            name,
            f"has {len(name):,} letters and a name may have {MAX_NAME_LENGTH}: "
            "shorten or remove it.",
            _FIELDS,
        )
    return name


def _too_wide(line: int, row: list[str], width: int) -> ReadingError:
    return ReadingError(
        f"Line {line:,} has {len(row)} cells and the others have {width}: "
        "put names with a separator inside in quotation marks.",
        ("separator", "column"),
    )


# What people should know of the reading of a list, in sentences.

_NAMED: Final = 5  # columns
_LEFT_OUT: Final = {
    ABOVE: ("line", "lines", "above the table left out"),
    EMPTY: ("empty line", "empty lines", "left out"),
    NO_CELL: ("line", "lines", "with nothing in this column left out"),
    DAMAGED: ("name", "names", "with a damaged letter left out"),
}


def notes_on_columns(columns: Columns, headings: Sequence[str]) -> Iterator[str]:
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


def notes_on_names(collected: Collected) -> Iterator[str]:
    """Yields what was dropped, taken off and left out, and which names come again."""
    if collected.marks:
        marks = _count(collected.marks, "invisible mark", "invisible marks")
        yield f"{marks} dropped, from {_count(collected.marked, 'name', 'names')}."
    if collected.unquoted:
        yield f"Quotation marks taken off {_count(collected.unquoted, 'name', 'names')}."
    for reason, (one, several, what) in _LEFT_OUT.items():
        if count := collected.reasons[reason]:
            lines = [dropped.line for dropped in collected.dropped if dropped.reason == reason]
            yield f"{_count(count, one, several)} ({name_lines(lines)}) {what}."
    yield from _repeats(collected.names)


def _repeats(names: Sequence[str]) -> Iterator[str]:
    repeated = sum(times > 1 for times in Counter(names).values())
    if repeated == 1:
        yield "1 name appears more than once; all its repeats were kept."
    elif repeated:
        yield f"{repeated:,} names appear more than once; all were kept."


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


# The first and last rows as they stand in the list, beside the names read.

_SHOWN: Final = 5  # rows at either end
_CELLS: Final = 12  # of a row


def first_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns what stands above the names, and the first rows of them."""
    kinds = [] if columns is None else ["above"] * columns.above + ["headings"] * columns.headings
    rows = collected.first[: _SHOWN + len(kinds)]
    titles = [RawRow(row[0], _cut_cells(row), kind) for row, kind in zip(rows, kinds, strict=False)]
    return (*titles, *(_row(row, collected) for row in rows[len(kinds) :]))


def last_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns the last rows that are not among the first ones."""
    shown = {row.line for row in first_rows(collected, columns)}
    rows = [row for row in list(collected.last)[-_SHOWN:] if row[0] not in shown]
    return tuple(_row(row, collected) for row in rows)


def _row(row: Row, collected: Collected) -> RawRow:
    names = _names_of(row[0], collected)
    if not names:
        return RawRow(row[0], _cut_cells(row), "left out")
    return RawRow(row[0], _cut_cells(row), "names", {"Name": ", ".join(names)})


def _cut_cells(row: Row) -> tuple[str, ...]:
    return tuple(shortened(cell, MAX_CELL) for cell in row[1][:_CELLS])


def _names_of(line: int, collected: Collected) -> list[str]:
    """Returns the first names of a line."""
    start = bisect_left(collected.lines, line)
    end = bisect_right(collected.lines, line)
    return collected.names[start : min(end, start + _CELLS)]
