"""What all charts share: margins, legend, grid, hover."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.palette import Palette, faded

FONT = "Source Sans, sans-serif"  # that of the page
FONT_SIZE = 13


def frame(
    palette: Palette, *, x_title: str = "", y_title: str = "", height: int = 400
) -> go.Figure:
    """An empty figure in the house style; `uirevision` keeps a zoom while the data change."""
    axis = {
        "gridcolor": palette.line,
        "linecolor": palette.line,
        "zeroline": False,
        "automargin": True,
        "title": {"font": {"size": FONT_SIZE}, "standoff": 8},
    }
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "hovermode": "x unified",
            "uirevision": "keep",
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": palette.ink, "family": FONT, "size": FONT_SIZE},
            "hoverlabel": {"bgcolor": palette.background, "bordercolor": palette.line},
            "modebar": {"bgcolor": "rgba(0, 0, 0, 0)", "color": faded(palette.ink, 0.6)},
            "legend": {
                "orientation": "h",
                "yref": "container",
                "yanchor": "bottom",
                "y": 0,
                "x": 0,
            },
            "xaxis": {**axis, "title_text": x_title, "showgrid": False},
            "yaxis": {**axis, "title_text": y_title},
        }
    )
