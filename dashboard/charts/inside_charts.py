"""Charts of what goes on inside a network."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from core.inside.gradients import Flow
from core.inside.questions import DayInfluence
from dashboard.charts.frame import Palette, frame

# Heat maps of what happens inside a cell; the browser puts their numbers and colours in.

HEAT_MAP_HEIGHT = 280  # pixels


def heat_map(palette: Palette) -> go.Figure:
    """Rows (units, or letters) by steps, and squares for what is marked in it."""
    figure = frame(palette, height=HEAT_MAP_HEIGHT)
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


# How a network got on with one input over its checkpoints; the browser puts the numbers in.

FILM_HEIGHT = 210  # pixels


def along(palette: Palette, *, of_names: bool) -> go.Figure:
    """Lines over the checkpoints, which stand side by side, whatever lies between them.

    `meta` of a line names what it shows (core/inside/film.py).
    """
    figure = frame(palette, height=FILM_HEIGHT, y_title="Nats a letter" if of_names else "")
    if not of_names:
        _line(figure, "actual", "Actual", color=palette.ink)
        _line(figure, "yesterday", "Yesterday's price", color=palette.baseline, dash="dash")
    _line(figure, "loss" if of_names else "price", "Model", color=palette.model)
    figure.data[-1].update(mode="lines+markers")
    figure.update_layout(hovermode="closest", margin_t=8, showlegend=not of_names)
    return figure


def _line(figure: go.Figure, meta: str, name: str, **line: str) -> None:
    figure.add_scatter(x=[], y=[], mode="lines", name=name, meta=meta, line={"width": 2, **line})


# How much of a gradient reaches the steps before, cell by cell, on a logarithmic scale.

DASHES = ("solid", "dash", "dot", "dashdot")
LOWEST = 1e-16  # a double's rounding: less than that of a gradient changes nothing


def reach_chart(flows: Mapping[str, Flow], colours: tuple[str, ...], palette: Palette) -> go.Figure:
    """A line a cell, from the last step back to the first."""
    figure = frame(palette, x_title="Steps back", y_title="Share that arrives", height=320)
    for (name, found), dash, colour in zip(flows.items(), DASHES, colours, strict=False):
        figure.add_scatter(
            x=list(range(len(found.a))),
            y=found.reach[::-1],
            name=name,
            mode="lines",
            line={"dash": dash, "color": colour, "width": 2.5},
            hovertemplate="%{y:.2g}",
        )
    figure.update_yaxes(type="log", exponentformat="power", range=[-16, 1], dtick=4)
    return figure


# How much a prediction changes with each day of its window.


def day_influence_chart(
    days: tuple[str, ...], found: DayInfluence, palette: Palette, *, unit: str
) -> go.Figure:
    """Bars for what came out, marks for what the gradient says."""
    figure = frame(palette, y_title=f"Change of the prediction{unit}", height=300)
    figure.add_bar(x=days, y=found.change, name="Replaced", marker={"color": palette.model})
    figure.add_scatter(
        x=days,
        y=found.gradient,
        name="By the gradient",
        mode="markers",
        marker={"symbol": "diamond-open", "size": 9, "color": palette.ink, "line": {"width": 2}},
    )
    figure.add_hline(y=0, line={"color": palette.baseline, "width": 1})
    figure.update_xaxes(type="category", nticks=12)
    return figure
