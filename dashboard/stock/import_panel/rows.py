"""The first and last rows of a file beside what was read from them, as a table (HTML)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from core.reading.outcome import RawRow
from core.stocks.sources import Reading
from core.stocks.sources.uploads.choices import ROLES

_SKIPPED = {
    "above": "Skipped: stands above the table",
    "headings": "Headings",
    "left out": "Left out",
    "footer": "Skipped: stands below the prices",
    "prices": "Not read yet",
}
_CELLS = 14  # of a row
_LETTERS = 40  # of a cell


def rows_table(reading: Reading) -> str:
    """The table, with a caption that says what it shows."""
    roles = _roles(reading)
    caption = f"First and last rows of {reading.title}: as they stand in the file, and as read"
    head = "".join(f'<th scope="col">{name}</th>' for name in roles)
    body = "".join(_row(row, roles) for row in _rows(reading))
    return (
        f'<div class="lab-rows" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f'<thead><tr><th scope="col">Line</th><th scope="col" class="lab-raw">In the file</th>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _roles(reading: Reading) -> Sequence[str]:
    read = {role for row in (*reading.first, *reading.last) for role in row.read or ()}
    return [role for role in ROLES if role in read] or ["Read"]


def _rows(reading: Reading) -> Iterator[RawRow | None]:
    """Yields the rows; None where some are left out."""
    yield from reading.first
    end = reading.first[-1].line if reading.first else 0
    below = [row for row in reading.last if row.line > end]
    if below and below[0].line > end + 1:
        yield None
    yield from below


def _row(row: RawRow | None, roles: Sequence[str]) -> str:
    if row is None:
        return f'<tr class="lab-between"><td colspan="{2 + len(roles)}">⋮</td></tr>'
    cells = [_cut(cell) for cell in row.cells[:_CELLS]]
    more = len(row.cells) - _CELLS
    shown = " ".join(f"<code>{escape(cell) or '&nbsp;'}</code>" for cell in cells)
    shown += f" and {more:,} more" if more > 0 else ""
    if row.read is None:
        read = f'<td class="lab-skipped" colspan="{len(roles)}">{_SKIPPED[row.kind]}</td>'
    else:
        read = "".join(f"<td>{_value(row.read.get(role))}</td>" for role in roles)
    return f'<tr><th scope="row">{row.line:,}</th><td class="lab-raw">{shown}</td>{read}</tr>'


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LETTERS else f"{cell[: _LETTERS - 1]}…"


def _value(value: str | float | None) -> str:
    if isinstance(value, str):
        return escape(value)
    return "–" if value is None or math.isnan(value) else f"{value:,.12g}"
