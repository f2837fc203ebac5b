"""Plotly charts that change in place: what moves are the lines, not the chart."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from dashboard.shared.charting.component import component

_chart = component("chart")


def show_chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draws `figure`; `key` names the chart on its page, `alt` says what is to be seen.

    `st.plotly_chart` throws a chart away when anything in it has changed and draws another one
    (Streamlit issue 8782): while a run is live it would be blank half of the time.
    """
    _chart({"figure": as_json(figure), "alt": alt}, key=key, height=figure.layout.height)


def as_json(figure: go.Figure) -> dict[str, Any]:
    """A figure as the browser takes it."""
    content: dict[str, Any] = json.loads(figure.to_json())
    return content
