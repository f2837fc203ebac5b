"""Runs: every training, with its settings, state and result."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.runs.card import run_card
from dashboard.shared.downloads import download

LIMIT = 500
ON_A_PAGE = 12
REFRESH_SECONDS = 2
KINDS = {"All": None, "Stock prices": Kind.STOCK, "Dinosaur names": Kind.NAMES}


def page() -> None:
    """The whole page, top to bottom."""
    st.title("Runs", anchor=False)
    chosen = st.segmented_control(
        "Experiment",
        list(KINDS),
        default="All",
        required=True,
        key="kind",
        bind="query-params",
        label_visibility="collapsed",
    )
    kind = KINDS[str(chosen)]
    active = any(run.active for run in store().runs(kind, LIMIT))
    st.fragment(_list, run_every=REFRESH_SECONDS if active else None)(kind)


def _list(kind: Kind | None) -> None:
    found = store().runs(kind, LIMIT)
    if not found:
        st.info("No runs yet. Start one from the home page or an experiment's page.")
        st.page_link("views/home.py", label="Home", icon=":material/home:")
        return
    pages = -(-len(found) // ON_A_PAGE)
    number = st.pagination(pages, key="page") if pages > 1 else 1
    with st.grid(2, min_column_width=320):
        for run in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]:
            run_card(run)
    with st.expander("All runs as a table", key="runs_table"):
        table = _table(found)
        st.dataframe(table, hide_index=True, alt="All runs with settings, state and result")
        download(
            "Runs", lambda: table.to_csv(index=False).encode(), "runs.csv", "text/csv", key="csv"
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
