"""Compare: two to twelve runs of one experiment, side by side."""

from __future__ import annotations

import streamlit as st

from core.runs.comparison import LEAST, MOST
from core.runs.settings import Kind
from dashboard.compare.compare_names import show_names_compared
from dashboard.compare.compare_prices import show_prices_compared
from dashboard.compare.comparison import compare, show_legend, show_losses
from dashboard.compare.selection import REFERENCE, change_runs, compared_runs, offer_latest
from dashboard.runs.follow import follow_runs
from dashboard.shared.experiments import PAGES
from dashboard.shared.live_sources import list_digest
from dashboard.text import plain

LOOK_AGAIN = 2.0  # seconds, while any of the runs is active
NO_REFERENCE = "None"


def page() -> None:
    """The whole page, top to bottom."""
    st.title("Compare", anchor=False)
    known = list_digest()
    entries, sentences = compared_runs()
    for sentence in sentences:
        st.warning(plain(sentence))
    runs = [entry.run for entry in entries]
    if len(runs) < LEAST:
        _offer_runs(len(runs))
    elif any(run.active for run in runs):
        st.fragment(_show, run_every=LOOK_AGAIN)()
    else:
        _show()
    follow_runs(runs, known)  # looks again when one of them has ended


def _offer_runs(count: int) -> None:
    missing = "One run is not enough: choose" if count else "Choose"
    st.info(
        f"{missing} {LEAST} to {MOST} runs of one experiment.", icon=":material/compare_arrows:"
    )
    st.page_link("views/runs.py", label="Tick them on Runs", icon=":material/history:")
    for kind in PAGES:
        offer_latest(kind)


def _show() -> None:
    """The runs as they stand."""
    entries, _ = compared_runs()
    if len(entries) < LEAST:  # deleted meanwhile
        st.rerun()
    legend = st.container()
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="bottom",
        key="reference_row",
    ):
        reference = st.segmented_control(
            "Show all as a difference from",
            [NO_REFERENCE, *(entry.letter for entry in entries)],
            default=NO_REFERENCE,
            required=True,
            key=REFERENCE,
            bind="query-params",
        )
        change_runs(entries)
    comparison = compare(entries, reference)
    with legend:
        show_legend(comparison)
    if comparison.kind is Kind.STOCK:
        show_prices_compared(comparison)
    else:
        show_names_compared(comparison)
    show_losses(comparison)


page()
