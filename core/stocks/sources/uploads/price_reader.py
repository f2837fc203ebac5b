"""Reading an uploaded price file, and showing how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath
from typing import Final

import pandas as pd

from core.errors import ReadingError
from core.reading.delimited import Row
from core.reading.findings import RawRow, Reading
from core.reading.text import MAX_CELL, fold, title_of
from core.stocks.sources.history import PriceHistory, oddities
from core.stocks.sources.uploads.assembly import by_day, read_rows, settle_decimal
from core.stocks.sources.uploads.columns import choose_date, choose_prices, languages_of, profiles
from core.stocks.sources.uploads.grid import Grid
from core.stocks.sources.uploads.header import Header, Table, find_header, make_table, overflow
from core.stocks.sources.uploads.heading_words import meaning
from core.stocks.sources.uploads.opening import open_grid
from core.stocks.sources.uploads.price_choices import Findings, PriceChoices, field_of
from core.stocks.sources.uploads.selection import (
    body_of,
    choose_columns,
    choose_rows,
    find_currency_of,
    pairs,
    refuse_overflow,
)

# What was read from a file of prices.


@dataclass(frozen=True)
class PriceReading(Reading[PriceChoices]):
    """A file of prices, and how it was read.

    Attributes:
        columns: By role ("Date", "Open", ..., "Volume") the heading of its column.
        symbol: What the exchange calls the stock; empty where unknown.
        currency: ISO 4217 code; empty where unknown.
        history: The prices; None while a question or a problem stands.
    """

    columns: Mapping[str, str]
    symbol: str
    currency: str
    history: PriceHistory | None

    def prices(self) -> PriceHistory:
        """Returns the prices.

        Raises:
            ReadingError: There are none, or not before a question is answered.
        """
        if self.history is None:
            raise self.refusal()
        return self.history


# The first and last rows as they stand in the file, beside what was read from them.

_SHOWN: Final = 5  # rows of prices at either end
_MOST: Final = 40  # rows at either end


@dataclass(frozen=True)
class Preview:
    """What is known of the rows of a file.

    Attributes:
        grid: The rows.
        header: Where the headings stand; None where that is not known yet.
        footer: The line after the last row that may be a day.
        read: Date and prices, indexed by line; None where nothing was read yet.
    """

    grid: Grid
    header: Header | None = None
    footer: int | None = None
    read: pd.DataFrame | None = None

    def first(self) -> tuple[RawRow, ...]:
        """The rows down to the first rows of prices."""
        start = 0 if self.header is None else self.header.first
        return self._shown(self.grid.head[: min(start + _SHOWN, _MOST)])

    def last(self) -> tuple[RawRow, ...]:
        """The last rows of prices, and what stands below them."""
        below = 0 if self.footer is None else int((self.grid.lines >= self.footer).sum())
        return self._shown(self.grid.tail[-min(below + _SHOWN, _MOST) :])

    def _shown(self, rows: tuple[Row, ...]) -> tuple[RawRow, ...]:
        return tuple(
            RawRow(line, tuple(cells), self._kind(line), self._values(line)) for line, cells in rows
        )

    def _kind(self, line: int) -> str:
        if self.header is not None and line < self.grid.lines[self.header.first]:
            headings = [*self.header.others]
            if self.header.names is not None:
                headings.append(self.header.names)
            return "headings" if line in self.grid.lines[headings] else "above"
        if self.footer is not None and line >= self.footer:
            return "footer"
        is_read = self.read is None or line in self.read.index
        return "prices" if is_read else "left out"

    def _values(self, line: int) -> dict[str, str | float] | None:
        if self.read is None or line not in self.read.index:
            return None
        [row] = self.read.loc[[line]].to_dict("records")
        day = row.pop("Date")
        return {"Date": f"{day:%Y-%m-%d}"} | {str(name): float(row[name]) for name in row}


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


def read_prices(data: bytes, title: str, choices: PriceChoices | None = None) -> PriceReading:
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
    found = Findings(choices or PriceChoices())
    grid = open_grid(data, found)
    draft = _Draft(title_of(PurePath(title).stem or title), found, Preview(grid))
    return _reading(draft, found.attempt(partial(_read, draft, grid)))


def _reading(draft: _Draft, problem: ReadingError | None) -> PriceReading:
    found, history = draft.found, draft.history
    labels = draft.table.labels if draft.table else ()
    return PriceReading(
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
    found.notes.extend(_columns_read(table, draft.roles))
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
        choices=draft.found.values(),
    )
    return replace(history, notes=(*draft.found.notes, *oddities(history)))


def _columns_read(table: Table, roles: Mapping[str, int]) -> Iterator[str]:
    """Yields which columns were read as what, where their headings do not say it, and the rest."""
    renamed = [
        f"{table.names[position] or 'the unnamed column'} as {role}"
        if table.headings
        else f"{table.labels[position]} as {role}"
        for role, position in roles.items()
        if fold(table.names[position]) != role.lower()
    ]
    if renamed:
        yield f"Read {', '.join(renamed)}."
    unused = set(range(len(table.names))) - set(roles.values())
    names = [table.names[position] for position in sorted(unused) if table.names[position]]
    if names:
        yield f"Left out: {', '.join(names)}."
