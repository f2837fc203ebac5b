"""Reading an uploaded or pasted list of names, and showing how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from core.errors import ReadingError
from core.names.corpus import MAX_NAMES, Corpus, check_size
from core.names.sources import notes
from core.names.sources.choices import Choices
from core.names.sources.collect import Collected, collect
from core.names.sources.encoding import text_of
from core.names.sources.findings import Findings
from core.names.sources.preview import first_rows, last_rows
from core.names.sources.reading import NamesReading
from core.names.sources.table.columns import Columns, find_columns
from core.names.sources.table.layout import SAMPLE, find_layout
from core.names.sources.table.sample import Sample, count_above
from core.reading.delimited import Row, Separation, filled, lines_of, rows_of
from core.reading.guesses import Option
from core.reading.text import INVISIBLE, MAX_BYTES, MAX_CELL, title_of

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


def read(data: bytes | str, title: str, choices: Choices | None = None) -> NamesReading:
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
    draft = _Draft(title_of(title), Findings(choices or Choices()))
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
        found.notes.extend(notes.of_columns(draft.columns, headings))
    collect(
        _rows(text, how),
        draft.columns,
        draft.collected,
        unquote=how.quote is not None,
        invisible=INVISIBLE.search(text) is not None,
    )
    if draft.collected.unquoted or how.quote is None:
        found.settle("quotes", how.quote is not None, _YES_OR_NO)
    found.notes.extend(notes.of_names(draft.collected))
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
