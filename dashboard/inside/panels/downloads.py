"""A trace to take away, so that somebody's notebook can compute every number anew."""

from __future__ import annotations

import streamlit as st

from core.inside.table import csv_text, named_arrays
from core.inside.trace import Trace
from core.runs.events import encode_arrays
from dashboard.inside.traced import Asked
from dashboard.shared.downloads import download


def show_downloads(asked: Asked, trace: Trace) -> None:
    """The same numbers as on the page, with its changes, all of them, one array a symbol."""
    name = f"trace-{asked.run}-{asked.checkpoint}{'-changed' if asked.changes else ''}"
    with st.container(horizontal=True):
        download(
            "These numbers (npz)",
            lambda: encode_arrays(named_arrays(trace)),
            f"{name}.npz",
            "application/octet-stream",
            key="download_trace",
        )
        download(
            "These numbers (CSV)",
            lambda: csv_text(trace).encode(),
            f"{name}.csv",
            "text/csv",
            key="download_trace_csv",
        )
    st.caption(
        "Everything on this page, one array a symbol: with it, and the symbols' meanings in "
        "`core/inside/__init__.py`, a notebook can work out every number anew."
    )
