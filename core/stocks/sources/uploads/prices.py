"""From cells to prices: what is missing, what is no price, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from core.errors import ReadingError
from core.reading.complaint import complain
from core.stocks.sources.completeness import complete
from core.stocks.sources.history import OUT_OF_RANGE, PRICE_RANGE
from core.stocks.sources.uploads.notes import name_rows
from core.stocks.sources.uploads.numbers.mark import weigh
from core.stocks.sources.uploads.numbers.parse import DecimalMark, Figures, missing, read_numbers

_EVENT: Final = r"dividend|split"
_MOST_IDLE: Final = 0.5  # share of the days
_FIELDS: Final = ("decimal", "footer", "first_row", "separator")


def read_prices(
    cells: pd.DataFrame, names: Mapping[str, str], mark: DecimalMark, notes: list[str]
) -> pd.DataFrame:
    """Reads prices and volumes.

    Args:
        cells: Text by role ("Open", ..., "Volume"), indexed by line; some price in every row.
        names: What the file calls the columns.
        mark: The decimal mark of the prices.
        notes: Takes a sentence for whatever was left out.

    Returns:
        A float64 column for each that is usable, all prices within `PRICE_RANGE`,
        indexed by line.

    Raises:
        ReadingError: A cell of a price column is no price, or there is none at all.
    """
    roles = [str(role) for role in cells if role != "Volume"]
    numbers = pd.DataFrame({role: read_numbers(cells[role], mark) for role in roles})
    usable = _usable(numbers, roles, names, notes)
    numbers = _without_trade(numbers, usable, notes)
    _refuse_wrong(cells[usable], numbers[usable], names)
    prices = complete(numbers[usable], notes, name_rows)
    volume = _volume(cells, names, mark, notes)
    return prices if volume is None else prices.join(volume)


def rows_with_prices(cells: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Leaves out rows of dividends and splits, as Yahoo's page has them, and those without a price.

    Raises:
        ReadingError: No row is left.
    """
    roles = [role for role in cells if role != "Volume"]
    events: pd.Series[bool] = cells[roles].apply(_announces).any(axis=1)
    if events.any():
        notes.append(f"{name_rows(events)} of dividends or splits left out.")
        cells = cells.loc[~events]
    empty = cells[roles].apply(missing).all(axis=1)
    if empty.all():
        raise ReadingError(
            "The file has no price in any row: choose one with prices.", ("close", "open")
        )
    if empty.any():
        notes.append(f"{name_rows(empty)} without any price left out.")
    return cells.loc[~empty]


def _announces(cells: pd.Series[str]) -> pd.Series[bool]:
    return cells.str.contains(_EVENT, case=False)


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


def _without_trade(numbers: pd.DataFrame, usable: list[str], notes: list[str]) -> pd.DataFrame:
    """Puts the close for the zeros that stand for the other prices of days without trade."""
    others = [role for role in usable if role != "Close"]
    if "Close" not in usable or not others:
        return numbers
    zero: pd.DataFrame = numbers[others].eq(0) & numbers[["Close"]].gt(0).to_numpy()
    idle: pd.Series[bool] = zero.all(axis=1)
    if idle.mean() > _MOST_IDLE:  # the file lacks those prices
        idle &= False
    if idle.any():
        they = ", ".join(others[:-1]) + (" and " if len(others) > 1 else "") + others[-1]
        notes.append(f"{name_rows(idle)} without trade, {they} 0: the close stands for them.")
        for role in others:
            numbers[role] = numbers[role].mask(idle, numbers["Close"])
    return numbers.mask(zero.mul(~idle, axis=0).reindex(columns=numbers.columns, fill_value=False))


def _refuse_wrong(cells: pd.DataFrame, numbers: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Raises a ReadingError for the first cell, in the order of the file, that is no price."""
    beyond = (numbers < PRICE_RANGE[0]) | (numbers > PRICE_RANGE[1])
    unread = numbers.isna().to_numpy()
    wrong = beyond
    if unread.any():
        wrong = beyond | (numbers.isna() & ~cells.apply(missing) & ~_zero(cells))
    if not wrong.to_numpy().any():
        return
    line = wrong.index[wrong.any(axis=1)][0]
    role = wrong.columns[wrong.loc[line]][0]
    problem = "is not a price above 0: correct it, or delete its row or column."
    if numbers.loc[line, role] > 0:
        problem = OUT_OF_RANGE
    raise complain(int(line), names[role], cells.loc[line, role], problem, _FIELDS)


def _zero(cells: pd.DataFrame) -> pd.DataFrame:
    """Returns which cells are zeros that stand for a missing price beside a close."""
    zeros: pd.DataFrame = cells.apply(lambda column: column.str.contains(r"^0+(?:[.,]0*)?$"))
    if "Close" in zeros:
        return zeros.assign(Close=False)
    return zeros & False


def _volume(
    cells: pd.DataFrame, names: Mapping[str, str], mark: DecimalMark, notes: list[str]
) -> pd.Series[float] | None:
    """Returns the volumes if they are usable; nothing is trained on them, so they never refuse."""
    if "Volume" not in cells:
        return None
    texts = cells["Volume"]
    numbers = read_numbers(texts, _mark_of_volume(texts, mark))
    wrong = (numbers.isna() & ~missing(texts)) | (numbers < 0)
    if wrong.any():
        first = wrong.index[wrong][0]
        problem = complain(first, names["Volume"], texts[first], "is no volume")
        notes.append(f"{problem}; volumes are left out.")
        return None
    return numbers.rename("Volume") if numbers.notna().any() else None


def _mark_of_volume(cells: pd.Series[str], mark: DecimalMark) -> DecimalMark:
    """Returns the mark of the volumes: that of the prices, unless theirs is plainly another."""
    proven = weigh([Figures(cells)], []).proven
    return proven or mark
