"""Runs: every training, with its settings, state and result."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.runs.card import show_cards
from dashboard.runs.cleaning import show_cleaning
from dashboard.runs.follow import follow_runs
from dashboard.server.list_source import LISTED, list_now
from dashboard.shared.downloads import download

ON_A_PAGE = 12
KINDS = {"All": None, "Stock prices": Kind.STOCK, "Dinosaur names": Kind.NAMES}


def page() -> None:
    """The whole page, top to bottom."""
    st.title("Runs", anchor=False)
    known = list_now()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        found = store().runs(_kind(), LISTED)
        shown = _pick(found)
    if found:
        show_cards(shown)
        _show_table(found)
        show_cleaning()
    else:
        st.info("No runs here yet. Start one from the home page or an experiment's page.")
        st.page_link("views/home.py", label="Home", icon=":material/home:")
    follow_runs(shown, known)


def _kind() -> Kind | None:
    chosen = st.segmented_control(
        "Experiment",
        list(KINDS),
        default="All",
        required=True,
        key="kind",
        bind="query-params",
        label_visibility="collapsed",
    )
    return KINDS[str(chosen)]


def _pick(found: list[Run]) -> list[Run]:
    """The runs of the page that is turned to."""
    pages = -(-len(found) // ON_A_PAGE)
    number = st.pagination(pages, key="page") if pages > 1 else 1
    return found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]


def _show_table(found: list[Run]) -> None:
    with st.expander("All runs as a table", key="runs_table", on_change="rerun") as table:
        if table.open:
            rows = _table(found)
            st.dataframe(rows, hide_index=True, alt="All runs with settings, state and result")
            download(
                "Runs", lambda: rows.to_csv(index=False).encode(), "runs.csv", "text/csv", key="csv"
            )


def _table(found: list[Run]) -> pd.DataFrame:
    """One row a run: state, then its settings, then its result."""
    return pd.DataFrame(
        [
            {
                "run": run.id,
                "experiment": run.kind.value,
                "data": run.title,
                "state": run.state.value,
                "created": run.created,
                "done": run.done,
                "total": run.total,
                "loss": run.loss,
                **run.settings.model_dump(),
                **run.values,
            }
            for run in found
        ]
    )


page()
