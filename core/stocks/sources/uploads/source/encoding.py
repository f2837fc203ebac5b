"""In which encoding a file of prices is written."""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import Final

from core.reading.encoding import sure_encoding
from core.reading.fold import fold
from core.stocks.sources.uploads.words.roles import is_known

# One byte or two a letter, as spreadsheets of the languages that we know write them.
_LEGACY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "gb18030", "shift_jis", "euc_kr", "big5"),
    *("cp1257", "cp1258", "cp874", "koi8-r", "mac_roman"),
)
_HEAD: Final = 4_096  # bytes in which the headings stand
_ALPHABET: Final = frozenset(ascii_lowercase)
_CELLS: Final = re.compile(r"[\n\r\t;,|\"]+")


def encoding_of(data: bytes) -> str:
    """Returns the encoding of a file.

    Where its bytes do not say so, it is the one in which most headings are words that we know.
    """
    sure = sure_encoding(data)
    if sure is not None:
        return sure
    head = data[:_HEAD]
    return max(_LEGACY, key=lambda name: _known_words(head, name))  # the first of the best


def _known_words(head: bytes, encoding: str) -> int:
    text = head.decode(encoding, errors="replace")
    return sum(map(is_known, filter(_tells, _CELLS.split(text))))


def _tells(cell: str) -> bool:
    """Does it depend on the encoding whether this is a word? One Latin letter is none."""
    return not cell.isascii() and fold(cell) not in _ALPHABET
