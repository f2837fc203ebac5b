"""Uploading prices: the file, and where its columns do not tell, which one is the price."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from core.errors import ColumnChoiceError, DataError
from core.stocks.sources import PriceHistory, read_csv

FILE, COLUMN = "upload_file", "upload_column"  # the widgets
PROBLEM, TABLE = "upload_problem", "upload_table"  # what the session remembers

Choose = Callable[[PriceHistory], None]


@dataclass(frozen=True, slots=True)
class _Table:
    """A file with several columns that may hold the price.

    The session keeps it, because the uploader loses its file when another page is shown.
    """

    title: str
    data: bytes
    columns: tuple[str, ...]
    chosen: str | None = None


def ask_for_file(choose: Choose) -> str | None:
    """Draws the uploader; returns what is wrong with its file, if anything is.

    Args:
        choose: Takes the prices as soon as a file can be read.
    """
    file = st.file_uploader(
        "A CSV with dates and prices",
        type=["csv", "txt", "tsv"],
        key=FILE,
        on_change=_take_file,
        args=(choose,),
        help="As Yahoo Finance, NSE, investing.com, Stooq or a spreadsheet write it: "
        "a date column and at least one price. Up to 20 MB.",
    )
    table: _Table | None = st.session_state.get(TABLE)
    if table is not None:
        _ask_for_column(table, choose)
    elif file is None:  # taken back, or lost with another page: nothing is wrong any more
        st.session_state.pop(PROBLEM, None)
    problem: str | None = st.session_state.get(PROBLEM)
    return problem


def _ask_for_column(table: _Table, choose: Choose) -> None:
    st.selectbox(
        f"Which column of {table.title} is the price?",
        table.columns,
        index=None if table.chosen is None else table.columns.index(table.chosen),
        placeholder="Choose one",
        key=COLUMN,
        on_change=_take_column,
        args=(choose,),
    )


def _take_file(choose: Choose) -> None:
    file = st.session_state[FILE]
    for name in (COLUMN, TABLE, PROBLEM):
        st.session_state.pop(name, None)
    if file is not None:
        _read(file.name, file.getvalue(), None, choose)


def _take_column(choose: Choose) -> None:
    table = replace(st.session_state[TABLE], chosen=st.session_state[COLUMN])
    st.session_state[TABLE] = table
    st.session_state.pop(PROBLEM, None)
    _read(table.title, table.data, table.chosen, choose)


def _read(title: str, data: bytes, close: str | None, choose: Choose) -> None:
    """Hands out the prices; if they cannot be read, those of before stay."""
    try:
        history = read_csv(data, title, close)
    except ColumnChoiceError as several:
        st.session_state[TABLE] = _Table(title, data, several.columns)
        st.session_state[PROBLEM] = str(several)
    except DataError as problem:
        st.session_state[PROBLEM] = str(problem)
    else:
        choose(history)
