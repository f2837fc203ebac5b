"""A predicted line, moved along the days, and how well it agrees with the actual one."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.stocks.judgement.lag import SHIFTS, Lag
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette, faded

MARGIN = 0.08  # of the height


def shifted_chart(
    actual: pd.Series[float], line: pd.Series[float], shift: int, palette: Palette, *, unit: str
) -> go.Figure:
    """Actual prices in ink, the predicted line `shift` trading days earlier in its colour.

    Args:
        actual: the prices, by date.
        line: what was predicted of the same days, not a number where nothing was.
        shift: days that the line is moved back.
        palette: the colours.
        unit: of the prices.
    """
    figure = frame(palette, y_title=unit, height=320)
    figure.add_scatter(
        x=actual.index, y=actual, name="Actual", mode="lines", line={"color": palette.ink}
    )
    if shift:
        pale = {"color": faded(palette.model, 0.4), "dash": "dot", "width": 1.5}
        figure.add_scatter(x=line.index, y=line, name="Model as it stands", mode="lines", line=pale)
    figure.add_scatter(
        x=line.index,
        y=line.shift(-shift),
        name=_name(shift),
        mode="lines+markers",
        marker={"size": 5},
        line={"color": palette.model, "width": 2.5},
    )
    lowest, highest = min(actual.min(), line.min()), max(actual.max(), line.max())
    room = MARGIN * (highest - lowest or highest or 1)
    figure.update_yaxes(range=[lowest - room, highest + room])
    figure.update_xaxes(range=[actual.index[0], actual.index[-1]])
    return figure


def correlation_chart(lag: Lag, shift: int, palette: Palette) -> go.Figure:
    """Correlation by shift; the shift that the line is moved by is marked."""
    figure = frame(palette, x_title="Days late", y_title="Correlation", height=240)
    for name, correlations, style in (
        ("Changes", lag.changes, {"color": palette.model}),
        ("Levels", lag.levels, {"color": palette.ink, "dash": "dash", "width": 1.5}),
    ):
        figure.add_scatter(x=SHIFTS, y=correlations, name=name, mode="lines+markers", line=style)
    figure.add_vline(x=shift, line={"color": palette.baseline, "dash": "dot"})
    figure.update_xaxes(range=[SHIFTS[0] - 0.3, SHIFTS[-1] + 0.3], dtick=1)
    figure.update_yaxes(range=[-1.05, 1.05])
    return figure


def _name(shift: int) -> str:
    if shift == 0:
        return "Model"
    days = "1 day" if abs(shift) == 1 else f"{abs(shift)} days"
    return f"Model, {days} {'earlier' if shift > 0 else 'later'}"
