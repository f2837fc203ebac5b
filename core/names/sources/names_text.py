"""From the bytes of a list of names to its text, and how that is laid out."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import ReadingError
from core.names.sources.names_choices import NAME_SEPARATORS, NO_SEPARATOR, Findings
from core.names.sources.names_columns import are_headings, is_heading
from core.reading.delimited import (
    CANDIDATES,
    LONGEST_SAMPLED,
    Dialect,
    csv_reader,
    declared_separator,
    unwrap,
)
from core.reading.encoding import ENCODINGS, Candidate, likely_encodings, sure_encoding
from core.reading.findings import Option, quoted
from core.reading.text import check_size, plain_lines, refuse_other_kinds, refuse_other_texts

# From the bytes of a list of names to its text: recognised by its letters, or asked.

AS_TEXT: Final = "save the names as a text file, one a line, and upload that"
_ENCODINGS: Final = tuple(Option(name, label) for name, label in ENCODINGS.items())
# Neither letters, nor white space, nor the end of a file in DOS: no text has them.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_CONTROL_BYTE: Final = re.compile(rb"[\x00-\x08\x0e-\x1b\x7f]")
_MOST_OPTIONS: Final = 4  # encodings in a question
_EXAMPLES: Final = 3  # for each of them


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
        found.settle("encoding", encoding, _ENCODINGS)
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
    close = ranked[:_MOST_OPTIONS]
    if len(close) > 1:
        found.ask("encoding", "The letters fit several encodings.", _examples(close), best.name)
    else:
        found.settle("encoding", best.name, _ENCODINGS, because="by its letters", likely=True)
    return best.name


def _examples(close: Sequence[Candidate]) -> list[Option]:
    """Returns each encoding with the words that tell it from the others."""
    readings = zip(*(candidate.words for candidate in close), strict=True)
    telling = [i for i, words in enumerate(readings) if len(set(words)) > 1][:_EXAMPLES]
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


# A name a line, rows of cells, or all names on one line.

SAMPLE: Final = 400  # lines
_HEAD: Final = 10  # lines in which headings stand
_MOST: Final = 0.9  # of the lines have as many cells
_MANY: Final = 0.5  # of the lines have a separator at all
_SEPARATORS: Final = tuple(Option(mark, label) for mark, label in NAME_SEPARATORS.items())
_WRAPPED: Final = ","  # in a line that a spreadsheet has put in quotation marks
_TITLED: Final = ","  # may stand in a name, with a space behind it: "Smith, John"


@dataclass(frozen=True)
class _Split:
    """The sample, split at one separator."""

    separator: str
    rows: tuple[tuple[str, ...], ...]
    width: int  # cells that most rows have
    share: float  # of the rows that have as many


def find_dialect(lines: Sequence[str], found: Findings) -> Dialect:
    """Finds what stands between two cells; nothing where a line is a name.

    Args:
        lines: The first lines of the list that are not blank.
        found: Takes the separator; may ask whether commas separate.
    """
    quote = None if found.choices.quotes is False else '"'
    chosen = found.choices.separator
    declared = declared_separator(lines[0]) if lines else None
    if chosen is not None or declared in CANDIDATES:
        mark = chosen if chosen is not None else declared or ""
        found.settle("separator", mark, _SEPARATORS)
        wrapped = mark == _WRAPPED and _is_wrapped(lines)
        return Dialect(mark, declared is not None, wrapped, quote)
    sample = [line[:LONGEST_SAMPLED] for line in lines]
    wrapped = _is_wrapped(sample)
    best = _best([unwrap(line) for line in sample] if wrapped else sample, quote)
    if best is None:
        doubted = _in_most(sample)
        if doubted is None:
            doubtful = any(mark in line for line in sample for mark in CANDIDATES)
            found.settle("separator", NO_SEPARATOR, _SEPARATORS, likely=doubtful)
        else:
            _ask(doubted, sample, found)
        return Dialect(NO_SEPARATOR, quote=quote)
    if _may_be_names(best, sample):
        _ask(best.separator, sample, found)
        return Dialect(NO_SEPARATOR, quote=quote)
    found.settle("separator", best.separator, _SEPARATORS, likely=not _is_plain(best))
    return Dialect(best.separator, wrapped=wrapped, quote=quote)


def _in_most(lines: Sequence[str]) -> str | None:
    """Returns what stands in most lines, but not as often in each as between cells."""
    counts = {mark: sum(mark in line for line in lines) for mark in CANDIDATES}
    mark = max(counts, key=lambda mark: counts[mark])
    return mark if counts[mark] > _MANY * len(lines) else None


def _ask(mark: str, lines: Sequence[str], found: Findings) -> None:
    line = next(line for line in lines if mark in line)
    found.ask(
        "separator",
        f"A line such as {quoted(line.strip())} may be one name, or have a cell for each part.",
        [
            Option(NO_SEPARATOR, "one name a line"),
            Option(mark, f"cells, with a {NAME_SEPARATORS[mark]} between them"),
        ],
        NO_SEPARATOR,
    )


def _best(lines: Sequence[str], quote: str | None) -> _Split | None:
    """Returns the split after which most rows have as many cells, at least two."""
    splits = [split for mark in CANDIDATES if (split := _split(lines, mark, quote)) is not None]
    return max(splits, key=lambda split: split.share, default=None)


def _split(lines: Sequence[str], separator: str, quote: str | None) -> _Split | None:
    reader = csv_reader(iter(lines), Dialect(separator, quote=quote), strict=False)
    try:
        rows = tuple(tuple(map(str.strip, row)) for row in reader if row)
    except csv.Error:
        return None
    widths = Counter(map(len, rows))
    width, times = max(widths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
    if _is_headed(rows):
        width = next(len(row) for row in rows if are_headings(row))
    sure = _ends_in_separators(rows) or _is_numbered(rows) or _is_headed(rows)
    share = 1.0 if sure else times / max(1, len(rows))
    return _Split(separator, rows, width, share) if width > 1 and share >= _MOST else None


def _ends_in_separators(rows: Sequence[Sequence[str]]) -> bool:
    """Does every line but the last end in a separator, as in a list of a program?"""
    return len(rows) > 1 and all(len(row) > 1 and not row[-1] for row in rows[:-1])


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Does every line begin with a number and have something behind it?"""
    return len(rows) > 1 and all(len(row) > 1 and row[0].isdecimal() for row in rows)


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Does one of the first lines, but not the last, name columns in words that lists have?"""
    return any(map(are_headings, rows[: min(_HEAD, len(rows) - 1)]))


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Is every line of a table in quotation marks, as a spreadsheet leaves it?"""
    if not lines:
        return False
    inner = unwrap(lines[0])
    cells = [cell.strip() for cell in inner.split(_WRAPPED)]
    return inner != lines[0] and len(cells) > 1 and all(map(is_heading, cells))


def _may_be_names(split: _Split, lines: Sequence[str]) -> bool:
    """May every line be one name, such as "Smith, John", and nothing says otherwise?"""
    spaced = all(line.count(", ") == line.count(",") == split.width - 1 for line in lines)
    return split.separator == _TITLED and len(lines) > 1 and spaced and not _is_plain(split)


def _is_plain(split: _Split) -> bool:
    """Do headings or numbers say that this is a table?"""
    if len(split.rows) == 1:
        return True
    first, *others = split.rows
    headings = _is_headed(split.rows) or any(map(is_heading, first))
    numbers = any(
        all(len(row) > place and not any(map(str.isalpha, row[place])) for row in others)
        for place in range(split.width)
    )
    return headings or numbers
