"""Plotly charts that change in place: what moves are the lines, not the chart."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}

_chart = st.components.v2.component(
    "chart",
    html='<div class="chart" role="figure"></div>',
    js=Path(__file__).with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,  # Plotly's own styles are those of the page
)


def show_chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draws `figure`; `key` names the chart on its page, `alt` says what is to be seen.

    `st.plotly_chart` throws a chart away when anything in it has changed and draws another one
    (Streamlit issue 8782): while a run is live it would be blank half of the time.
    """
    _chart(
        key=key,
        data={"figure": json.loads(figure.to_json()), "config": CONFIG, "alt": alt},
        height=figure.layout.height,
    )


def load_plotly() -> None:
    """Makes Streamlit load its copy of Plotly, which `show_chart` draws with (see style.css)."""
    with st.container(key="hidden"):
        st.plotly_chart(go.Figure(), key="loads_plotly")
