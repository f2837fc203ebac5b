"""How much better than yesterday's price forecasts are, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from core.stocks.judgement.skill import Skill
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

ROW_HEIGHT = 40  # pixels
LOWEST = -200.0  # percent; what is worse is marked at the edge


def skill_chart(skills: Mapping[str, Skill], palette: Palette) -> go.Figure:
    """One row a forecast, the first in the model's colour; the line at 0 is yesterday's price.

    A forecast whose skill lies below -200 % is marked by an arrow at the edge.
    """
    figure = frame(
        palette,
        x_title="Skill (%)",
        height=90 + ROW_HEIGHT * len(skills),
    )
    ends = [0.0]
    for place, (name, skill) in enumerate(skills.items()):
        style = {"color": palette.baseline, "dash": "dash", "width": 2}
        ends += _add_row(figure, name, skill, {"color": palette.model} if place == 0 else style)
    margin = 0.08 * (max(ends) - min(ends) or 1)
    figure.update_xaxes(range=[min(ends) - margin, max(ends) + margin], showgrid=True)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.add_vline(x=0, line={"color": palette.baseline, "dash": "dash", "width": 1})
    figure.update_layout(showlegend=False, hovermode="closest")
    return figure


def _add_row(figure: go.Figure, name: str, skill: Skill, line: dict[str, Any]) -> list[float]:
    """Draws it; returns how far it reaches."""
    if skill.skill is None:
        return []
    low, value, high = (
        100 * (skill.skill if share is None else share)
        for share in (skill.low, skill.skill, skill.high)
    )
    hover = f"{name}: {value:.3g} %"
    if skill.low is not None:
        hover += f" ({low:.3g} to {high:.3g} %)"
    ends = [max(LOWEST, low), max(LOWEST, high)]
    place = max(LOWEST, value)
    symbol = "circle" if value >= LOWEST else "triangle-left"
    figure.add_scatter(x=ends, y=[name] * 2, mode="lines", line=line, hoverinfo="skip")
    figure.add_scatter(
        x=[place],
        y=[name],
        mode="markers",
        marker={"color": line["color"], "size": 10, "symbol": symbol},
        text=[hover],
        hovertemplate="%{text}<extra></extra>",
    )
    return [*ends, place]
