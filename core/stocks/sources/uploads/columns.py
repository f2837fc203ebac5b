"""Choosing the columns to read: by heading first, by what is in them where headings do not tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from core.errors import ReadingError
from core.reading.findings import Option, options_of
from core.reading.text import fold
from core.stocks.sources.history import COLUMNS, PRICE_COLUMNS
from core.stocks.sources.uploads.cells import looks_numeric
from core.stocks.sources.uploads.date_parsing import BARE, Form, common_form
from core.stocks.sources.uploads.header import Table
from core.stocks.sources.uploads.heading_words import (
    DAY_FIRST_LANGUAGES,
    POINT_LANGUAGES,
    Meaning,
    meaning,
)
from core.stocks.sources.uploads.numbers import MISSING, DecimalMark, NumberColumn, find_evidence
from core.stocks.sources.uploads.price_choices import NONE, Findings, field_of

# What the columns of a table hold, told from a sample of their cells.

_SAMPLE: Final = 60  # cells of a column, from all over it
_MOST: Final = 0.5


@dataclass(frozen=True)
class Profile:
    """What one column holds.

    Attributes:
        form: How most of its dates are written; None where it holds none.
        dates: Which share of its cells are such dates.
        numbers: Which share are numbers; both of the cells that are not missing.
        sample: Those cells.
    """

    form: Form | None
    dates: float
    numbers: float
    sample: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Are most of its cells numbers?"""
        return self.numbers > _MOST

    @property
    def is_dates(self) -> bool:
        """Are most of its cells dates that could be nothing else?"""
        return self.dates > _MOST and self.form not in BARE

    @property
    def is_bare(self) -> bool:
        """Are most of its cells numbers that could be dates, under a heading that says so?"""
        return self.dates > _MOST and self.form in BARE


def profiles(table: Table) -> list[Profile]:
    """Returns the profile of each column."""
    places = np.unique(np.linspace(0, len(table.cells) - 1, _SAMPLE).astype("int64"))
    sample = table.cells.iloc[places]
    return [_profile(sample[position].tolist()) for position in range(len(table.names))]


def _profile(cells: list[str]) -> Profile:
    given = tuple(cell for cell in cells if cell.lower() not in MISSING)
    if not given:
        return Profile(None, 0.0, 0.0, ())
    form, dates = common_form(given)
    return Profile(form, dates, sum(map(looks_numeric, given)) / len(given), given)


# Files without headings, as MetaTrader and Binance write them: told by what their columns hold.

_PRICES: Final = len(PRICE_COLUMNS)


def by_content(columns: Sequence[Profile], numeric: Sequence[int]) -> dict[str, int] | None:
    """Returns the positions of Open, High, Low, Close and perhaps Volume, in this usual order.

    They are recognised by every row's second price being its highest and the third its lowest;
    None where that is not so.

    Args:
        columns: What each column holds.
        numeric: The positions of those that hold numbers.
    """
    if len(numeric) < _PRICES:
        return None
    cells = [NumberColumn(pd.Series(columns[i].sample, dtype="str")) for i in numeric[:_PRICES]]
    if len({len(column.cells) for column in cells}) > 1:
        return None
    mark = find_evidence(cells, []).proven or "."
    first, high, low, last = (column.read(mark).to_numpy() for column in cells)
    fits = (high >= np.maximum(first, last)) & (low <= np.minimum(first, last))
    if not fits.all() or (high == low).all():
        return None
    return dict(zip(COLUMNS, numeric, strict=False))


_NAMED: Final = 10  # columns in a question


def choose_date(table: Table, columns: Sequence[Profile], found: Findings) -> int:
    """Returns the position of the column of dates.

    Raises:
        ReadingError: No column holds dates, or none is called as was chosen.
    """
    options = options_of(table.labels)
    if found.choices.date_column is not None:
        position = table.position(found.choices.date_column, "date_column")
        found.settle("date_column", table.labels[position], options)
        return position
    prices = set(_chosen(table, found).values())
    candidates = [i for i in _date_candidates(table, columns) if i not in prices]
    if not candidates:
        raise ReadingError(
            f"No column holds dates ({table.listed()}): name the one that does Date.",
            ("date_column", "first_row", "separator"),
        )
    first = candidates[0]
    different = [other for other in candidates if columns[other].sample != columns[first].sample]
    if different:
        named = [table.labels[position] for position in (first, *different)]
        found.ask(
            "date_column",
            f"Several columns may hold the dates: {', '.join(named)}.",
            options_of(named),
            table.labels[first],
        )
    else:
        found.settle("date_column", table.labels[first], options)
    return first


def _date_candidates(table: Table, columns: Sequence[Profile]) -> list[int]:
    """Returns the likeliest columns: those named so that hold dates go before all others."""
    means = [meaning(name) for name in table.names]
    named = [i for i, what in enumerate(means) if what is not None and what.role == "Date"]
    holding = [i for i in named if columns[i].is_dates or columns[i].is_bare]
    if holding:
        return _best_tier(holding, means)
    unnamed = [i for i, column in enumerate(columns) if column.is_dates and not _is_price(means[i])]
    if unnamed:
        return unnamed
    if named:
        return named[:1]
    return [i for i, name in enumerate(table.names) if not name and columns[i].is_bare][:1]


def _best_tier(positions: Sequence[int], means: Sequence[Meaning | None]) -> list[int]:
    tiers = {i: what.tier for i in positions if (what := means[i]) is not None}
    return [i for i in positions if tiers[i] == min(tiers.values())]


def _is_price(what: Meaning | None) -> bool:
    return what is not None and what.role in COLUMNS


def choose_prices(
    table: Table, columns: Sequence[Profile], date: int, found: Findings
) -> dict[str, int]:
    """Returns the position of each price that is there, and of Volume if it is.

    Raises:
        ReadingError: No column holds prices, or none is called as was chosen.
    """
    chosen = _chosen(table, found)
    taken = {date, *chosen.values()}
    result: dict[str, int] = {}
    for role in COLUMNS:
        if role in chosen:
            result[role] = chosen[role]
        elif found.choices.column(role) != NONE:
            position = _by_heading(role, table, columns, taken, found)
            if position is not None:
                result[role] = position
    if not set(PRICE_COLUMNS) & set(result):
        result |= _by_content(table, columns, taken | set(result.values()), found)
    options = [Option(NONE, "none"), *options_of(table.labels)]
    for role in COLUMNS:
        field = field_of(role)
        if field not in found.guesses:
            label = table.labels[result[role]] if role in result else NONE
            likely = role in result and not table.headings
            because = "the numbers in it" if likely else _heading_of(role, label)
            found.settle(field, label, options, because=because, likely=likely)
    return {role: result[role] for role in COLUMNS if role in result}


def _heading_of(role: str, label: str) -> str:
    """Returns that a column is called so, if its heading names the role."""
    what = meaning(label)
    return "its heading" if what is not None and what.role == role else ""


def _chosen(table: Table, found: Findings) -> dict[str, int]:
    wanted = {role: found.choices.column(role) for role in COLUMNS}
    return {role: table.position(label, field_of(role)) for role, label in wanted.items() if label}


def _by_heading(
    role: str,
    table: Table,
    columns: Sequence[Profile],
    taken: Collection[int],
    found: Findings,
) -> int | None:
    means = [meaning(name) for name in table.names]
    named = [
        i
        for i, what in enumerate(means)
        if what is not None and what.role == role and i not in taken
    ]
    best = _best_tier([i for i in named if columns[i].is_numeric] or named, means)
    if not best:
        return None
    first = best[0]
    others = [i for i in best[1:] if columns[i].sample != columns[first].sample]
    if not others:
        return first
    labels = [table.labels[i] for i in (first, *others)]
    options = options_of(labels)
    if role == "Volume":  # nothing is trained on it
        found.settle("volume", labels[0], options, likely=True)
    else:
        found.ask(field_of(role), _several(role, labels), options, labels[0])
    return first


def _by_content(
    table: Table, columns: Sequence[Profile], taken: Collection[int], found: Findings
) -> dict[str, int]:
    """Returns the prices of columns whose headings say nothing, if it is plain which they are."""
    if found.choices.close == NONE:
        raise ReadingError("No column is left to read as a price: choose one.", ("close",))
    numeric = [
        i
        for i, column in enumerate(columns)
        if i not in taken and column.is_numeric and not _counts_rows(table, columns, i)
    ]
    if not table.headings and (whole := by_content(columns, numeric)):
        return whole
    if not numeric:
        raise ReadingError(
            f"No column holds prices ({table.listed()}): name the one to use Close.",
            ("close", "decimal", "separator"),
        )
    if len(numeric) > 1:
        labels = [table.labels[i] for i in numeric]
        options = options_of(labels)
        found.ask("close", _several("price", labels), options)
    return {"Close": numeric[0]}


def _counts_rows(table: Table, columns: Sequence[Profile], position: int) -> bool:
    """Are these the numbers of the rows, which spreadsheets and libraries put in front?"""
    name, sample = table.names[position], columns[position].sample
    if position > 0 or (name and fold(name) not in ("index", "no", "nr", "id", "row", "unnamed")):
        return False
    return all(cell.isdigit() for cell in sample) and len(set(sample)) == len(sample)


def _several(what: str, labels: Sequence[str]) -> str:
    more = f" and {len(labels) - _NAMED} more" if len(labels) > _NAMED else ""
    kind = "the price" if what == "price" else what
    return f"Several columns may hold {kind}: {', '.join(labels[:_NAMED])}{more}."


# In which languages the headings are, and what people write by hand in those.


def languages_of(headings: Iterable[str]) -> frozenset[str]:
    """Returns the languages that the headings may be in, English if nothing speaks against it.

    A heading that is English, too, tells nothing; empty where no heading is known.
    """
    known = [what.languages for name in headings if name and (what := meaning(name)) is not None]
    foreign = [languages for languages in known if languages and "en" not in languages]
    if not foreign:
        return frozenset({"en"}) if known else frozenset()
    common = frozenset.intersection(*foreign)
    return common or frozenset.union(*foreign)


def lone_comma(languages: frozenset[str], separator: str) -> DecimalMark | None:
    """Returns the decimal mark of a file in which 1,234 is the only kind of number.

    Spreadsheets put semicolons between cells where a comma is the decimal mark; in English and
    some other languages it stands between thousands. A lone point tells nothing, as programs
    write it everywhere.
    """
    if separator == ";":
        return ","
    return "." if languages and languages <= set(POINT_LANGUAGES.split()) else None


def put_days_first(languages: frozenset[str]) -> bool:
    """Does nobody write the month before the day in any of these languages?"""
    return bool(languages) and languages <= set(DAY_FIRST_LANGUAGES.split())
