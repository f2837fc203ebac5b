"""Charts of how good a forecast is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core.stocks.judgement.honesty import SHIFTS, Lag
from core.stocks.judgement.verdict import Skill
from dashboard.charts.frame import Palette, add_line, faded, frame

# How sure a network is: bands around its forecasts, and what came.

_BANDS = {"90 %": 0.18, "50 %": 0.35}  # the wider one first: the narrower lies on it


def band_chart(table: pd.DataFrame, palette: Palette, *, unit: str) -> go.Figure:
    """Bands in the model's colour, its forecast, actual prices in ink, yesterday's dashed.

    Args:
        table: by date; Actual, Predicted, Yesterday, and for each band that there is "50 % from",
            "50 % to" and so on.
        palette: of the theme.
        unit: the title of the price axis.
    """
    figure = frame(palette, y_title=unit, height=320)
    for name, opacity in _BANDS.items():
        if f"{name} from" in table:
            _add_band(figure, table, name, faded(palette.model, opacity))
    dashed: dict[str, Any] = {"color": palette.baseline, "dash": "dash", "width": 1.5}
    add_line(figure, table["Yesterday"], "Repeating yesterday", **dashed)
    add_line(figure, table["Predicted"], "Model, without dropout", color=palette.model)
    add_line(figure, table["Actual"], "Actual", "lines+markers", color=palette.ink)
    return figure


def _add_band(figure: go.Figure, table: pd.DataFrame, name: str, colour: str) -> None:
    for end, fill in (("from", None), ("to", "tonexty")):
        figure.add_scatter(
            x=table.index,
            y=table[f"{name} {end}"],
            name=f"{name} band" if fill else f"{name} band, from",
            mode="lines",
            line={"width": 0},
            fill=fill,
            fillcolor=colour,
            showlegend=fill is not None,
        )


# One step at a time beside running free.


def free_running_chart(table: pd.DataFrame, palette: Palette, *, unit: str) -> go.Figure:
    """The free run in the model's colour, dotted; one step ahead paler; the last price dashed.

    Args:
        table: by date; Actual, One step, Free running, Last known.
        palette: of the theme.
        unit: the title of the price axis.
    """
    figure = frame(palette, y_title=unit, height=320)
    dashed: dict[str, Any] = {"color": palette.baseline, "dash": "dash", "width": 1.5}
    add_line(figure, table["Last known"], "Last known price", **dashed)
    add_line(figure, table["One step"], "Model, one step", color=faded(palette.model, 0.5))
    free: dict[str, Any] = {"color": palette.model, "dash": "dot", "width": 2.5}
    add_line(figure, table["Free running"], "Model, free running", "lines+markers", **free)
    add_line(figure, table["Actual"], "Actual", color=palette.ink)
    return figure


# A predicted line, moved along the days, and how well it agrees with the actual one.

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


# Prices up to a day, noise after it, and what a network says of the day with each.


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


# How much better than yesterday's price forecasts are, each with its interval.

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
