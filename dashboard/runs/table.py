"""All runs that fit as a table, whose rows can be ticked like the cards."""

from __future__ import annotations

import hashlib
from functools import partial

import pandas as pd
import streamlit as st

from core.runs.listing.table import label
from dashboard.runs.ticks import tick_among, ticked, times_ticked
from dashboard.shared.downloads import download


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
