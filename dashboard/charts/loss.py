"""How the loss falls while a network trains."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette


def loss_chart(
    palette: Palette, *, total: int, x_title: str, y_title: str, logarithmic: bool = False
) -> go.Figure:
    """An empty curve on an axis of `total` steps; `layout.meta.mark` is the line at a chosen step.

    The browser draws the curve into it (browser/loss.js), so that nothing is made anew here while
    a network trains.
    """
    figure = frame(palette, x_title=x_title, y_title=y_title, height=220)
    figure.add_scatter(
        x=[], y=[], name="Loss", mode="lines", line={"color": palette.model}, showlegend=False
    )
    figure.update_xaxes(range=[0, total])
    if logarithmic:
        figure.update_yaxes(type="log", dtick=1)
    else:
        figure.update_yaxes(rangemode="tozero")
    line = {"color": palette.baseline, "dash": "dot"}
    figure.update_layout(
        meta={"mark": {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}}
    )
    return figure


def with_curve(figure: go.Figure, losses: pd.Series[float], marked: int) -> go.Figure:
    """The curve of a training that has ended, indexed by step, with a mark at one of them."""
    figure.data[0].update(x=losses.index, y=losses)
    return figure.add_shape(**figure.layout.meta["mark"], x0=marked, x1=marked)
