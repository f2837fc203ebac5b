"""How a network got on with one input over its checkpoints; the browser puts the numbers in."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

HEIGHT = 210  # pixels


def along(palette: Palette, *, of_names: bool) -> go.Figure:
    """Lines over the checkpoints, which stand side by side, whatever lies between them.

    `meta` of a line names what it shows (core/inside/film.py).
    """
    figure = frame(palette, height=HEIGHT, y_title="Nats a letter" if of_names else "")
    if not of_names:
        _line(figure, "actual", "Actual", color=palette.ink)
        _line(figure, "yesterday", "Yesterday's price", color=palette.baseline, dash="dash")
    _line(figure, "loss" if of_names else "price", "Model", color=palette.model)
    figure.data[-1].update(mode="lines+markers")
    figure.update_layout(hovermode="closest", margin_t=8, showlegend=not of_names)
    return figure


def _line(figure: go.Figure, meta: str, name: str, **line: str) -> None:
    figure.add_scatter(x=[], y=[], mode="lines", name=name, meta=meta, line={"width": 2, **line})
