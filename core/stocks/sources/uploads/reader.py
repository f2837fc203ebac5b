"""Reading an uploaded price file, and showing how."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

import pandas as pd

from core.errors import ReadingError
from core.reading.text import MAX_CELL, title_of
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.oddities import oddities
from core.stocks.sources.uploads import notes
from core.stocks.sources.uploads.assembly import by_day, read_rows, settle_decimal
from core.stocks.sources.uploads.choices import Choices, field_of
from core.stocks.sources.uploads.columns.choose import choose_date, choose_prices
from core.stocks.sources.uploads.columns.currency import find_currency_of, pairs
from core.stocks.sources.uploads.columns.languages import languages_of
from core.stocks.sources.uploads.columns.profile import profiles
from core.stocks.sources.uploads.columns.symbols import choose_columns, choose_rows
from core.stocks.sources.uploads.findings import Findings
from core.stocks.sources.uploads.preview import Preview
from core.stocks.sources.uploads.reading import Reading
from core.stocks.sources.uploads.source.grid import Grid
from core.stocks.sources.uploads.source.opening import open_grid
from core.stocks.sources.uploads.table.body import body_of, refuse_overflow
from core.stocks.sources.uploads.table.header import find_header
from core.stocks.sources.uploads.table.headings import make_table, overflow
from core.stocks.sources.uploads.table.table import Table
from core.stocks.sources.uploads.words.roles import meaning

NOT_KNOWN: Final = "The file does not say whether they are adjusted for splits or dividends."
ADJUSTED: Final = "Close is adjusted for dividends."


@dataclass
class _Draft:
    """What is known of a file so far; a step that is refused leaves what was known before."""

    title: str
    found: Findings
    preview: Preview
    table: Table | None = None
    roles: dict[str, int] = field(default_factory=dict)
    symbol: str = ""
    currency: str = ""
    history: PriceHistory | None = None


def read(data: bytes, title: str, choices: Choices | None = None) -> Reading:
    """Reads daily prices from a file as exchanges, websites and spreadsheets write it.

    Separator, encoding, headings, columns, the way of writing dates and numbers and the order of
    the rows are recognised, as far as `choices` do not fix them. What may as well be something
    else is asked, not guessed: then there are questions and no prices.

    Args:
        data: The bytes of the file: CSV or other text, or an Excel workbook.
        title: What to call it, as a rule the file's name.
        choices: What a person fixed.

    Raises:
        DataError: The file cannot be split into rows: it is empty, too large, or no table.
    """
    found = Findings(choices or Choices())
    grid = open_grid(data, found)
    draft = _Draft(title_of(PurePath(title).stem or title), found, Preview(grid))
    problem = None
    try:
        _read(draft, grid)
    except ReadingError as refusal:
        problem = None if found.questions else refusal
    return _reading(draft, problem)


def _reading(draft: _Draft, problem: ReadingError | None) -> Reading:
    found, history = draft.found, draft.history
    labels = draft.table.labels if draft.table else ()
    return Reading(
        title=draft.title,
        choices=found.choices,
        guesses=found.guesses,
        labels=labels,
        columns={
            role: labels[position]
            for role, position in draft.roles.items()
            if not found.is_open(field_of(role))
        },
        symbol="" if found.is_open("symbol") else draft.symbol,
        currency=draft.currency,
        first=draft.preview.first(),
        last=draft.preview.last(),
        notes=history.notes if history else tuple(found.notes),
        questions=tuple(found.questions),
        problem=problem,
        history=None if found.questions else history,
    )


def _read(draft: _Draft, grid: Grid) -> None:
    found = draft.found
    header = find_header(grid, found.choices.first_row)
    found.settle("first_row", int(grid.lines[header.first]))
    draft.preview = replace(draft.preview, header=header)
    table = make_table(grid, header)
    beyond = overflow(grid, table)
    table, of_columns = choose_columns(table, found)
    draft.table = table
    columns = profiles(table)
    date = choose_date(table, columns, found)
    draft.roles["Date"] = date
    table, footer = body_of(table, date, found)
    draft.preview = replace(draft.preview, footer=footer)
    refuse_overflow(grid, table, beyond)
    table, of_rows = choose_rows(table, date, found)
    draft.symbol = _settle_symbol(of_columns or of_rows or next(pairs(table, "Symbol"), ""), found)
    prices = choose_prices(table, columns, date, found)
    draft.roles |= prices
    languages = languages_of(table.names)
    draft.currency = find_currency_of(table, columns, prices, languages, found)
    found.notes.extend(notes.of_columns(table, draft.roles))
    mark = settle_decimal(table, columns, draft.roles, grid.separator, languages, found)
    rows = read_rows(table, draft.roles, mark, languages, found)
    draft.preview = replace(draft.preview, read=rows)
    draft.history = _history(draft, table, by_day(rows, table, date, found))


def _settle_symbol(symbol: str, found: Findings) -> str:
    if "symbol" not in found.guesses:
        chosen = found.choices.symbol
        symbol = symbol if chosen is None else chosen[:MAX_CELL]
        found.settle("symbol", symbol)
    return symbol


def _history(draft: _Draft, table: Table, frame: pd.DataFrame) -> PriceHistory:
    close = meaning(table.names[draft.roles["Close"]]) if "Close" in draft.roles else None
    adjusted = "Close" in frame.columns and close is not None and close.adjusted
    history = PriceHistory(
        symbol=draft.symbol,
        currency=draft.currency,
        title=draft.title,
        source="Upload",
        adjustment=ADJUSTED if adjusted else NOT_KNOWN,
        notes=(),
        frame=frame,
        choices={
            name: guess.value
            for name, guess in draft.found.guesses.items()
            if guess.value is not None
        },
    )
    return replace(history, notes=(*draft.found.notes, *oddities(history)))
