"""How two trainings that were almost the same part ways."""

from __future__ import annotations

import plotly.graph_objects as go

from core.report.chaos import Chaos
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette


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
