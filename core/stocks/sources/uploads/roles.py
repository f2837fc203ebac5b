"""Choosing the columns to read: by name first, by what is in them where names do not tell."""

from __future__ import annotations

from typing import Final

from core.errors import ColumnChoiceError, DataError
from core.stocks.sources.history import PRICE_COLUMNS
from core.stocks.sources.uploads.columns import find_columns, letters
from core.stocks.sources.uploads.complaint import quoted
from core.stocks.sources.uploads.dates import read_dates
from core.stocks.sources.uploads.numbers import decimal_mark, missing, read_numbers
from core.stocks.sources.uploads.table import Table

_SYMBOLS: Final = ("symbol", "ticker", "tradingsymbol")


def choose_columns(table: Table, notes: list[str], close: str | None = None) -> dict[str, int]:
    """Returns the position of Date, of each price that is there, and of Volume if it is.

    Args:
        table: The cells.
        notes: Takes which names were understood as what, and what is left out.
        close: The name of the column to take as Close, if it was chosen.

    Raises:
        ColumnChoiceError: Several columns may hold the price.
        DataError: No column holds dates, none holds prices, or none is called `close`.
    """
    found = find_columns(table.names)
    if close is not None:
        chosen = _position(table, close)
        found = {role: position for role, position in found.items() if position != chosen}
        found["Close"] = chosen
    if "Date" not in found:
        found["Date"] = _date_by_content(table, set(found.values()))
    if not set(PRICE_COLUMNS) & set(found):
        found["Close"] = _price_by_content(table, set(found.values()))
    renamed = [
        f"{table.names[position] or 'the unnamed column'} as {role}"
        for role, position in found.items()
        if letters(table.names[position]) != role.lower()
    ]
    if renamed:
        notes.append(f"Read {', '.join(renamed)}.")
    unused = set(range(len(table.names))) - set(found.values())
    names = [table.names[position] for position in sorted(unused) if table.names[position]]
    if names:
        notes.append(f"Left out: {', '.join(names)}.")
    return found


def find_symbol(table: Table) -> str:
    """Returns the symbol that all rows name; empty where there is no such column.

    Raises:
        DataError: The rows are of several stocks.
    """
    for position, name in enumerate(table.names):
        if letters(name) in _SYMBOLS:
            symbols = table.cells[position].replace("", None).dropna().unique()
            if len(symbols) > 1:
                pair = f"{quoted(symbols[0])} and {quoted(symbols[1])}"
                raise DataError(f"{name} names several stocks, {pair}: keep the rows of one.")
            return str(symbols[0]) if len(symbols) else ""
    return ""


def _date_by_content(table: Table, taken: set[int]) -> int:
    for position in range(len(table.names)):
        if position not in taken and read_dates(table.cells[position]).values.notna().all():
            return position
    raise DataError(f"No column holds dates ({_names(table)}): name the one that does Date.")


def _price_by_content(table: Table, taken: set[int]) -> int:
    numeric = [
        position
        for position in range(len(table.names))
        if position not in taken and _is_numeric(table, position)
    ]
    if len(numeric) == 1:
        return numeric[0]
    named = [table.names[position] for position in numeric if table.names[position]]
    if named:
        raise ColumnChoiceError(tuple(named))
    raise DataError(f"No column holds prices ({_names(table)}): name the one to use Close.")


def _position(table: Table, name: str) -> int:
    wanted = name.strip()
    if not wanted or wanted not in table.names:
        raise DataError(f"No column is called {quoted(wanted)}: choose one of {_names(table)}.")
    return table.names.index(wanted)


def _is_numeric(table: Table, position: int) -> bool:
    cells = table.cells[position]
    given = cells[~missing(cells)]
    numbers = read_numbers(given, decimal_mark(given, table.delimiter))
    return bool(numbers.notna().any() and numbers.notna().mean() > 0.5)


def _names(table: Table) -> str:
    return quoted(", ".join(name for name in table.names if name))
