"""Words without what people write differently: case, accents, marks, spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from core.reading.text import MAX_CELL

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
