"""Heat maps of what happens inside a cell; the browser puts their numbers and colours in."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

HEIGHT = 280  # pixels


def heat_map(palette: Palette) -> go.Figure:
    """Rows (units, or letters) by steps, and squares for what is marked in it."""
    figure = frame(palette, height=HEIGHT)
    figure.add_heatmap(
        z=[[0]],
        hovertemplate="%{text}: %{z:.4g}<extra></extra>",
        colorbar={"thickness": 10, "outlinewidth": 0, "tickfont": {"size": 11}},
    )
    figure.add_scatter(
        x=[],
        y=[],
        mode="markers",
        marker={"symbol": "square-open", "size": 10, "color": palette.ink, "line": {"width": 2}},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(hovermode="closest", margin_t=8)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(tickangle=0)
    return figure
