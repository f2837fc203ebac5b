"""Names of months in the languages that price files come in, from Babel's CLDR data."""

from __future__ import annotations

from functools import cache
from typing import Final

from core.reading.fold import fold, fold_words

_LANGUAGES: Final = (
    "id ms nl it es fr de pl tr ru uk zh ja ko pt sv da nb fi cs sk sl hu ro bg el ca lt lv"
    " et vi th he ar hi"
)
# Short forms in use that CLDR does not have, most of them older spellings.
_OTHERS: Final = (
    {"peb": 2, "nop": 11, "agt": 8, "ags": 8, "pebruari": 2, "nopember": 11}  # Indonesian
    | {"mrz": 3, "jänner": 1, "feber": 2}  # German
    | {"sept": 9, "setiembre": 9}
)


def month_of(name: str) -> int | None:
    """Returns the number of a month by its name, long or short, in any of the languages.

    None where it is no month, or different ones in different languages.
    """
    key = fold(name)
    return _months("en").get(key) or _others().get(key)


@cache
def _others() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES.split():
        for key, number in _months(language).items():
            found.setdefault(key, set()).add(number)
    unambiguous = {key: min(numbers) for key, numbers in found.items() if len(numbers) == 1}
    return unambiguous | {fold(name): number for name, number in _OTHERS.items()}


@cache
def _months(language: str) -> dict[str, int]:
    # Imported here, and English alone at first: all languages take a third of a second.
    from babel import Locale

    return {
        key: number
        for forms in Locale.parse(language).months.values()
        for width in ("wide", "abbreviated")
        for number, name in forms[width].items()
        for key in {fold(name), *fold_words(name)[-1:]}  # Catalan: "de gener"
        if key
    }
