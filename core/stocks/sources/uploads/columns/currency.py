"""In which currency the prices are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from core.errors import ReadingError
from core.reading.complaint import quoted
from core.reading.guesses import Option
from core.stocks.sources.uploads.columns.profile import Profile
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.table.table import Table
from core.stocks.sources.uploads.words.currencies import CODES, KRONER, find_currency
from core.stocks.sources.uploads.words.roles import meaning

_KRONE: Final = {"sv": "SEK", "nb": "NOK", "da": "DKK"}
_CODE: Final = 3
_OPTIONS: Final = (Option("", "not known"), *(Option(code, code) for code in CODES))


def find_currency_of(
    table: Table,
    columns: Sequence[Profile],
    prices: Mapping[str, int],
    languages: frozenset[str],
    found: Findings,
) -> str:
    """Returns the code of the currency; empty where nothing names one, or a name that is several.

    Raises:
        ReadingError: What was chosen is no code.
    """
    if found.choices.currency is not None:
        code = found.choices.currency.strip().upper()
        if code and not (len(code) >= _CODE and code.isalpha() and len(code) <= _CODE + 1):
            raise ReadingError(
                f"{quoted(code)} is no currency: write a code of three letters, such as USD.",
                ("currency",),
            )
        found.settle("currency", code, _OPTIONS)
        return code
    named = next(filter(_is_named, _places(table, columns, prices)), None)
    code = find_currency(named) or "" if named else ""
    if named and not code:
        code = next((_KRONE[language] for language in languages if language in _KRONE), "")
        found.settle("currency", code, _OPTIONS, likely=True)
        if not code:
            found.notes.append(f"{quoted(named)} may be {', '.join(KRONER)}: choose the currency.")
    else:
        found.settle("currency", code, _OPTIONS, because=f"{named!r}" if named else "")
    return code


def _is_named(text: str) -> bool:
    return find_currency(text) is not None


def _places(table: Table, columns: Sequence[Profile], prices: Mapping[str, int]) -> Iterator[str]:
    """Yields the texts in which the currency may stand, the plainest first."""
    for position, name in enumerate(table.names):
        if _role(name) == "Currency" and len(set(columns[position].sample)) == 1:
            yield columns[position].sample[0]
    for texts in (table.units, table.names):
        yield from (texts[position] for role, position in prices.items() if role != "Volume")
    for role, position in prices.items():
        if role != "Volume":
            yield from columns[position].sample[:3]
    yield from pairs(table, "Currency")


def pairs(table: Table, role: str) -> Iterator[str]:
    """Yields what stands beside such a word above the table: "Currency:,USD" gives "USD"."""
    for cells in table.above:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and ":" in filled[0]:
            filled = [part.strip() for part in filled[0].split(":", 1)]
        if len(filled) == 2 and _role(filled[0]) == role:
            yield filled[1]


def _role(name: str) -> str:
    found = meaning(name)
    return found.role if found else ""
