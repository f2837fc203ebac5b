"""Where the headings stand, and where the prices begin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.text import fold, labels_of, listed, position_of
from core.stocks.sources.uploads.cells import (
    find_currency,
    looks_like_date,
    looks_like_prices,
    looks_numeric,
    without_currency,
)
from core.stocks.sources.uploads.grid import Grid
from core.stocks.sources.uploads.heading_words import is_known, meaning

_BELOW: Final = 3  # rows of tickers, units and the like under the headings
_FIRST: Final = 40  # headings of a row, among which some must be known
_FIELDS: Final = ("first_row",)
_PATTERNS: Final = ("yyyymmdd", "ddmmyyyy", "mmddyyyy")  # instead of a unit of the dates
INDEX_NAMES: Final = frozenset({"price", "ticker", "attributes", "symbols"})  # pandas, of columns
Cells: TypeAlias = Sequence[str]


@dataclass(frozen=True)
class Header:
    """Positions of rows, counted from 0.

    Attributes:
        names: The row of headings; None where the file has none.
        others: Rows beside it with tickers, units, or the heading of the dates.
        first: The first row of prices.
    """

    names: int | None
    others: tuple[int, ...]
    first: int


def find_header(grid: Grid, first_row: int | None) -> Header:
    """Finds the headings: by words that we know, else by what stands above the first prices.

    Args:
        grid: The rows of the file.
        first_row: The line of the first row of prices, if somebody said so.

    Raises:
        ReadingError: There are no headings and nothing that looks like prices, or no rows.
    """
    head = [[cell.strip() for cell in cells] for _, cells in grid.head]
    if first_row is not None:
        first = int(np.searchsorted(grid.lines, first_row))
        above = min(first, len(head))
        return _checked(grid, _above(head, above, first))
    prices = next((i for i, cells in enumerate(head) if looks_like_prices(cells)), None)
    names = _best(head[:prices])
    if names is None:
        if prices is None:
            raise ReadingError(
                f"Line {grid.lines[0]:,} should name the columns, such as Date, Open, High, Low, "
                "Close: add a line with their names.",
                ("first_row", "separator"),
            )
        return _above(head, prices, prices)
    first = names + 1
    while first < min(len(head), names + 1 + _BELOW) and _goes_on(head[first]):
        first += 1
    return _checked(grid, Header(names, _beside(head, names, first), first))


def _above(head: list[list[str]], end: int, first: int) -> Header:
    """Returns the header of prices that begin at `first`, looking only above them."""
    names = _best(head[:end])
    if names is None and end > 0 and _names_columns(head[end - 1]):
        names = end - 1
    return Header(names, () if names is None else _beside(head, names, end), first)


def _checked(grid: Grid, header: Header) -> Header:
    if header.first >= len(grid.cells):
        raise ReadingError(
            "The file has no rows below the names of its columns: add the prices.", _FIELDS
        )
    return header


def _best(head: list[list[str]]) -> int | None:
    """Returns the row with most headings that we know, of several the last one without numbers."""
    counts = [(_known(cells), not any(map(looks_numeric, cells))) for cells in head]
    most = max(counts, default=(0, False))
    return len(counts) - 1 - counts[::-1].index(most) if most[0] else None


def _known(cells: Cells) -> int:
    """Counts the roles that a row names; none if it is no row of headings."""
    filled = [cell for cell in cells[:_FIRST] if cell]
    roles = {found.role for cell in filled if is_known(cell) and (found := meaning(cell))}
    return 0 if len(filled) < 2 or any(map(looks_like_date, filled)) else len(roles)


def _names_columns(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and not any(looks_numeric(c) or looks_like_date(c) for c in filled)


def _is_text(cells: Cells) -> bool:
    """Has a row neither a date nor a number?"""
    return not any(looks_numeric(cell) or looks_like_date(cell) for cell in cells)


def _goes_on(cells: Cells) -> bool:
    """Is this a second row of headings: tickers, units, a line? Any other text is a bad row."""
    first, filled = fold(cells[0]), [cell for cell in cells if cell]
    found = meaning(cells[0])
    return _is_text(cells) and (
        first in ("", *INDEX_NAMES, *_PATTERNS)
        or (found is not None and found.role == "Date")
        or all(cell.startswith(("(", "[")) for cell in filled)
    )


def _beside(head: list[list[str]], names: int, first: int) -> tuple[int, ...]:
    below = [row for row in range(names + 1, first) if _goes_on(head[row])]
    above = [names - 1] if names > 0 and _is_tickers(head[names - 1], head[names]) else []
    return (*above, *below)


def _is_tickers(cells: Cells, names: Cells) -> bool:
    """Does a row say something, but no number, over every column of prices?"""
    columns = [i for i, name in enumerate(names) if is_known(name) and i > 0]
    whole = len(columns) > 1 and all(i < len(cells) and cells[i] for i in columns)
    return whole and _is_text(cells)


# Columns of text with their headings.


@dataclass(frozen=True)
class Table:
    """The cells below the headings.

    Attributes:
        names: The headings as they stand in the file; may be empty or repeated.
        tickers: Whose column each is, where a second heading says it; else empty.
        units: What stands below or beside the headings, such as a currency; else empty.
        cells: Stripped text, one column per name (numbered from 0), indexed by line.
        widths: How many cells each row has in the file.
        above: The cells of the rows above the headings.
        headings: Does the file name its columns?
    """

    names: tuple[str, ...]
    tickers: tuple[str, ...]
    units: tuple[str, ...]
    cells: pd.DataFrame
    widths: NDArray[np.int64]
    above: tuple[tuple[str, ...], ...]
    headings: bool

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What people call each column: its heading, or "column 3" if that is not its alone."""
        return labels_of(self.names)

    def position(self, label: str, field: str) -> int:
        """Returns the position of a column that somebody chose.

        Raises:
            ReadingError: There is none of that name.
        """
        return position_of(label, self.labels, field, self.names)

    def listed(self) -> str:
        """Returns the columns in a sentence: "'Date, Open, Close'"."""
        return listed(self.labels)

    def rows(self, chosen: NDArray[np.bool_]) -> Table:
        """Returns the table with only some of its rows."""
        return replace(self, cells=self.cells[chosen], widths=self.widths[chosen])

    def columns(self, positions: list[int]) -> Table:
        """Returns the table with only some of its columns, numbered anew."""
        cells = self.cells[positions].set_axis(range(len(positions)), axis=1)
        names, tickers, units = (
            tuple(texts[i] for i in positions) for texts in (self.names, self.tickers, self.units)
        )
        widths = np.minimum(self.widths, len(positions))
        return replace(self, names=names, tickers=tickers, units=units, cells=cells, widths=widths)


# From a grid to a table with headings: also those in several rows, as yfinance writes them.

_PRICES: Final = ("Open", "High", "Low", "Close")
_PARTS: Final = re.compile(r"[^\s'\"(),]+(?: [^\s'\"(),]+)*")  # of ('Close', 'GE')
_JOINTS: Final = re.compile(r"[._:|/\-\s]+")
_MOST_PARTS: Final = 12  # of a heading and its ticker


def make_table(grid: Grid, header: Header) -> Table:
    """Returns the cells below the headings, each column with its heading, ticker and unit."""
    head = [[cell.strip() for cell in cells] for _, cells in grid.head]
    cells = grid.cells.iloc[header.first :]
    widths = grid.widths[header.first :]
    names = head[header.names] if header.names is not None else []
    if names and (widths == len(names) + 1).all() and _lack_the_first(names, cells):
        names = ["", *names]  # row names in front that have no heading, as R writes them
    width = len(names) or _commonest(widths)
    names = (names + [""] * width)[:width]
    tickers, units = [""] * width, [""] * width
    if header.others and fold(names[0]) in INDEX_NAMES:
        names[0] = ""
    for row in header.others:
        names = _merge((head[row] + [""] * width)[:width], names, tickers, units)
    if not any(tickers):
        names, tickers = _split_tickers(names)
    start = header.first if header.names is None else header.names
    return Table(
        names=tuple(names),
        tickers=tuple(tickers),
        units=tuple(units),
        cells=cells.reindex(columns=range(width), fill_value=""),
        widths=widths,
        above=tuple(map(tuple, head[:start])),
        headings=header.names is not None,
    )


def overflow(grid: Grid, table: Table) -> pd.Index[int]:
    """Returns the lines with something in cells to which no heading belongs."""
    wide = table.cells.index[table.widths > len(table.names)]
    extra = grid.cells.loc[wide].iloc[:, len(table.names) :]
    return extra.index[(extra != "").any(axis=1)]


def _lack_the_first(names: list[str], cells: pd.DataFrame) -> bool:
    """Do the headings begin over the second column? Told by where the dates stand."""
    dates = [i for i, name in enumerate(names) if _role(name) == "Date"]
    return looks_like_date(str(cells[dates[0] + 1 if dates else 0].iloc[0]))


def _commonest(widths: NDArray[np.int64]) -> int:
    return int(np.bincount(widths).argmax())


def _merge(row: list[str], names: list[str], tickers: list[str], units: list[str]) -> list[str]:
    """Takes what a second row of headings says into names, tickers or units."""
    dates = [i for i, cell in enumerate(row) if _role(cell) == "Date"]
    if dates and not any(_role(name) == "Date" for name in names):
        names = [row[i] if i in dates else name for i, name in enumerate(names)]
    for i, cell in enumerate(row):
        if (
            not any(map(str.isalnum, cell))
            or i in dates
            or _role(names[i]) not in (*_PRICES, "Volume")
        ):
            continue
        is_unit = find_currency(cell) is not None and not without_currency(cell).strip(" ()[].")
        (units if is_unit or cell.startswith(("(", "[")) else tickers)[i] = cell
    return names


def _role(name: str) -> str:
    found = meaning(name)
    return found.role if found else ""


def _split_tickers(names: list[str]) -> tuple[list[str], list[str]]:
    """Splits headings such as "GE.Close" and "('Close', 'GE')" where no heading is plain."""
    none = [""] * len(names)
    if any(_role(name) in _PRICES for name in names):
        return names, none
    splits = [_split(name) if _role(name) == "" else None for name in names]
    roles: dict[str, set[str]] = defaultdict(set)
    for split in splits:
        if split is not None:
            roles[split[1]].add(_role(split[0]))
    whole = {ticker for ticker, found in roles.items() if len(found & set(_PRICES)) > 1}
    if not whole:
        return names, none
    kept = [split if split is not None and split[1] in whole else None for split in splits]
    return (
        [name if split is None else split[0] for name, split in zip(names, kept, strict=True)],
        ["" if split is None else split[1] for split in kept],
    )


def _split(name: str) -> tuple[str, str] | None:
    """Returns the heading of a price and the ticker beside it; None where there is no such."""
    if name.startswith("("):
        parts = _PARTS.findall(name)
    else:
        parts = [part for part in _JOINTS.split(name) if part]
    if len(parts) > _MOST_PARTS:
        return None
    for i in range(1, len(parts)):
        for field, ticker in ((parts[i:], parts[:i]), (parts[:i], parts[i:])):
            heading = " ".join(field)
            if _role(heading) in (*_PRICES, "Volume"):
                return heading, _original(name, ticker)
    return None


def _original(name: str, parts: list[str]) -> str:
    """Returns a ticker as it stands in the heading, its own points and dashes included."""
    start = name.index(parts[0])
    end = name.rindex(parts[-1]) + len(parts[-1])
    return name[start:end]
