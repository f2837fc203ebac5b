"""From the bytes of an upload to its text."""

from __future__ import annotations

import re
from typing import Final

from core.reading.text import (
    INVISIBLE,
    composed,
    plain_lines,
    refuse_other_kinds,
    refuse_other_texts,
)
from core.stocks.sources.uploads.source.encoding import encoding_of

_AS_CSV: Final = "save the prices as CSV and upload that"
# Digits and marks of other scripts.
_LATIN: Final = {
    ord(zero) + digit: str(digit) for zero in "٠۰०０" for digit in range(10)
} | str.maketrans("٫٬，．－／：", ".,,.-/:")
_OTHER_DIGITS: Final = re.compile("[٠-٩۰-۹०-९０-９]")


def decode(data: bytes) -> str:
    r"""Returns the text of a file, its lines ending in "\n", without invisible marks.

    Raises:
        DataError: The file is not text.
    """
    refuse_other_kinds(data, _AS_CSV)
    text = plain_lines(_text(data))
    refuse_other_texts(text, _AS_CSV)
    return text


def visible(text: str) -> str:
    """Returns a text without invisible marks, its letters composed, its digits Latin."""
    if text.isascii():
        return text
    text = composed(INVISIBLE.sub("", text))
    return text.translate(_LATIN) if _OTHER_DIGITS.search(text) else text


def _text(data: bytes) -> str:
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:  # what is not text is found out afterwards
        text = data.decode(
            "latin-1" if encoding in ("cp1252", "mac_roman") else encoding, "replace"
        )
    return visible(text)
