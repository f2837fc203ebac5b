"""Finding runs: words and conditions, filters and an order; all of it stands in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.runs.listing.search import SearchError, found
from core.runs.listing.table import in_order, label, run_table
from core.runs.records import Run, RunState
from dashboard.shared.people import makers, told_apart
from dashboard.text import plain

SEARCH, ORDER, SORT = "search", "order", "sort"
NEWEST = "created"
HIGHEST, LOWEST = "Highest first", "Lowest first"
NOT_SORTED_BY = ("note", "tags", "pinned")
FILTERS = {"state": "State", "tag": "Tag", "data": "Data", "by": "Made by"}  # keys, also of the URL
HELP = (
    "Words that stand on a run (its name, note, tags, data, state, cell, ...), and conditions on "
    "any setting or figure: `rmse<0.3`, `units>=50`, `cell=gru`, `created>2026-03-01`. "
    "All of them have to fit."
)


def find(runs: Sequence[Run]) -> pd.DataFrame:
    """Draws the controls; the table of the runs that fit, in order, pinned ones first."""
    table = run_table(runs)
    st.text_input(
        "Search",
        key=SEARCH,
        bind="query-params",
        type="search",
        icon=":material/search:",
        placeholder="Words, or rmse<0.3",
        help=HELP,
        label_visibility="collapsed",
        width=300,
    )
    with st.popover(_words(), icon=":material/tune:", key="filter"):
        _filters(runs)
        column, descending = _order(table)
    table = table[_fits(runs)]
    try:
        table = found(table, st.session_state[SEARCH] or "")
    except SearchError as problem:
        st.error(plain(str(problem)), icon=":material/error:")
    return in_order(table, column, descending=descending)


def forget_filters() -> None:
    """Shows all runs again; the callback of a button."""
    st.session_state[SEARCH] = ""
    for key in FILTERS:
        st.session_state[key] = []


def _words() -> str:
    """What stands on the button, with how many filters are on."""
    on = sum(bool(st.session_state.get(key)) for key in FILTERS)
    return f"Filter and sort ({on} on)" if on else "Filter and sort"


def _filters(runs: Sequence[Run]) -> None:
    options = {
        "state": [state.value.capitalize() for state in RunState],
        "tag": sorted({tag for run in runs for tag in run.tags}),
        "data": sorted({run.title for run in runs}),
        "by": sorted(set(makers(runs).values())) if told_apart(runs) else [],
    }
    for key, words in FILTERS.items():
        if key == "by" and not options[key]:
            continue
        st.multiselect(
            words, options[key], key=key, bind="query-params", placeholder="Any", width=280
        )


def _order(table: pd.DataFrame) -> tuple[str, bool]:
    columns = [NEWEST, *(name for name in table.columns if name not in (*NOT_SORTED_BY, NEWEST))]
    column = st.selectbox(
        "Sort by",
        columns,
        format_func=label,
        key=SORT,
        bind="query-params",
        help="Pinned runs come first in any case, those without a value last.",
        width=280,
    )
    order = st.segmented_control(
        "Order",
        [HIGHEST, LOWEST],
        default=HIGHEST,
        required=True,
        key=ORDER,
        bind="query-params",
        label_visibility="collapsed",
    )
    return str(column), order == HIGHEST


def _fits(runs: Sequence[Run]) -> list[bool]:
    states = {state.lower() for state in st.session_state["state"]}
    tags, data = set(st.session_state["tag"]), set(st.session_state["data"])
    by = set(st.session_state.get("by", ()))
    maker_of = makers(runs) if by else {}  # which asks the store
    return [
        (not states or run.state in states)
        and (not tags or bool(tags & set(run.tags)))
        and (not data or run.title in data)
        and (not by or maker_of[run.owner] in by)
        for run in runs
    ]
