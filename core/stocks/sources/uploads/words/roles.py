"""Which role a heading has: a date, a price, a volume, a symbol, a currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.reading.fold import fold, fold_words, without_brackets
from core.reading.text import MAX_CELL
from core.stocks.sources.uploads.words.currencies import CODES, without_currency
from core.stocks.sources.uploads.words.headings import ADJUSTED, ADJUSTED_CLOSE, HEADINGS

ADJUSTED_TIER: Final = 9
_ADJUSTED: Final = frozenset(map(fold, ADJUSTED.split()))
_FILLERS: Final = {"in", "per", "share", "of", "the", "px"} | {code.lower() for code in CODES}
_GLUED: Final = re.compile(r"^(?:adjusted|adj)(?=.)")


@dataclass(frozen=True)
class Meaning:
    """What a heading says.

    Attributes:
        role: "Date", "Open", ..., "Volume", "Symbol" or "Currency".
        tier: How plainly it says so; 0 goes before 1, and both before `ADJUSTED_TIER`.
        languages: In which it says so.
    """

    role: str
    tier: int
    languages: frozenset[str]

    @property
    def adjusted(self) -> bool:
        """Are dividends worked into the price?"""
        return self.tier == ADJUSTED_TIER


def _dictionary() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for role, tiers in HEADINGS.items():
        for tier, languages in enumerate(tiers):
            for language, headings in languages.items():
                for key in map(fold, headings.split("|")):
                    known = found.setdefault(key, Meaning(role, tier, frozenset()))
                    if (known.role, known.tier) == (role, tier):
                        found[key] = Meaning(role, tier, known.languages | {language})
    for heading in ADJUSTED_CLOSE.split("|"):
        found[fold(heading)] = Meaning("Close", ADJUSTED_TIER, frozenset())
    return found


_DICTIONARY: Final = _dictionary()


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """Returns what a heading says, whatever unit stands behind it; None where nobody knows."""
    heading = heading[:MAX_CELL]
    exact = _DICTIONARY.get(fold(heading))
    if exact is not None:
        return exact
    words = fold_words(without_currency(heading))
    plain = [word for word in words if word not in _ADJUSTED]
    glued = [_GLUED.sub("", word) for word in plain]
    if len(plain) < len(words) or glued != plain:
        found = _of_words(glued)
        return found and Meaning(found.role, ADJUSTED_TIER, found.languages)
    return _of_words(fold_words(without_currency(without_brackets(heading)))) or _of_words(words)


def _of_words(words: list[str]) -> Meaning | None:
    essential = [word for word in words if word not in _FILLERS]
    return _DICTIONARY.get("".join(words)) or _DICTIONARY.get("".join(essential))


def is_known(heading: str) -> bool:
    """Is this a heading that exports give to a column of dates, prices or volumes?"""
    found = meaning(heading)
    return found is not None and found.role not in ("Symbol", "Currency")
