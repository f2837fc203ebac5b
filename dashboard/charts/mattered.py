"""How much a prediction changes with each day of its window."""

from __future__ import annotations

import plotly.graph_objects as go

from core.inside.questions.days import Mattered
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette


def mattered_chart(
    days: tuple[str, ...], found: Mattered, palette: Palette, *, unit: str
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
