"""Text as every reader takes it: no other kind of file, no marks that nobody sees."""

from __future__ import annotations

import re
from typing import Final

from core.errors import DataError

MAX_BYTES: Final = 20 * 1024 * 1024
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
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WEB_PAGE: Final = re.compile(r"\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)
_JSON: Final = re.compile(r"\s*(?:\[\s*)?\{\s*\"")


def check_size(data: bytes, advice: str) -> None:
    """Raises a DataError for a file that is too large to look at.

    Args:
        data: The bytes of the file.
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


def readable(text: str) -> str:
    """Returns text without halves of characters (lone surrogates), which nothing can save.

    Names of files and answers of servers may hold some.
    """
    return text.encode(errors="replace").decode()
