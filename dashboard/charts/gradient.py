"""How much of a gradient reaches the steps before, cell by cell, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from core.inside.questions.gradients import Flow
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

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
