"""The panel itself: questions first, then the rows, a control for each guess, and the notes."""

from __future__ import annotations

import streamlit as st

from core.stocks.sources import Choices
from dashboard.shared.downloads import download
from dashboard.stock.import_panel.controls import (
    labels_of,
    questions_of,
    show_control,
    show_controls,
)
from dashboard.stock.import_panel.file import UploadedFile, is_at_hand
from dashboard.stock.import_panel.outcome import Outcome
from dashboard.stock.import_panel.rows import rows_table
from dashboard.stock.import_panel.words import what_was_read
from dashboard.text import quoted

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
            disabled=file.choices == Choices() and not file.refused,
            on_click=_choose_nothing,
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


def _choose_nothing(file: UploadedFile) -> None:
    if is_at_hand(file):
        file.choose_nothing()


def _open_or_fold(file: UploadedFile, key: str) -> None:
    file.is_open = st.session_state[key]
