"""From a grid to a table with headings: also those in several rows, as yfinance writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.reading.fold import fold
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.source.shapes import looks_like_date
from core.stocks.sources.uploads.table.header import INDEX_NAMES, Header
from core.stocks.sources.uploads.table.table import Table
from core.stocks.sources.uploads.words.currencies import find_currency, without_currency
from core.stocks.sources.uploads.words.roles import meaning

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
