"""Text as every reader takes it: no other kind of file, no marks that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from core.errors import DataError, ReadingError, shortened
from core.reading.findings import quoted

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_CELL: Final = 200  # letters: no date, number, heading or symbol is longer
MAX_TITLE: Final = 120  # letters of a file's name
_MAX_MARKS: Final = 200  # in a row; Unicode lets programs stop at 30 (UAX 15, stream-safe text)
# Zero-width marks, soft hyphens and marks of direction; nobody sees them, some exports have them.
INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OTHER_KINDS: Final = {
    b"PK\x03\x04": "a zip archive or a damaged workbook",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the kind before 2007",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"PAR1": "a Parquet file",
}
# Accents stand neither among letters (\w) nor spaces; what else does is looked at one by one.
_MARKS: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{_MAX_MARKS},}}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WEB_PAGE: Final = re.compile(r"\A\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)
_JSON: Final = re.compile(r"\A\s*(?:\[\s*)?\{\s*\"")


def check_size(data: bytes | str, advice: str) -> None:
    """Raises a DataError for a file or a text that is too large to look at.

    Args:
        data: The bytes of the file, or text that was pasted.
        advice: What to do, as the rest of the sentence, such as "keep the newest days".
    """
    if len(data) > MAX_BYTES:
        raise DataError(
            f"The file has {len(data) / 1024**2:.0f} MB and the limit is "
            f"{MAX_BYTES // 1024**2} MB: {advice}."
        )


def refuse_other_kinds(data: bytes, advice: str) -> None:
    """Raises a DataError for what is a file of another kind by its first bytes."""
    for mark, kind in _OTHER_KINDS.items():
        if data.startswith(mark):
            raise DataError(f"The file is {kind}: {advice}.")


def plain_lines(text: str) -> str:
    r"""Returns a text whose lines end in "\n", without the mark at the end of a file in DOS."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip("\x1a\x00")


def refuse_other_texts(text: str, advice: str) -> None:
    """Raises a DataError for what is no text, a web page or JSON."""
    if _CONTROL.search(text):
        raise DataError(f"The file is not text: {advice}.")
    if _WEB_PAGE.match(text):
        raise DataError(f"The file is a web page: {advice}.")
    if _JSON.match(text):
        raise DataError(f"The file is JSON: {advice}.")


def composed(text: str) -> str:
    """Returns text with its accents composed (Unicode NFC), in a time in proportion to its length.

    Accents that stand in a row are put in order first, in a time that grows with the square of
    their number, so what nobody writes is left out: those beyond two hundred in a row.
    """
    if text[_MAX_MARKS:]:  # no name of a list is as long
        text = _MARKS.sub(_first_marks, text)
    return unicodedata.normalize("NFC", text)


def _first_marks(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for letter in run[0]:
        marks = marks + 1 if unicodedata.category(letter)[0] == "M" else 0
        if marks <= _MAX_MARKS:
            kept.append(letter)
    return "".join(kept)


def title_of(name: str) -> str:
    """Returns what to call a file or a list of that name."""
    return shortened(readable(name), MAX_TITLE)


def readable(text: str) -> str:
    """Returns text without halves of characters (lone surrogates), which nothing can save.

    Names of files and answers of servers may hold some.
    """
    return text.encode(errors="replace").decode()


# Words without what people write differently: case, accents, marks, spaces.

# Letters that no decomposition takes apart, as people type them who lack the key.
_PLAIN: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Returns the letters of a cell, without accents: "Último (€)" gives "ultimo".

    What stands beyond the length of a cell is left out.
    """
    parts = unicodedata.normalize("NFKD", text[:MAX_CELL].casefold()).translate(_PLAIN)
    return "".join(letter for letter in parts if unicodedata.category(letter)[0] == "L")


def fold_words(text: str) -> list[str]:
    """Returns the folded words of a cell: "GE.Close_adj" gives ["ge", "close", "adj"]."""
    text = unicodedata.normalize("NFC", text[:MAX_CELL])
    folded = map(fold, _NO_LETTERS.split(text))
    return [word for word in folded if word]


def without_brackets(text: str) -> str:
    """Returns a text without what stands in brackets, such as units: "Open (USD)" gives "Open "."""
    return _BRACKETED.sub(" ", text)


# What people call the columns of a table, and finding one by it.

_NAMED: Final = 10  # columns in a sentence


def labels_of(names: Sequence[str]) -> tuple[str, ...]:
    """Returns what to call each column: its heading, or "column 3" if that is not its alone."""
    counts = Counter(names)
    return tuple(
        name if name and counts[name] == 1 else f"column {position + 1}"
        for position, name in enumerate(names)
    )


def position_of(
    label: str, labels: Sequence[str], field: str, names: Sequence[str] | None = None
) -> int:
    """Returns the position of a column that somebody chose.

    Args:
        label: What they called it.
        labels: Of the columns.
        field: The choice that it was.
        names: The headings, if those may be meant as well.

    Raises:
        ReadingError: There is none of that name.
    """
    wanted = label.strip().casefold()
    for known in (labels, names or ()):
        plain = [name.casefold() for name in known]
        if wanted and wanted in plain:
            return plain.index(wanted)
    raise ReadingError(
        f"No column is called {quoted(label)}: choose one of {listed(labels)}.", (field,)
    )


def listed(labels: Sequence[str]) -> str:
    """Returns the columns in a sentence: "'Date, Open, Close'"."""
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    return repr(", ".join(map(shortened, labels[:_NAMED]))) + more
