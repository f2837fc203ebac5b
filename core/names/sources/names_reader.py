"""Reading an uploaded or pasted list of names, and showing how."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from core.errors import ReadingError, shortened
from core.names.corpus import MAX_NAMES, Corpus, check_size, normalise
from core.names.sources.names_choices import Findings, NamesChoices
from core.names.sources.names_collect import (
    ABOVE,
    DAMAGED,
    EMPTY,
    NO_CELL,
    Collected,
    collect,
    text_of,
)
from core.names.sources.names_columns import Columns, Sample, count_above, find_columns
from core.names.sources.names_layout import SAMPLE, find_layout
from core.reading.delimited import Row, Separation, filled, lines_of, rows_of
from core.reading.outcome import Option, Outcome, RawRow, lines_named
from core.reading.text import INVISIBLE, MAX_BYTES, MAX_CELL, title_of

# What was read from a list of names.


@dataclass(frozen=True)
class NamesReading(Outcome[NamesChoices]):
    """A list of names, and how it was read.

    Attributes:
        corpus: The names; None while a question or a problem stands.
    """

    corpus: Corpus | None

    def names(self) -> Corpus:
        """Returns the names.

        Raises:
            ReadingError: There are none, or not before a question is answered.
        """
        if self.corpus is None:
            raise self.refusal()
        return self.corpus


# What people should know of the reading of a list, in sentences.

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


# The first and last rows as they stand in the list, beside the names read.

_SHOWN: Final = 5  # rows at either end
_CELLS: Final = 12  # of a row


def first_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns what stands above the names, and the first rows of them."""
    kinds = [] if columns is None else ["above"] * columns.above + ["headings"] * columns.headings
    rows = collected.first[: _SHOWN + len(kinds)]
    titles = [RawRow(row[0], _cells(row), kind) for row, kind in zip(rows, kinds, strict=False)]
    return (*titles, *(_row(row, collected) for row in rows[len(kinds) :]))


def last_rows(collected: Collected, columns: Columns | None) -> tuple[RawRow, ...]:
    """Returns the last rows that are not among the first ones."""
    shown = {row.line for row in first_rows(collected, columns)}
    rows = [row for row in list(collected.last)[-_SHOWN:] if row[0] not in shown]
    return tuple(_row(row, collected) for row in rows)


def _row(row: Row, collected: Collected) -> RawRow:
    names = _names_of(row[0], collected)
    if not names:
        return RawRow(row[0], _cells(row), "left out")
    return RawRow(row[0], _cells(row), "names", {"Name": ", ".join(names)})


def _cells(row: Row) -> tuple[str, ...]:
    return tuple(shortened(cell, MAX_CELL) for cell in row[1][:_CELLS])


def _names_of(line: int, collected: Collected) -> list[str]:
    """Returns the first names of a line."""
    start = bisect_left(collected.lines, line)
    end = bisect_right(collected.lines, line)
    return collected.names[start : min(end, start + _CELLS)]


_MAX_LINES: Final = 2 * MAX_NAMES  # blank ones among them
_YES_OR_NO: Final = (Option(True, "yes"), Option(False, "no"))


@dataclass
class _Draft:
    """What is known of a list so far; a step that is refused leaves what was known before."""

    title: str
    found: Findings
    collected: Collected = field(default_factory=Collected)
    columns: Columns | None = None
    corpus: Corpus | None = None


def read_names(data: bytes | str, title: str, choices: NamesChoices | None = None) -> NamesReading:
    """Reads a list of names as people have it: one a line, a column of a table, or in one line.

    Names are lower-cased and runs of white space become one space. Encoding, separator, headings
    and column are recognised, as far as `choices` do not fix them. What may as well be something
    else is asked, not guessed: then there are questions and no names.

    Args:
        data: The bytes of a file, or text that was pasted.
        title: What people call the list.
        choices: What a person fixed.

    Raises:
        DataError: It is too large, or no text at all.
    """
    draft = _Draft(title_of(title), Findings(choices or NamesChoices()))
    problem = None
    try:
        _read(draft, data)
    except ReadingError as refusal:
        problem = None if draft.found.questions else refusal
    return _reading(draft, problem)


def _reading(draft: _Draft, problem: ReadingError | None) -> NamesReading:
    found = draft.found
    return NamesReading(
        title=draft.title,
        choices=found.choices,
        guesses=found.guesses,
        labels=draft.columns.labels if draft.columns else (),
        first=first_rows(draft.collected, draft.columns),
        last=last_rows(draft.collected, draft.columns),
        notes=tuple(found.notes),
        questions=tuple(found.questions),
        problem=problem,
        corpus=None if found.questions else draft.corpus,
    )


def _read(draft: _Draft, data: bytes | str) -> None:
    found = draft.found
    text = text_of(data, found)
    _check_lines(text)
    lines = [line[:-1] for line in islice(filter(str.strip, _lines(text)), SAMPLE)]
    how = find_layout(lines, found)
    one_line = len(lines) == 1
    sample = Sample(tuple(_stripped(_rows(text, how), 2 if one_line else None)))
    if not sample.rows:
        raise ReadingError("The list is empty: give at least two names, one a line.")
    above = 0 if one_line else count_above(sample.rows)
    sample = Sample(sample.rows[above:])
    draft.columns = replace(find_columns(sample, found, one_line=one_line), above=above)
    if not (found.is_open("column") or found.is_open("headings")):
        headings = sample.rows[0] if draft.columns.headings else ()
        found.notes.extend(of_columns(draft.columns, headings))
    collect(
        _rows(text, how),
        draft.columns,
        draft.collected,
        unquote=how.quote is not None,
        invisible=INVISIBLE.search(text) is not None,
    )
    if draft.collected.unquoted or how.quote is None:
        found.settle("quotes", how.quote is not None, _YES_OR_NO)
    found.notes.extend(of_names(draft.collected))
    draft.corpus = _corpus(draft)


def _corpus(draft: _Draft) -> Corpus:
    """Returns the names.

    Raises:
        ReadingError: There are too few to learn from, or of too many or too few letters.
    """
    corpus = Corpus(
        draft.title,
        tuple(draft.collected.names),
        tuple(draft.collected.dropped),
        tuple(draft.found.notes),
        {
            name: guess.value
            for name, guess in draft.found.guesses.items()
            if guess.value is not None
        },
    )
    check_size(corpus)
    return corpus


def _check_lines(text: str) -> None:
    lines = text.count("\n")
    if lines > _MAX_LINES:
        raise ReadingError(
            f"The list has {lines:,} lines and the limit is {_MAX_LINES:,}: shorten it."
        )


def _lines(text: str) -> Iterator[str]:
    return lines_of(text, MAX_BYTES, "put each name on a line of its own")


def _rows(text: str, how: Separation) -> Iterator[Row]:
    """Yields the rows of a list; of a name a line, whatever stands in it."""
    if not how.separator:
        return ((line, [cell[:-1]]) for line, cell in enumerate(_lines(text), start=1))
    return rows_of(_lines(text), how, swallowed=lambda _: True)


def _stripped(rows: Iterator[Row], cells: int | None) -> Iterator[tuple[str, ...]]:
    """Yields the first rows that are not blank, with so many of their cells, long ones cut."""
    return (
        tuple([cell[:MAX_CELL] for cell in map(str.strip, row[:cells])])
        for _, row in islice(filled(rows), SAMPLE)
    )


# The list of names that comes with the program.

_FILE: Final = Path(__file__).parents[3] / "data" / "dinosaur_names.txt"


def bundled_names() -> Corpus:
    """Returns the report's 1,536 dinosaur names (see data/README.md)."""
    names = _FILE.read_text(encoding="utf-8").splitlines()
    return Corpus("Dinosaur names", tuple(map(normalise, names)))
