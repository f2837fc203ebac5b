"""Prices up to a day, noise after it, and what a network says of the day with each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.lines import add_line
from dashboard.charts.palette import Palette, faded


def scramble_chart(
    actual: pd.Series[float],
    noisy: pd.Series[float],
    day: pd.Timestamp,
    predicted: tuple[float, float],
    palette: Palette,
    *,
    unit: str,
) -> go.Figure:
    """Both predictions as markers of different form, so that the one shows within the other.

    Args:
        actual: prices by date.
        noisy: the same with noise after the day.
        day: the one that was predicted.
        predicted: what was said of it with the actual prices, and with the noise.
        palette: of the theme.
        unit: the title of the price axis.
    """
    figure = frame(palette, y_title=unit, height=300)
    add_line(figure, actual[:day], "Actual", color=palette.ink)
    add_line(figure, actual[day:], "Actual, what came after", color=faded(palette.ink, 0.45))
    noise: dict[str, Any] = {"color": palette.baseline, "dash": "dot", "width": 1.5}
    add_line(figure, noisy[noisy.index > day], "Noise in its place", "lines+markers", **noise)
    line = {"color": palette.model, "width": 2}
    marks = (("Model", "circle-open", 14), ("Model, with noise", "x-thin", 9))
    for (name, form, size), price in zip(marks, predicted, strict=True):
        mark = {"symbol": form, "size": size, "color": palette.model, "line": line}
        figure.add_scatter(x=[day], y=[price], name=name, mode="markers", marker=mark)
    return figure
