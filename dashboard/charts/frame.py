"""What all charts share: margins, legend, grid, hover."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.palette import Palette


def frame(
    palette: Palette, *, x_title: str = "", y_title: str = "", height: int = 400
) -> go.Figure:
    """An empty figure in the house style; `uirevision` keeps a zoom while the data change."""
    axis = {"gridcolor": palette.line, "linecolor": palette.line, "zeroline": False}
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "hovermode": "x unified",
            "uirevision": "keep",
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": palette.ink},
            "legend": {"orientation": "h", "yanchor": "top", "y": -0.12, "x": 0},
            "xaxis": {"title": x_title, **axis, "showgrid": False},
            "yaxis": {"title": y_title, **axis, "automargin": True},
        }
    )
