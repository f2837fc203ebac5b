"""How the loss moves while a network trains."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette, faded


def loss_chart(
    palette: Palette,
    *,
    total: int,
    x_title: str,
    y_title: str,
    logarithmic: bool = False,
    continued: int | None = None,
) -> go.Figure:
    """An empty curve on an axis of `total` steps; `layout.meta.mark` is the line at a chosen step.

    The browser draws the curve into it (browser/shared/loss.js), so that nothing is made anew here
    while a network trains. Up to the step `continued`, where the run went on from another one,
    the curve is that one's: paler, and it ends in a dot.
    """
    figure = frame(palette, x_title=x_title, y_title=y_title, height=220)
    figure.add_scatter(
        x=[], y=[], name="Loss", mode="lines", line={"color": palette.model}, showlegend=False
    )
    figure.update_xaxes(range=[0, total])
    figure.update_layout(meta={"mark": mark(palette)})
    if continued is not None:
        _add_before(figure, palette, continued)
    if logarithmic:
        figure.update_yaxes(type="log", dtick=1)
    else:
        figure.update_yaxes(rangemode="tozero")
    return figure


def mark(palette: Palette) -> dict[str, Any]:
    """The line at a chosen step, without its place."""
    line = {"color": palette.baseline, "dash": "dot"}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _add_before(figure: go.Figure, palette: Palette, continued: int) -> None:
    """`layout.meta.before`: where the curve of the run before ends, and its line."""
    line = {"color": faded(palette.model, 0.5), "width": 1.5}
    figure.update_layout(meta={**figure.layout.meta, "before": {"end": continued, "line": line}})
