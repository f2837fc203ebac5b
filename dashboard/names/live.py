"""A names run while it trains: how far it is, how the loss falls, what names it invents."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.checkpoints import report_names
from dashboard.names.loss import show_loss
from dashboard.shared.live import show_status
from dashboard.text import quoted

NEWEST = 20  # checkpoints listed
LIST_HEIGHT = 330


def show_training(run: Run) -> None:
    """Status; while anything is still to come, the loss and the names at each checkpoint too."""
    show_status(run, "iterations")
    if not run.active:
        return
    show_loss(run)
    st.markdown("**Names it invents, checkpoint by checkpoint** (the newest on top)")
    reached = store().checkpoints(run.id)[: -NEWEST - 1 : -1]
    st.table(
        pd.DataFrame(
            [(f"{iteration:,}", _names(run, iteration)) for iteration in reached],
            columns=["Iteration", "Names"],
        ),
        border="horizontal",
        height=LIST_HEIGHT,
        hide_index=True,
        alt="Seven names of each checkpoint reached",
    )


def _names(run: Run, iteration: int) -> str:
    return ", ".join(map(quoted, report_names(run.id, run.dataset_id, iteration)))
