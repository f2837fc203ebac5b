"""From the rows of a list to its names, one pass over the whole of it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.errors import ReadingError, shortened
from core.names.corpus import MAX_NAME_LENGTH, MAX_NAMES, Dropped, normalise
from core.names.sources.names_choices import ENCODINGS, Findings
from core.names.sources.names_columns import Columns
from core.reading.delimited import Row, is_filled
from core.reading.encoding import BROKEN, Candidate, likely_encodings, sure_encoding
from core.reading.outcome import Option, complain
from core.reading.text import (
    INVISIBLE,
    MAX_CELL,
    check_size,
    plain_lines,
    refuse_other_kinds,
    refuse_other_texts,
)

_FIELDS: Final = ("separator", "column")
_TOLD: Final = 1_000  # dropped lines that are told one by one
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
        if self.reasons[reason] <= _TOLD:
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
        if not is_filled(row):
            into.drop(line, row[0] if row else "", EMPTY)
            continue
        if width is not None and len(row) > width and is_filled(row[width:]):
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
        if is_filled(row):
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
        raise complain(
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


# From the bytes of a list of names to its text: recognised by its letters, or asked.

AS_TEXT: Final = "save the names as a text file, one a line, and upload that"
_OPTIONS: Final = tuple(Option(name, label) for name, label in ENCODINGS.items())
# Neither letters, nor white space, nor the end of a file in DOS: no text has them.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1b\x7f]")
_ASKED: Final = 4  # encodings in a question
_WORDS: Final = 3  # for each of them


def text_of(data: bytes | str, found: Findings) -> str:
    r"""Returns the text of a list, its lines ending in "\n".

    Args:
        data: A file's bytes, or text that was pasted.
        found: Takes the encoding of a file.

    Raises:
        DataError: It is too large or no text.
        ReadingError: It is not in the encoding that was chosen.
    """
    check_size(data, "keep only the names")
    if isinstance(data, bytes):
        refuse_other_kinds(data, AS_TEXT)
        data = _decode(data, found)
    text = plain_lines(data).removeprefix("\ufeff")
    strange = _CONTROL.search(text)
    if strange:
        raise _no_text(text[: strange.start()].count("\n") + 1, ord(strange[0]))
    refuse_other_texts(text, AS_TEXT)
    return text


def _decode(data: bytes, found: Findings) -> str:
    sure = sure_encoding(data)
    encoding = found.choices.encoding or sure
    if encoding is None:
        encoding = _by_letters(data, found)
    else:
        found.settle("encoding", encoding, _OPTIONS)
    if encoding != "utf-8" and not found.is_open("encoding"):
        found.notes.append(f"Read as {ENCODINGS[encoding]}.")
    # A letter that was cut in two spoils one name, not the list.
    return _decode_as(encoding, data, "replace" if encoding == sure == "utf-8" else "strict")


def _decode_as(encoding: str, data: bytes, errors: str) -> str:
    try:
        return data.decode(encoding, errors)
    except UnicodeDecodeError as failure:
        raise ReadingError(
            f"Byte {failure.start + 1:,} does not fit {ENCODINGS[encoding]}: "
            "choose another encoding, or save the names as UTF-8.",
            ("encoding",),
        ) from failure


def _by_letters(data: bytes, found: Findings) -> str:
    strange = _CONTROL_BYTE.search(data.rstrip(b"\x1a\x00"))
    if strange:
        raise _no_text(data.count(b"\n", 0, strange.start()) + 1, strange[0][0])
    ranked = likely_encodings(data)
    if not ranked:
        raise ReadingError(
            "The letters fit no encoding that is known here: save the names as UTF-8.",
            ("encoding",),
        )
    best = ranked[0].legacy
    close = ranked[:_ASKED]
    if len(close) > 1:
        found.ask("encoding", "The letters fit several encodings.", _examples(close), best.name)
    else:
        found.settle("encoding", best.name, _OPTIONS, because="by its letters", likely=True)
    return best.name


def _examples(close: Sequence[Candidate]) -> list[Option]:
    """Returns each encoding with the words that tell it from the others."""
    readings = zip(*(candidate.words for candidate in close), strict=True)
    telling = [i for i, words in enumerate(readings) if len(set(words)) > 1][:_WORDS]
    return [
        Option(c.legacy.name, f"{c.legacy.label}: {', '.join(c.words[i] for i in telling)}")
        for c in close
    ]


def _no_text(line: int, character: int) -> ReadingError:
    return ReadingError(
        f"Line {line:,} holds the unprintable character U+{character:04X}, so this is "
        f"not a list of names: {AS_TEXT}.",
        ("encoding",),
    )
