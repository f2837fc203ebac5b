"""From cells to prices: what is missing, what is no price, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from core.errors import DataError
from core.stocks.sources.completeness import complete
from core.stocks.sources.history import OUT_OF_RANGE, PRICE_RANGE
from core.stocks.sources.uploads.complaint import complain
from core.stocks.sources.uploads.numbers import decimal_mark, missing, read_numbers
from core.stocks.sources.uploads.table import Table

_EVENT: Final = r"(?i)dividend|split"
_LINES_NAMED: Final = 5


def read_prices(table: Table, columns: Mapping[str, int], notes: list[str]) -> pd.DataFrame:
    """Reads the prices and volumes of a table.

    Args:
        table: The cells.
        columns: Which position holds which price ("Open", ...) or "Volume".
        notes: Takes a sentence for whatever was left out.

    Returns:
        A float64 column for each that is usable, all prices within `PRICE_RANGE`,
        indexed by line number.

    Raises:
        DataError: A cell of a price column is no price, or there is none at all.
    """
    cells = pd.DataFrame({role: table.cells[position] for role, position in columns.items()})
    names = {role: table.names[position] or role for role, position in columns.items()}
    roles = [role for role in columns if role != "Volume"]
    cells = _rows_with_prices(cells, roles, notes)
    mark = decimal_mark(pd.concat([cells[role] for role in roles]), table.delimiter)
    if mark == ",":
        notes.append("Read with decimal commas.")
    numbers = cells.apply(read_numbers, mark=mark)
    usable = _usable(numbers, roles, names, notes)
    _refuse_wrong(cells[usable], numbers[usable], names)
    volume = _volume(cells, numbers, names, notes) if "Volume" in columns else []
    return complete(numbers[usable], notes, _rows).join(numbers[volume])


def _rows_with_prices(cells: pd.DataFrame, roles: list[str], notes: list[str]) -> pd.DataFrame:
    events: pd.Series[bool] = cells[roles].apply(_announces).any(axis=1)
    if events.any():
        notes.append(f"{_rows(events)} of dividends or splits left out.")
        cells = cells.loc[~events]
    empty = cells[roles].apply(missing).all(axis=1)
    if empty.all():
        raise DataError("The file has no price in any row: choose one with prices.")
    if empty.any():
        notes.append(f"{_rows(empty)} without any price left out.")
    return cells.loc[~empty]


def _announces(cells: pd.Series[str]) -> pd.Series[bool]:
    """Returns which cells are of a dividend or a split, as Yahoo's page has them among prices."""
    texts = cells[pd.to_numeric(cells, errors="coerce").isna()]
    return texts.str.contains(_EVENT).reindex(cells.index, fill_value=False)


def _usable(
    numbers: pd.DataFrame, roles: list[str], names: Mapping[str, str], notes: list[str]
) -> list[str]:
    """Returns the price columns worth reading, all of them if none is."""
    usable = [role for role in roles if (numbers[role] > 0).any()]
    if not usable:
        return roles
    notes.extend(
        f"{names[role]} holds no prices and is left out." for role in roles if role not in usable
    )
    return usable


def _refuse_wrong(cells: pd.DataFrame, numbers: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Raises a DataError for the first cell, in the order of the file, that is no price."""
    beyond = (numbers < PRICE_RANGE[0]) | (numbers > PRICE_RANGE[1])
    wrong = (numbers.isna() & ~cells.apply(missing)) | beyond
    if not wrong.to_numpy().any():
        return
    line = wrong.index[wrong.any(axis=1)][0]
    role = wrong.columns[wrong.loc[line]][0]
    problem = "is not a price above 0: correct it, or delete its row or column."
    if numbers.loc[line, role] > 0:
        problem = OUT_OF_RANGE
    raise complain(int(line), names[role], cells.loc[line, role], problem)


def _volume(
    cells: pd.DataFrame, numbers: pd.DataFrame, names: Mapping[str, str], notes: list[str]
) -> list[str]:
    """Returns ["Volume"] if it is usable; nothing is trained on it, so it is never refused."""
    wrong = (numbers["Volume"].isna() & ~missing(cells["Volume"])) | (numbers["Volume"] < 0)
    if wrong.any():
        first = wrong.index[wrong][0]
        problem = complain(first, names["Volume"], cells.loc[first, "Volume"], "is no volume")
        notes.append(f"{problem}; volumes are left out.")
        return []
    return ["Volume"] if numbers["Volume"].notna().any() else []


def _rows(mask: pd.Series[bool]) -> str:
    """Names the rows of a mask: "2 rows (lines 5, 9)"."""
    lines = [f"{line:,}" for line in mask.index[mask]]
    more = ", …" if len(lines) > _LINES_NAMED else ""
    few = ", ".join(lines[:_LINES_NAMED]) + more
    return f"1 row (line {few})" if len(lines) == 1 else f"{len(lines):,} rows (lines {few})"
