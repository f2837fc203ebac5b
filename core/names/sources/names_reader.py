"""Reading an uploaded or pasted list of names, and showing how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from core.errors import ReadingError
from core.names.corpus import MAX_NAMES, Corpus, check_size, normalise
from core.names.sources.names_choices import Findings, NamesChoices
from core.names.sources.names_collect import (
    Collected,
    collect,
    first_rows,
    last_rows,
    notes_on_columns,
    notes_on_names,
)
from core.names.sources.names_columns import Columns, Sample, count_above, find_columns
from core.names.sources.names_text import SAMPLE, find_dialect, text_of
from core.reading.delimited import Dialect, Row, lines_of, nonblank, rows_of
from core.reading.findings import YES_OR_NO, Reading, over_limit
from core.reading.text import INVISIBLE, MAX_BYTES, MAX_CELL, title_of

# What was read from a list of names.


@dataclass(frozen=True)
class NamesReading(Reading[NamesChoices]):
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


# Reading it.

_MAX_LINES: Final = 2 * MAX_NAMES  # blank ones among them


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
    return _reading(draft, draft.found.attempt(partial(_read, draft, data)))


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
    dialect = find_dialect(lines, found)
    one_line = len(lines) == 1
    sample = Sample(tuple(_stripped(_rows(text, dialect), 2 if one_line else None)))
    if not sample.rows:
        raise ReadingError("The list is empty: give at least two names, one a line.")
    above = 0 if one_line else count_above(sample.rows)
    sample = Sample(sample.rows[above:])
    draft.columns = replace(find_columns(sample, found, one_line=one_line), above=above)
    if not (found.is_open("column") or found.is_open("headings")):
        headings = sample.rows[0] if draft.columns.headings else ()
        found.notes.extend(notes_on_columns(draft.columns, headings))
    collect(
        _rows(text, dialect),
        draft.columns,
        draft.collected,
        unquote=dialect.quote is not None,
        invisible=INVISIBLE.search(text) is not None,
    )
    if draft.collected.unquoted or dialect.quote is None:
        found.settle("quotes", dialect.quote is not None, YES_OR_NO)
    found.notes.extend(notes_on_names(draft.collected))
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
        draft.found.values(),
    )
    check_size(corpus)
    return corpus


def _check_lines(text: str) -> None:
    lines = text.count("\n")
    if lines > _MAX_LINES:
        raise ReadingError(over_limit(lines, "lines", _MAX_LINES, "shorten it", "The list"))


def _lines(text: str) -> Iterator[str]:
    return lines_of(text, MAX_BYTES, "put each name on a line of its own")


def _rows(text: str, dialect: Dialect) -> Iterator[Row]:
    """Yields the rows of a list; of a name a line, whatever stands in it."""
    if not dialect.separator:
        return ((line, [cell[:-1]]) for line, cell in enumerate(_lines(text), start=1))
    return rows_of(_lines(text), dialect, is_row=lambda _: True)


def _stripped(rows: Iterator[Row], cells: int | None) -> Iterator[tuple[str, ...]]:
    """Yields the first rows that are not blank, with so many of their cells, long ones cut."""
    return (
        tuple([cell[:MAX_CELL] for cell in map(str.strip, row[:cells])])
        for _, row in islice(nonblank(rows), SAMPLE)
    )


# The list of names that comes with the program.

_FILE: Final = Path(__file__).parents[3] / "data" / "dinosaur_names.txt"


def bundled_names() -> Corpus:
    """Returns the report's 1,536 dinosaur names (see data/README.md)."""
    names = _FILE.read_text(encoding="utf-8").splitlines()
    return Corpus("Dinosaur names", tuple(map(normalise, names)))
