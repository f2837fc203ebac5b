"""Uploading prices: the file, how it was read, and what must be asked before it can be."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.reading.text import MAX_BYTES
from core.stocks.sources import PriceHistory
from dashboard.shared.address.history import by_back_or_forward
from dashboard.stock.import_panel.file import file_at_hand, forget_file, take_file
from dashboard.stock.import_panel.outcome import outcome_of
from dashboard.stock.import_panel.panel import show_panel
from dashboard.text import quoted

FILE = "upload_file"  # the uploader
LARGEST = MAX_BYTES // 2**20  # MB

Keep = Callable[[PriceHistory], str]


def ask_for_file(keep: Keep, shown: str | None) -> str | None:
    """Draws the uploader and the import panel; returns what is wrong with the file, if anything is.

    Args:
        keep: Takes the prices as soon as the file can be read, and returns their id.
        shown: The id of the prices on show.
    """
    st.file_uploader(
        "A CSV with dates and prices",
        type=["csv", "txt", "tsv", "xlsx"],
        key=FILE,
        max_upload_size=LARGEST,
        on_change=_take,
        help="As Yahoo Finance, NSE, investing.com, Stooq or a spreadsheet write it: "
        "a date column and at least one price. Up to 20 MB.",
    )
    file = file_at_hand()
    if file is None:
        return None
    if by_back_or_forward():
        file.go_to(shown)
    with st.spinner(f"Reading {quoted(file.title)}"):
        outcome = outcome_of(file)
    file.note(outcome.reading, outcome.problem, helps=bool(outcome.fields))
    if outcome.history is not None and file.kept is None:
        file.keep(keep(outcome.history))
        st.rerun()
    if file.kept in (None, shown):
        show_panel(file, outcome)
    return outcome.problem


def refused_number() -> str | None:
    """Why a number that stands in the panel is not taken, if there is one: nothing is to train."""
    file = file_at_hand()
    return None if file is None else next(iter(file.refused.values()), None)


def is_at_hand(dataset_id: str) -> bool:
    """Whether the panel tells all about the prices kept under an id."""
    file = file_at_hand()
    return file is not None and file.kept == dataset_id


def leave_for(dataset_id: str) -> None:
    """Forgets a file that has not given the prices that somebody goes to."""
    file = file_at_hand()
    if file is not None and dataset_id not in file.readings:
        forget_file()


def _take() -> None:
    file = st.session_state[FILE]
    if not isinstance(file, UploadedFile):  # none, or one that is gone
        forget_file()
    else:
        take_file(file.name, file.getvalue())
