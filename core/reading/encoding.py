"""In which encoding a text is written, where its bytes say so; see `legacy` where they do not."""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
BROKEN: Final = "\ufffd"  # stands for a letter that was cut in two
_HEAD: Final = 4_096  # bytes
_ASCII: Final = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
_ZEROS: Final = 1 / 100  # of the bytes: the end of a line, a space and a digit have one each
_FEW: Final = 4  # letters of Chinese look like two of ASCII, to one end of a line
_MOSTLY: Final = 10  # times as many whole letters as broken ones


def sure_encoding(data: bytes) -> str | None:
    """Returns the encoding that a file must be in; None where it has one byte or two a letter.

    It has a mark, zero bytes beside its ASCII, as UTF-16 has them in whatever script, or it
    is UTF-8.
    """
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    return marked or _unmarked_utf16(data) or ("utf-8" if _is_utf8(data) else None)


def _unmarked_utf16(data: bytes) -> str | None:
    """Tells by the ASCII in a text, such as the ends of its lines, where the zero bytes stand."""
    head = data[:_HEAD]
    pairs = list(zip(head[::2], head[1::2], strict=False))
    little = sum(second == 0 and first in _ASCII for first, second in pairs)
    big = sum(first == 0 and second in _ASCII for first, second in pairs)
    plain = sum(first in _ASCII and second in _ASCII for first, second in pairs)
    if max(little, big) <= max(len(head) * _ZEROS, _MOSTLY * min(little, big), plain / _FEW):
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _is_utf8(data: bytes) -> bool:
    """Is this UTF-8, perhaps with a letter that was cut in two?"""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count(BROKEN)
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        return whole > _MOSTLY * broken
    return True
