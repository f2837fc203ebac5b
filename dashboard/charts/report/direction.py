"""How often predictions are right about up or down: each seed, and their mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.report.direction import COIN, Direction
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette, faded

_STEP = 0.045  # between two seeds with the same share, where a row is 1 high


def direction_chart(named: Mapping[str, Direction], palette: Palette) -> go.Figure:
    """A row a share: its seeds as dots, below them the mean with its interval, and "always up"."""
    figure = frame(palette, x_title="Days on which the direction is right", height=340)
    rows = {name: -row for row, name in enumerate(named)}
    for name, found in named.items():
        _add_seeds(figure, found.by_seed, rows[name], palette, legend=rows[name] == 0)
    all_found = list(named.values())
    below = [row - 0.15 for row in rows.values()]
    figure.add_scatter(
        x=[each.mean for each in all_found],
        y=below,
        error_x={
            "array": [each.high - each.mean for each in all_found],
            "arrayminus": [each.mean - each.low for each in all_found],
            "color": palette.model,
        },
        name="Mean, 90 % interval",
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": palette.model},
        hovertemplate="Mean %{x:.0%}<extra></extra>",
    )
    figure.add_scatter(
        x=[each.rises for each in all_found],
        y=below,
        name="Always saying up",
        mode="markers",
        marker={"symbol": "x", "size": 9, "color": palette.baseline},
        hovertemplate="Always up %{x:.0%}<extra></extra>",
    )
    lowest = min(rows.values()) - 0.4
    figure.add_scatter(
        x=[COIN, COIN],
        y=[lowest, 0.6],
        name="A coin",
        mode="lines",
        line={"color": palette.baseline, "dash": "dash"},
        hoverinfo="skip",
    )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(range=[0, 1], tickformat=".0%", showgrid=True)
    return figure.update_yaxes(
        range=[lowest, 0.6],
        tickvals=list(rows.values()),
        ticktext=list(rows),
        showgrid=False,
    )


def _add_seeds(
    figure: go.Figure, shares: Sequence[float], row: float, palette: Palette, *, legend: bool
) -> None:
    """Dots on the row; the same share again is a dot above."""
    seen: Counter[float] = Counter()
    heights = []
    for share in shares:
        heights.append(row + _STEP * seen[share])
        seen[share] += 1
    figure.add_scatter(
        x=list(shares),
        y=heights,
        customdata=list(range(len(shares))),
        name="A seed",
        legendgroup="seeds",
        showlegend=legend,
        mode="markers",
        marker={"size": 7, "color": faded(palette.model, 0.5)},
        hovertemplate="Seed %{customdata}: %{x:.0%}<extra></extra>",
    )
