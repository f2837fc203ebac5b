"""What a forecast is worth beyond its miss: how sure it is, how far it sees, what it knows."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run
from dashboard.stock.judgement.free_run import show_free_run
from dashboard.stock.judgement.how_sure import show_how_sure
from dashboard.stock.judgement.tomorrow import show_tomorrow
from dashboard.stock.judgement.trained import panel, trained

PANELS = {
    "How sure is it?": ("how_sure", show_how_sure),
    "How far does it get on its own predictions?": ("free_run", show_free_run),
    "Does it know tomorrow?": ("tomorrow", show_tomorrow),
}


def show_honesty(run: Run, epoch: int) -> None:
    """The panels of a run that has ended, all folded; `epoch` is the one on show above them."""
    network = trained(run)
    if network is None:
        return
    for question, (key, show) in PANELS.items():
        with panel(question, key) as is_open:
            if is_open:
                show(network)
                if epoch != network.step:
                    st.caption(f"After epoch {network.step:,}: only its last weights are kept.")
