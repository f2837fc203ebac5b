"""Which rows and columns of a table count: days of one stock, and in which currency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.findings import Option, options_of, quoted
from core.reading.text import fold_words
from core.stocks.sources.uploads.cells import CODES, KRONER, find_currency, looks_numeric
from core.stocks.sources.uploads.columns import Profile
from core.stocks.sources.uploads.date_parsing import form_of, month_of
from core.stocks.sources.uploads.grid import TAIL, Grid
from core.stocks.sources.uploads.header import Table
from core.stocks.sources.uploads.heading_words import meaning
from core.stocks.sources.uploads.price_choices import Findings, name_rows

# Of which stock the rows or columns are, and which one to read of several.

_NAMED: Final = 10  # symbols in a question
_MOST: Final = 1_000  # symbols to choose from


def choose_columns(table: Table, found: Findings) -> tuple[Table, str]:
    """Keeps the columns of one stock, where second headings say whose each is.

    Returns:
        The table, and the symbol; empty where nothing is said.
    """
    symbols = list(dict.fromkeys(ticker for ticker in table.tickers if ticker))
    if not symbols:
        return table, ""
    symbol = _one_of(symbols, "The columns are of several stocks", found)
    kept = [i for i, ticker in enumerate(table.tickers) if ticker in ("", symbol)]
    return table.columns(kept), symbol


def choose_rows(table: Table, date: int, found: Findings) -> tuple[Table, str]:
    """Keeps the rows of one stock, where a column says whose each is.

    Returns:
        The table, and the symbol; empty where no column says it.
    """
    named = [
        (what.tier, i)
        for i, name in enumerate(table.names)
        if i != date and (what := meaning(name)) is not None and what.role == "Symbol"
    ]
    symbol = ""
    for tier, position in sorted(named):
        cells = table.cells[position]
        texts = cells[cells != ""].unique().tolist()
        if len(texts) == 1 and tier == 0:
            symbol = symbol or texts[0]
        elif len(texts) > 1 and (tier == 0 or table.cells[date].duplicated().any()):
            one = _one_of(texts, f"{table.names[position]} names several stocks", found)
            return table.rows((cells == one).to_numpy()), one
    return table, symbol


def _one_of(symbols: list[str], sentence: str, found: Findings) -> str:
    options = options_of(symbols[:_MOST])
    wanted = found.choices.symbol
    if wanted is None and len(symbols) > 1:
        few = ", ".join(quoted(symbol) for symbol in symbols[:_NAMED])
        more = f" and {len(symbols) - _NAMED:,} more" if len(symbols) > _NAMED else ""
        found.ask("symbol", f"{sentence}: {few}{more}.", options, symbols[0])
        return symbols[0]
    if wanted is None:
        return symbols[0]
    matching = [symbol for symbol in symbols if symbol.casefold() == wanted.strip().casefold()]
    if not matching:
        few = ", ".join(symbols[:_NAMED])
        raise ReadingError(
            f"No stock is called {quoted(wanted)} in this file: choose one of {few}.", ("symbol",)
        )
    found.settle("symbol", matching[0], options)
    return matching[0]


# What stands below the prices: totals, sources, disclaimers; and headings that come again.

_WORD: Final = 3  # letters; a date has one at most that is no month, the day of the week


def count_footer(table: Table, date: int) -> int:
    """Returns how many rows at the end are no days.

    Args:
        table: The rows below the headings.
        date: The position of the column of dates.
    """
    rows = table.cells.iloc[-TAIL:].to_numpy().tolist()
    count = 0
    while count < min(len(rows), len(table.cells) - 1) and _is_footer(rows[-1 - count], date):
        count += 1
    return count


def without_footer(table: Table, count: int) -> Table:
    """Returns the table without its last rows.

    Raises:
        ReadingError: None would be left.
    """
    if count >= len(table.cells):
        raise ReadingError(
            f"A footer of {count:,} rows leaves no prices: choose a smaller one.", ("footer",)
        )
    return table.rows(np.arange(len(table.cells)) < len(table.cells) - count)


def repeated_headings(table: Table, date: int) -> NDArray[np.bool_]:
    """Returns which rows are the headings once more, as pages that were joined have them."""
    same = np.ones(len(table.cells), dtype=bool)
    if not table.names[date]:
        return ~same
    for position, name in enumerate(table.names):
        if name:
            same &= (table.cells[position] == name).to_numpy()
    return same


def _is_footer(cells: list[str], date: int) -> bool:
    cell = cells[date]
    others = [other for i, other in enumerate(cells) if other and i != date]
    if form_of(cell) is not None:
        return False
    if not cell:
        return not others or not all(map(looks_numeric, others))
    has_digits = any(letter.isdigit() for letter in cell)
    words = [word for word in fold_words(cell) if len(word) >= _WORD and month_of(word) is None]
    return not has_digits or not any(map(looks_numeric, others)) or len(words) > 1


def body_of(table: Table, date: int, found: Findings) -> tuple[Table, int | None]:
    """Leaves out what stands below the prices, and headings that come again.

    Args:
        table: The rows below the headings.
        date: The position of the column of dates.
        found: Takes how many rows the footer has.

    Returns:
        The table, and the line on which the footer begins; None where there is none.

    Raises:
        ReadingError: The footer that was chosen leaves no row.
    """
    chosen = found.choices.footer
    footer = count_footer(table, date) if chosen is None else chosen
    found.settle("footer", footer)
    start = None
    if footer:
        body = without_footer(table, footer)
        below = pd.Series(True, index=table.cells.index[len(body.cells) :])
        found.notes.append(f"{name_rows(below)} below the prices left out.")
        table, start = body, int(below.index[0])
    again = repeated_headings(table, date)
    if again.any():
        rows = pd.Series(again, index=table.cells.index)
        found.notes.append(f"{name_rows(rows)} of headings that come again left out.")
        table = table.rows(~again)
    return table, start


def refuse_overflow(grid: Grid, table: Table, beyond: pd.Index[int]) -> None:
    """Raises a ReadingError for the first row of prices that is wider than the headings.

    Args:
        grid: All rows of the file.
        table: The rows that must be days.
        beyond: The lines with something in cells to which no heading belongs.
    """
    lines = beyond[beyond.isin(table.cells.index)]
    if len(lines):
        line = int(lines[0])
        width = int(grid.widths[np.searchsorted(grid.lines, line)])
        raise ReadingError(
            f"Line {line:,} has {width} cells below {len(table.names)} names: "
            "put numbers with a comma in quotation marks.",
            ("separator", "first_row", "footer"),
        )


# In which currency the prices are.

_KRONE: Final = {"sv": "SEK", "nb": "NOK", "da": "DKK"}
_CODE: Final = 3
_OPTIONS: Final = (Option("", "not known"), *options_of(CODES))


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
