"""Charts of the report's experiments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.report.direction import COIN, Direction
from core.report.rounding import Chaos
from dashboard.charts.frame import Palette, faded, frame

# How two trainings that were almost the same part ways.


def chaos_chart(chaos: Chaos, palette: Palette) -> go.Figure:
    """The difference of their losses on a logarithmic scale; a line marks where names part."""
    figure = frame(palette, x_title="Iteration", y_title="Difference of the losses", height=320)
    seen = [
        (iteration, difference)
        for iteration, difference in zip(chaos.iterations, chaos.differences, strict=True)
        if difference > 0  # a logarithmic scale has no place for none
    ]
    figure.add_scatter(
        x=[iteration for iteration, _ in seen],
        y=[difference for _, difference in seen],
        name="Difference",
        mode="lines",
        line={"color": palette.model},
        showlegend=False,
    )
    figure.update_xaxes(range=[0, chaos.iterations[-1]])
    figure.update_yaxes(type="log", exponentformat="power", dtick=3)
    if chaos.parted is not None:
        figure.add_vline(x=chaos.parted, line={"color": palette.baseline, "dash": "dash"})
        figure.add_annotation(
            x=chaos.parted,
            y=1,
            yref="paper",
            yanchor="top",
            xanchor="right",
            text=f"other names from {chaos.parted:,} on →",
            showarrow=False,
            font={"color": palette.baseline, "size": 12},
        )
    return figure


# How often predictions are right about up or down: each seed, and their mean.

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
