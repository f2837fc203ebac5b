"""A training played back in the browser: the prediction after one epoch, and the next."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.palette import Palette
from dashboard.charts.prices import TEST_LINE

SECONDS = 5  # that a whole replay takes


def add_replay(figure: go.Figure, predictions: Sequence[Sequence[float]], palette: Palette) -> None:
    """Gives a price chart a button that plays `predictions`: the test line, epoch by epoch."""
    place = next(place for place, trace in enumerate(figure.data) if trace.name == TEST_LINE)
    figure.frames = [
        go.Frame(data=[{"type": "scatter", "y": list(prices)}], traces=[place])
        for prices in predictions
    ]
    milliseconds = 1000 * SECONDS / len(predictions)
    play = {
        "frame": {"duration": milliseconds, "redraw": False},
        "transition": {"duration": 0},
        "mode": "immediate",
    }
    figure.update_layout(
        updatemenus=[
            {
                "type": "buttons",
                "buttons": [{"label": "▶ Replay", "method": "animate", "args": [None, play]}],
                "showactive": False,
                "x": 0.01,
                "xanchor": "left",
                "y": 0.99,
                "yanchor": "top",
                "bgcolor": palette.background,
                "bordercolor": palette.line,
                "font": {"color": palette.ink},
            }
        ]
    )
