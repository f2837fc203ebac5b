"""Home: what this is, the two experiments one click away, the latest runs."""

from __future__ import annotations

import streamlit as st

from core.names.settings import NamesSettings
from core.runs.settings import Kind
from core.stocks.settings import PRESETS
from dashboard.backend import group_store, store
from dashboard.groups.card import show_group_cards
from dashboard.names.names_picker import dinosaurs, save_names
from dashboard.runs.follow import follow_runs
from dashboard.runs.run_card import show_cards
from dashboard.shared.address import start_on_its_page
from dashboard.shared.experiments import PAGES
from dashboard.shared.history import leave
from dashboard.shared.live_sources import list_digest
from dashboard.stock.price_picker import bundled, save_prices

LATEST = 4
LATEST_GROUPS = 2


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    st.title("Sequence Lab", anchor=False)
    st.markdown(
        "Watch recurrent neural networks learn from sequences, live. "
        "Change one thing at a time and see what happens. "
        "Every number on these pages comes from a network that was trained here, on real data."
    )
    with st.grid(2, min_column_width=320):
        with st.container(border=True, height="stretch"):
            _stock_card()
        with st.container(border=True, height="stretch"):
            _names_card()
    _latest_runs()


def _stock_card() -> None:
    st.header("Stock prices", anchor=False, icon=":material/show_chart:")
    st.markdown(
        "An LSTM reads the last days of General Electric's price and predicts the next one. "
        "Does it beat simply repeating yesterday's price?"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train on GE",
            type="primary",
            icon=":material/play_arrow:",
            key="go_stock",
            on_click=_train_on_ge,
        )
        st.page_link(PAGES[Kind.STOCK].view, label="Choose data and settings first")


def _names_card() -> None:
    st.header("Dinosaur names", anchor=False, icon=":material/abc:")
    st.markdown(
        "A small network reads 1,536 dinosaur names letter by letter, "
        "from gibberish to names that could be in a museum."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train on names",
            icon=":material/play_arrow:",
            key="go_names",
            on_click=_train_on_names,
        )
        st.page_link(PAGES[Kind.NAMES].view, label="Choose names and settings first")


def _train_on_ge() -> None:
    start_on_its_page(PRESETS["ge"], save_prices(bundled("GE")))


def _train_on_names() -> None:
    start_on_its_page(NamesSettings(), save_names(dinosaurs()))


def _latest_runs() -> None:
    st.header("Latest runs", anchor=False)
    known = list_digest()
    latest = store().runs(limit=LATEST)
    groups = group_store().latest(limit=LATEST_GROUPS)
    if latest or groups:
        show_group_cards(groups)
        show_cards(latest)
        st.page_link("views/runs.py", label="All runs", icon=":material/history:")
    else:
        st.caption("None yet. Start one above: it takes seconds, and stays here when you leave.")
    follow_runs(latest, known, groups)


page()
