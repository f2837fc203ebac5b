"""The way to the page that looks inside a cell."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.runs.inside import steps_inside
from core.runs.records import Run
from core.stocks.money import around
from dashboard.backend import store
from dashboard.server.base import base_path


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


def way_inside(run: Run, currency: str) -> dict[str, Any] | None:
    """What the browser makes links to days of a run of; None where no weights are kept."""
    steps = steps_inside(store(), run)
    if not steps:
        return None
    page = f"{base_path()}/inside?run={run.id}"
    return {"page": page, "steps": steps, "around": around(currency)}
