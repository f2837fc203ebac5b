"""From the bytes of a file to its rows, whatever kind it is of."""

from __future__ import annotations

from core.reading.guesses import Option
from core.reading.separators import SEPARATORS
from core.reading.text import check_size
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.source.rows import split_text
from core.stocks.sources.uploads.source.text import decode
from core.stocks.sources.uploads.source.workbook import Workbook, is_workbook


def open_grid(data: bytes, found: Findings) -> Grid:
    """Returns the rows of a text or of a workbook.

    Args:
        data: The bytes of the file.
        found: Takes the separator or the sheet.

    Raises:
        DataError: The file is empty, too large, damaged, or cannot be split into rows.
    """
    check_size(data, "keep only the dates and prices you need")
    return _open_workbook(data, found) if is_workbook(data) else _open_text(data, found)


def _open_text(data: bytes, found: Findings) -> Grid:
    grid, separation = split_text(decode(data), found.choices.separator)
    options = [Option(mark, name) for mark, name in SEPARATORS.items()]
    found.settle("separator", grid.separator, options, likely=bool(separation.others))
    return grid


def _open_workbook(data: bytes, found: Findings) -> Grid:
    workbook = Workbook(data)
    options = [Option(name, name) for name in workbook.with_prices]
    wanted = found.choices.sheet
    name = wanted if wanted is not None else workbook.with_prices[0]
    if wanted is None and len(options) > 1:
        names = ", ".join(workbook.with_prices)
        found.ask("sheet", f"Several sheets hold prices: {names}.", options, name)
    else:
        found.settle("sheet", name, options)
    return workbook.grid(name)
