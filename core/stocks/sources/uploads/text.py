"""From the bytes of an upload to its text."""

from __future__ import annotations

import codecs
import re
from typing import Final

from core.errors import DataError

MAX_BYTES: Final = 20 * 1024 * 1024
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_KINDS: Final = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WEB_PAGE: Final = re.compile(r"\s*<(!doctype|html)", re.IGNORECASE)


def decode(data: bytes) -> str:
    r"""Returns the text of a file in UTF-8, UTF-16 or Windows-1252, its lines ending in "\n".

    Raises:
        DataError: The file is too large or not text.
    """
    if len(data) > MAX_BYTES:
        raise DataError(
            f"The file has {len(data) / 1024**2:.0f} MB and the limit is "
            f"{MAX_BYTES // 1024**2} MB: keep only the dates and prices you need."
        )
    for mark, kind in _OTHER_KINDS.items():
        if data.startswith(mark):
            raise DataError(f"The file is {kind}: save the prices as CSV and upload that.")
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        raise DataError("The file is not text: save the prices as CSV and upload that.")
    if _WEB_PAGE.match(text):
        raise DataError("The file is a web page: download the prices as CSV and upload that.")
    return text


def _text(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith(_UTF_16_MARKS) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # reads any byte; what is not text is found out afterwards
