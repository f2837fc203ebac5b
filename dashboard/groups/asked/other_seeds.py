"""What if I had used another seed? The same settings on many, and how far they lie apart."""

from __future__ import annotations

import streamlit as st

from core.runs.groups.planning.plan import Purpose, make_plan
from core.runs.records import Run
from dashboard.groups.asked.asked import show_or_offer

SEEDS = 10


def show_other_seeds(run: Run) -> None:
    """Folded: nothing is looked up before somebody asks."""
    with st.expander(
        "What if I had used another seed?", key="other_seeds", on_change="rerun"
    ) as folded:
        if folded.open:
            plan = make_plan(run.settings, run.dataset_id, seeds=SEEDS)
            show_or_offer(
                plan,
                Purpose.SEEDS,
                f"The seed draws the first weights. {SEEDS} trainings that differ in nothing "
                "else show how much of this result is luck.",
                f"Train on {SEEDS} seeds",
            )
