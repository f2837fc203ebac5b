"""Words without what people write differently: case, accents, marks, spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from core.cache import cached_of_text

# Letters that no decomposition takes apart, as people type them who lack the key.
_PLAIN: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")


@cached_of_text(most=4096)
def fold(text: str) -> str:
    """Returns the letters of a text, without accents: "Último (€)" gives "ultimo"."""
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in parts if unicodedata.category(letter)[0] == "L")


def fold_words(text: str) -> list[str]:
    """Returns the folded words of a text: "GE.Close_adj" gives ["ge", "close", "adj"]."""
    folded = (fold(word) for word in re.split(r"[\W\d_]+", unicodedata.normalize("NFC", text)))
    return [word for word in folded if word]


def without_brackets(text: str) -> str:
    """Returns a text without what stands in brackets, such as units: "Open (USD)" gives "Open "."""
    return _BRACKETED.sub(" ", text)
