"""The list of runs: finding some, all as a table, and what is done with several at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core.errors import UnknownRunError
from core.runs.comparison import LEAST, MOST
from core.runs.listing import SearchError, found, in_order, label, run_table
from core.runs.records import Run, RunState
from dashboard.backend import me, store
from dashboard.runs.follow import announce
from dashboard.runs.ticks import keep_ticks, tick_among, ticked, times_ticked
from dashboard.shared.downloads import ZIP, bundle_bytes, download
from dashboard.shared.links import compare_link
from dashboard.shared.people import attempt, have_other_owners, may_change, owner_names
from dashboard.text import plain


def show_what_to_do_with_ticked(listed: Sequence[Run]) -> None:
    """How many are ticked, and the buttons; they have their place from the start."""
    chosen = _known(ticked(), {run.id: run for run in listed})
    with st.container(horizontal=True, vertical_alignment="center", key="several"):
        problem = _not_comparable(chosen)
        compare_link("Compare", [run.id for run in chosen], problem)
        _offer_zip(chosen)
        _offer_deletion(chosen)
        st.button(
            "Untick",
            icon=":material/remove_done:",
            type="tertiary",
            key="untick",
            disabled=not chosen,
            on_click=keep_ticks,
            args=((),),
        )
        st.caption(
            f"{len(chosen)} ticked" if chosen else "Tick runs to compare, take away or delete them."
        )


def _known(ids: Sequence[str], listed: Mapping[str, Run]) -> list[Run]:
    """The ticked runs that are still there, also those that the list does not reach."""
    known = []
    for run_id in ids:
        try:
            known.append(listed.get(run_id) or store().run(run_id))
        except UnknownRunError:
            continue
    return known


def _not_comparable(chosen: Sequence[Run]) -> str | None:
    if not LEAST <= len(chosen) <= MOST:
        return f"Tick {LEAST} to {MOST} runs."
    if len({run.kind for run in chosen}) > 1:
        return "Tick runs of one experiment: prices cannot stand beside names."
    return None


def _offer_zip(chosen: Sequence[Run]) -> None:
    ended = [run.id for run in chosen if not run.active]
    st.download_button(
        "Zip",
        lambda: bundle_bytes(ended),
        file_name="runs.zip",
        mime=ZIP,
        icon=":material/download:",
        type="tertiary",
        disabled=not ended,
        key="zip_ticked",
        on_click="ignore",
        help="All that they learned, as files, which another Sequence Lab takes in.",
    )


def _offer_deletion(chosen: Sequence[Run]) -> None:
    ended = [run for run in chosen if not run.active and may_change(run)]
    count = "1 run" if len(ended) == 1 else f"{len(ended)} runs"
    with st.popover(
        "Delete",
        icon=":material/delete:",
        type="tertiary",
        disabled=not ended,
        key="delete_ticked",
    ):
        st.markdown(f"Delete {count}, with all that they have learned?{_what_stays(chosen)}")
        st.button(
            f"Delete {count} for good",
            key="delete_several",
            disabled=not ended,
            on_click=_delete,
            args=([run.id for run in ended],),
        )


def _what_stays(chosen: Sequence[Run]) -> str:
    others = sum(not may_change(run) for run in chosen)
    active = sum(run.active and may_change(run) for run in chosen)
    stays = f" {active} still active: stop first what shall go, too." if active else ""
    return stays + (f" {others} not yours to delete: they stay." if others else "")


def _delete(run_ids: Sequence[str]) -> None:
    if not attempt(lambda: store().delete(*run_ids, by=me())):
        return
    keep_ticks(run_id for run_id in ticked() if run_id not in run_ids)
    announce(f"Runs deleted: {len(run_ids)}")


# All runs that fit as a table, whose rows can be ticked like the cards.


def show_table(found: pd.DataFrame) -> None:
    """Folded; `found` is indexed by run."""
    with st.expander("All runs as a table", key="runs_table", on_change="rerun") as table:
        if table.open:
            _show(found)


def _show(found: pd.DataFrame) -> None:
    chosen = st.multiselect(
        "Columns",
        list(found.columns),
        format_func=label,
        key="columns",
        bind="query-params",
        placeholder="All columns",
        label_visibility="collapsed",
    )
    run_ids = list(found.index)
    ticks = set(ticked())
    key = _key(run_ids)
    st.dataframe(
        found.reset_index(),
        hide_index=True,
        column_order=["run", *chosen] if chosen else None,
        column_config={name: label(name) for name in found.columns},
        placeholder="–",
        key=key,
        selection_mode="multi-row",
        selection_default={
            "selection": {
                "rows": [place for place, run_id in enumerate(run_ids) if run_id in ticks],
                "columns": [],
                "cells": [],
            }
        },
        on_select=partial(_take, key, run_ids),
        alt="All runs with settings, state and result",
    )
    download("Runs", lambda: found.to_csv().encode(), "runs.csv", "text/csv", key="csv")


def _key(run_ids: list[str]) -> str:
    """Another one for other rows: what is selected are places, and must never be other runs."""
    words = " ".join([*run_ids, str(times_ticked())])
    return f"rows_{hashlib.blake2b(words.encode(), digest_size=8).hexdigest()}"


def _take(key: str, run_ids: list[str]) -> None:
    rows = st.session_state[key].selection.rows
    tick_among(run_ids, [run_ids[row] for row in rows])


# Finding runs: words and conditions, filters and an order; all of it stands in the URL.

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
        "by": sorted(set(owner_names(runs).values())) if have_other_owners(runs) else [],
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
    maker_of = owner_names(runs) if by else {}  # which asks the store
    return [
        (not states or run.state in states)
        and (not tags or bool(tags & set(run.tags)))
        and (not data or run.title in data)
        and (not by or maker_of[run.owner] in by)
        for run in runs
    ]
