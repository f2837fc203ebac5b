"""How the loss falls while a network trains."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette


def loss_chart(
    losses: pd.Series[float],
    palette: Palette,
    *,
    total: int,
    x_title: str,
    y_title: str,
    logarithmic: bool = False,
    marked: int | None = None,
    top: float | None = None,
) -> go.Figure:
    """`losses` by step, on an axis as long as the whole training; `marked` is a chosen step.

    With `top`, the loss axis goes from 0 to there, so that it stays while the curve grows.
    """
    figure = frame(palette, x_title=x_title, y_title=y_title, height=240)
    figure.add_scatter(
        x=losses.index,
        y=losses,
        name="Loss",
        mode="lines" if len(losses) > 1 else "markers",
        line={"color": palette.model},
        showlegend=False,
    )
    if marked is not None:
        figure.add_vline(x=marked, line={"color": palette.baseline, "dash": "dot"})
    figure.update_xaxes(range=[0, total])
    if logarithmic:
        figure.update_yaxes(type="log", dtick=1)
    if top is not None:
        figure.update_yaxes(range=[0, top])
    return figure
