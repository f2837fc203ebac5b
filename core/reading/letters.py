"""How likely letters follow each other in a language, told by the names of places in it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

# Letters with what stands above or below them in Hebrew, Arabic and Thai.
_WORDS: Final = re.compile(
    "[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0e31-\u0e4e])*"
)
_EDGE: Final = ""  # before and after a word
# Romanian has its commas below as cedillas in every encoding of one byte a letter.
_OLDER: Final = {"ro": str.maketrans("șț", "şţ")}
# Among thousands of characters, the first level of a standard holds those in use: its lead bytes.
_FIRST_LEVELS: Final = {
    "zh": ("gb2312", 0xB0, 0xD7),
    "zh_Hant": ("big5", 0xA4, 0xC6),
    "ja": ("shift_jis", 0x82, 0x98),
    "ko": ("euc_kr", 0xB0, 0xC8),
}
_END: Final = 0.1  # probability that a word ends after a letter nobody saw at an end
_OTHERS: Final = 200  # letters added to all that were counted, for those never seen
_UNSEEN: Final = 0.02  # times such a letter counts
_IN_USE: Final = 1 / 8_000  # probability of a character of a first level that was not seen
_RARE: Final = 1e-6  # of any other one
_NOT_A_LETTER: Final = math.log(1e-5)
_ODD_CAPITAL: Final = -4.0  # beside the letter itself: an "N" in "aNna"
_BACKOFF: Final = 5  # times that a letter is taken by itself, whatever stands before it


@dataclass(frozen=True)
class Language:
    """The letters of a language.

    Attributes:
        code: Of the language, as CLDR has it.
        letters: How often each was seen.
        pairs: How often one followed the other; `_EDGE` before the first and after the last.
        before: How often anything followed a letter.
        total: How many letters were seen.
    """

    code: str
    letters: Counter[str]
    pairs: Counter[tuple[str, str]]
    before: Counter[str]
    total: int

    def log_likelihood(self, word: str) -> float:
        """Returns how likely a word is, as a natural logarithm.

        Digits and marks of ASCII end a word; any other mark inside counts as no letter.
        """
        likelihood, last = 0.0, _EDGE
        mixed = not word.isupper()
        for character in word:
            if character.isascii() and not character.isalpha():
                last = _EDGE
            elif unicodedata.category(character)[0] not in "LM":
                likelihood, last = likelihood + _NOT_A_LETTER, _EDGE
            else:
                if mixed and last != _EDGE and character.isupper():
                    likelihood += _ODD_CAPITAL
                letter = character.lower()[0]
                likelihood += math.log(self._probability(last, letter))
                last = letter
        return likelihood + math.log(self._probability(last, _EDGE))

    def _probability(self, last: str, letter: str) -> float:
        alone = _END if letter == _EDGE else self._alone(letter)
        return (self.pairs[last, letter] + _BACKOFF * alone) / (self.before[last] + _BACKOFF)

    def _alone(self, letter: str) -> float:
        count = self.letters[letter]
        if not count and self.code in _FIRST_LEVELS:
            return _of_first_level(letter, *_FIRST_LEVELS[self.code])
        return (count or _UNSEEN) / (self.total + _OTHERS)


@cache
def language(code: str) -> Language:
    """Returns the letters of a language by Unicode's CLDR: countries, cities, tongues, months."""
    letters: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for word in sorted(set(_words(code))):
        letters.update(word)
        pairs.update(pairwise([_EDGE, *word, _EDGE]))
    before: Counter[str] = Counter()
    for (last, _), times in pairs.items():
        before[last] += times
    return Language(code, letters, pairs, before, letters.total())


def _words(code: str) -> Iterator[str]:
    older = _OLDER.get(code, {})
    for name in _names(code):
        yield from _WORDS.findall(unicodedata.normalize("NFC", name).lower().translate(older))


def _names(code: str) -> Iterator[str]:
    # Imported here: only files in an encoding of long ago need it.
    from babel import Locale

    locale = Locale.parse(code)
    yield from locale.territories.values()
    yield from locale.languages.values()
    yield from locale.months["format"]["wide"].values()
    yield from (zone["city"] for zone in locale.time_zones.values() if "city" in zone)


def _of_first_level(letter: str, encoding: str, first: int, last: int) -> float:
    try:
        return _IN_USE if first <= letter.encode(encoding)[0] <= last else _RARE
    except UnicodeEncodeError:
        return _RARE
