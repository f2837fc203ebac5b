"""What people should know of a reading, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from core.reading.complaint import lines_named
from core.reading.fold import fold
from core.stocks.sources.uploads.table.table import Table


def of_columns(table: Table, roles: Mapping[str, int]) -> Iterator[str]:
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


def of_manner(*manners: str) -> Iterator[str]:
    """Yields how dates were read and in which order they stand, where that needs mention."""
    told = [manner for manner in manners if manner]
    if told:
        yield f"Read as {', '.join(told)}."


def name_rows(mask: pd.Series[bool]) -> str:
    """Names the rows of a mask: "2 rows (lines 5, 9)"."""
    lines = mask.index[mask].tolist()
    rows = "1 row" if len(lines) == 1 else f"{len(lines):,} rows"
    return f"{rows} ({lines_named(lines)})"
