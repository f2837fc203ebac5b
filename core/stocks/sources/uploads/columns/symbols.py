"""Of which stock the rows or columns are, and which one to read of several."""

from __future__ import annotations

from typing import Final

from core.errors import ReadingError
from core.reading.complaint import quoted
from core.reading.guesses import Option
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.table.table import Table
from core.stocks.sources.uploads.words.roles import meaning

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
    options = [Option(symbol, symbol) for symbol in symbols[:_MOST]]
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
