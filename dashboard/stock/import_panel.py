"""The panel itself: questions first, then the rows, a control for each guess, and the notes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

import streamlit as st

from core.reading.findings import RawRow
from core.stocks.sources import PriceChoices, PriceReading
from core.stocks.sources.uploads.price_choices import ROLES
from dashboard.shared.downloads import download
from dashboard.stock.import_controls import (
    Outcome,
    UploadedFile,
    is_current,
    labels_of,
    questions_of,
    show_control,
    show_controls,
    what_was_read,
)
from dashboard.text import quoted

# The first and last rows of a file beside what was read from them, as a table (HTML).

_SKIPPED = {
    "above": "Skipped: stands above the table",
    "headings": "Headings",
    "left out": "Left out",
    "footer": "Skipped: stands below the prices",
    "prices": "Not read yet",
}
_CELLS = 14  # of a row
_LETTERS = 40  # of a cell


def rows_table(reading: PriceReading) -> str:
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


def _roles(reading: PriceReading) -> Sequence[str]:
    read = {role for row in (*reading.first, *reading.last) for role in row.read or ()}
    return [role for role in ROLES if role in read] or ["Read"]


def _rows(reading: PriceReading) -> Iterator[RawRow | None]:
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


_LABEL = "Was the file read rightly? Columns, dates and numbers"
_KEY = "import_panel"  # and what names the file


def show_panel(file: UploadedFile, outcome: Outcome) -> None:
    """One sentence on what was read, and all about it in a panel."""
    file.refused.clear()
    st.caption(_sentence(file, outcome))
    if outcome.reading is None and not file.guesses:
        return  # there are no rows: nothing to choose helps
    key = f"{_KEY}_{file.controls.of}"
    st.session_state[key] = file.is_open
    with st.expander(_LABEL, key=key, on_change=_open_or_fold, args=(file, key)):
        _show_all(file, outcome)


def _show_all(file: UploadedFile, outcome: Outcome) -> None:
    if outcome.problem is not None and not outcome.is_asked:
        _show_refusal(outcome)
    for name, question in questions_of(file, outcome).items():
        st.markdown(f":material/help: {quoted(question.sentence)}")
        show_control(name, file, outcome)
    if outcome.is_asked:
        st.caption("Until then, the rows are read as the first answer says.")
    if outcome.reading is not None:
        st.html(rows_table(outcome.reading))
    show_controls(file, outcome)
    _show_notes(outcome)
    _show_buttons(file, outcome)


def _sentence(file: UploadedFile, outcome: Outcome) -> str:
    if outcome.history is not None:
        return f":material/check: {what_was_read(outcome.history)}"
    if outcome.is_asked:
        return f":material/help: {quoted(file.title)} can be read in several ways: please choose."
    return f":material/error: {quoted(file.title)} cannot be read as it is."


def _show_refusal(outcome: Outcome) -> None:
    st.markdown(f":material/error: {quoted(outcome.problem or '')}")
    if outcome.fields:
        st.markdown(f"What may put it right: {labels_of(outcome.fields)}.")


def _show_notes(outcome: Outcome) -> None:
    if outcome.reading is None or outcome.is_asked:  # what they say may change with the answer
        return
    adjustment = () if outcome.history is None else (outcome.history.adjustment,)
    for note in (*outcome.reading.notes, *adjustment):
        st.caption(f":material/info: {quoted(note)}")


def _show_buttons(file: UploadedFile, outcome: Outcome) -> None:
    history = outcome.history
    with st.container(horizontal=True, key="import_buttons"):
        st.button(
            "Back to what was guessed",
            icon=":material/undo:",
            key=f"upload_back_{file.controls.of}",
            disabled=file.choices == PriceChoices() and not file.refused,
            on_click=_reset,
            args=(file,),
        )
        if history is not None:
            download(
                "Prices as read",
                lambda: history.frame.to_csv(date_format="%Y-%m-%d").encode(),
                f"{history.title}-as-read.csv",
                "text/csv",
                key="download_prices",
            )


def _reset(file: UploadedFile) -> None:
    if is_current(file):
        file.reset()


def _open_or_fold(file: UploadedFile, key: str) -> None:
    file.is_open = st.session_state[key]
