"""Many trainings of the same thing as one picture: how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette, faded


def seed_lines(
    lines: pd.DataFrame,
    palette: Palette,
    *,
    y_title: str,
    x_title: str = "",
    actual: pd.Series[float] | None = None,
    yesterday: pd.Series[float] | None = None,
) -> go.Figure:
    """A thin line a seed (a column of `lines`), the band that holds them all, and their median."""
    figure = frame(palette, x_title=x_title, y_title=y_title, height=340)
    low, high = lines.min(axis=1), lines.max(axis=1)
    hidden = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_scatter(x=lines.index, y=low, showlegend=False, **hidden)
    band = {"fill": "tonexty", "fillcolor": faded(palette.model, 0.15)}
    figure.add_scatter(x=lines.index, y=high, name="All seeds", **hidden, **band)
    for name in lines.columns:
        figure.add_scatter(
            x=lines.index,
            y=lines[name],
            name=str(name),
            mode="lines",
            line={"color": faded(palette.model, 0.35), "width": 1},
            showlegend=False,
        )
    figure.add_scatter(
        x=lines.index,
        y=lines.median(axis=1),
        name="Median",
        mode="lines",
        line={"color": palette.model, "width": 2.5},
    )
    _add_prices(figure, actual, yesterday, palette)
    return figure.update_layout(hovermode="closest")


def origin_lines(
    parts: Sequence[tuple[str, pd.Series[float]]],
    actual: pd.Series[float],
    palette: Palette,
    *,
    y_title: str,
) -> go.Figure:
    """The prediction after each origin, over the actual prices; a line marks each origin."""
    figure = frame(palette, y_title=y_title, height=340)
    _add_prices(figure, actual, actual.shift(1), palette)
    for number, (name, part) in enumerate(parts):
        figure.add_scatter(
            x=part.index,
            y=part,
            name="Model",
            legendgroup="model",
            showlegend=number == 0,
            hovertext=name,
            mode="lines",
            line={"color": palette.model, "width": 2},
        )
        figure.add_vline(x=part.index[0], line={"color": palette.baseline, "width": 1})
    return figure


def _add_prices(
    figure: go.Figure,
    actual: pd.Series[float] | None,
    yesterday: pd.Series[float] | None,
    palette: Palette,
) -> None:
    for prices, name, line in (
        (actual, "Actual", {"color": palette.ink, "width": 2}),
        (yesterday, "Repeating yesterday", {"color": palette.baseline, "dash": "dash", "width": 1}),
    ):
        if prices is not None:
            figure.add_scatter(x=prices.index, y=prices, name=name, mode="lines", line=line)
