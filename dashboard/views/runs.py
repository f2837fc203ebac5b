"""Runs: every training, with its settings, state and result."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.groups.card import show_group_cards
from dashboard.runs.card import show_cards
from dashboard.runs.cleaning import show_cleaning
from dashboard.runs.find import find, forget_filters
from dashboard.runs.follow import follow_runs
from dashboard.runs.import_zip import show_import
from dashboard.runs.several import show_what_to_do_with_ticked
from dashboard.runs.table import show_table
from dashboard.runs.you import show_you
from dashboard.server.list_source import LISTED, list_now
from dashboard.shared.address.leaving import leave

ON_A_PAGE = 12
MOST_GROUPS = 2
KINDS = {"All": None, "Stock prices": Kind.STOCK, "Dinosaur names": Kind.NAMES}


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    st.title("Runs", anchor=False)
    known = list_now()
    with st.container(horizontal=True, vertical_alignment="center", key="find"):
        kind = _kind()
        listed = store().runs(kind, LISTED, pinned_first=True)
        table = find(listed) if listed else None
    groups = store().groups(kind, limit=MOST_GROUPS)
    if groups:
        show_group_cards(groups)
        st.page_link("views/sweep.py", label="All sweeps", icon=":material/grid_on:")
    shown: list[Run] = []
    if table is not None:
        run_of = {run.id: run for run in listed}
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            show_what_to_do_with_ticked(listed)
            shown = _pick([run_of[run_id] for run_id in table.index])
        if shown:
            show_cards(shown, ticks=True)
            show_table(table)
        else:
            _offer_all()
        show_import()
        show_cleaning()
    else:
        if not groups:
            st.info("No runs here yet. Start one from the home page or an experiment's page.")
            st.page_link("views/home.py", label="Home", icon=":material/home:")
        show_import()
    show_you()
    follow_runs(shown, known, groups)


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


def _pick(found: Sequence[Run]) -> list[Run]:
    """The runs of the page that is turned to."""
    pages = -(-len(found) // ON_A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return list(found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE])


def _offer_all() -> None:
    st.info("No run fits what you look for.", icon=":material/search_off:")
    st.button("Show all", key="show_all", on_click=forget_filters)


page()
