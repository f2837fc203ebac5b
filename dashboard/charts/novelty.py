"""How much of what a network invents is its own, along its training."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.names.evaluation import Verdict
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette


def novelty_chart(
    shares: pd.DataFrame, palette: Palette, *, total: int, marked: int | None = None
) -> go.Figure:
    """`shares` (0 to 1) of new and of copied names, indexed by iteration."""
    figure = frame(palette, x_title="Iteration", y_title="Share of names", height=240)
    lines = (
        (Verdict.NEW, "New", palette.new, "solid", "circle"),
        (Verdict.COPIED, "Copied from the list", palette.copied, "dash", "diamond"),
    )
    for verdict, name, colour, dash, symbol in lines:
        figure.add_scatter(
            x=shares.index,
            y=shares[verdict],
            name=name,
            mode="lines+markers",
            line={"color": colour, "dash": dash},
            marker={"symbol": symbol, "size": 7},
        )
    if marked is not None:
        figure.add_vline(x=marked, line={"color": palette.baseline, "dash": "dot"})
    margin = 0.02 * total  # so that the first and the last marker are whole
    figure.update_xaxes(range=[-margin, total + margin])
    figure.update_yaxes(range=[-0.04, 1.04], tickformat=".0%")
    figure.update_layout(legend={"yanchor": "bottom", "y": 1})
    return figure
