"""The way to the page that looks inside a cell."""

from __future__ import annotations

import streamlit as st

from core.runs.records import Run


def look_inside(run: Run, checkpoint: int | None = None) -> None:
    """A link to the page with a run, at a checkpoint or at its last one."""
    query = {"run": run.id} | ({} if checkpoint is None else {"checkpoint": str(checkpoint)})
    st.page_link(
        "views/inside.py",
        label="Look inside",
        icon=":material/memory:",
        query_params=query,
        help="Every number of this network, step by step.",
    )
