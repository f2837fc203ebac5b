"""Lines of several runs on one chart, each with its letter where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from dashboard.charts.frame import Palette, frame

HEIGHT = 420
SMALL = 200  # of one run alone
MARKERS = 8  # on a line, at most
LETTER_HEIGHT = 14  # pixels between the letters of lines that end together
AXES = 110  # pixels of the height that are not the plot's


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; colour alone never tells which it is."""

    letter: str
    colour: str
    dash: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a run, or of what all are held against (without a look)."""

    name: str
    x: Sequence[Any]
    y: Sequence[float]
    look: Look | None = None
    dash: str = "solid"  # without a look: ink, or dashed as a baseline


def compared_chart(
    lines: Sequence[Line],
    palette: Palette,
    *,
    x_title: str = "",
    y_title: str,
    logarithmic: bool = False,
    height: int = HEIGHT,
    y_range: tuple[float, float] | None = None,
) -> go.Figure:
    """Draws the lines, those without a look below the others.

    The axis reaches over all of them, or over `y_range`; on a logarithmic one, values that have
    no logarithm are left out.
    """
    figure = frame(palette, x_title=x_title, y_title=y_title, height=height)
    for line in sorted(lines, key=lambda line: line.look is not None):
        _add(figure, line, palette, logarithmic)
    low, high = y_range or _reach(lines, logarithmic)
    if logarithmic:
        figure.update_yaxes(type="log", range=[math.log10(low), math.log10(high)], nticks=6)
    else:
        figure.update_yaxes(range=[low, high])
    _add_letters(figure, lines, (low, high), logarithmic, height)
    if height <= SMALL:
        figure.update_layout(showlegend=False, margin_t=8)
    return figure.update_layout(margin_r=28)


def _add(figure: go.Figure, line: Line, palette: Palette, logarithmic: bool) -> None:
    values = [value if _drawn(value, logarithmic) else None for value in line.y]
    if line.look is None:
        colour = palette.baseline if line.dash == "dash" else palette.ink
        how = {"color": colour, "dash": line.dash, "width": 1.5}
        figure.add_scatter(x=line.x, y=values, name=line.name, mode="lines", line=how)
        return
    figure.add_scatter(
        x=line.x,
        y=values,
        name=line.name,
        mode="lines+markers",
        line={"color": line.look.colour, "dash": line.look.dash, "width": 2},
        marker={"symbol": line.look.symbol, "size": 7, "maxdisplayed": MARKERS},
        showlegend=False,  # its letter stands where it ends
    )


def _drawn(value: float | None, logarithmic: bool) -> bool:
    return value is not None and math.isfinite(value) and (value > 0 or not logarithmic)


def _reach(lines: Sequence[Line], logarithmic: bool) -> tuple[float, float]:
    values = [value for line in lines for value in line.y if _drawn(value, logarithmic)]
    if not values:
        return (0.1, 10.0) if logarithmic else (0.0, 1.0)
    low, high = min(values), max(values)
    if logarithmic:
        return low / 1.3, high * 1.3
    margin = 0.08 * ((high - low) or abs(high) or 1)
    return low - margin, high + margin


def _add_letters(
    figure: go.Figure,
    lines: Sequence[Line],
    reach: tuple[float, float],
    logarithmic: bool,
    height: int,
) -> None:
    """The letter of each line where it ends; of lines that end together they are moved apart."""
    scale = math.log10 if logarithmic else float
    low, high = map(scale, reach)
    plot = height - AXES
    ends: dict[Any, list[tuple[Look, float]]] = {}  # by where
    for line in lines:
        drawn = [(x, y) for x, y in zip(line.x, line.y, strict=True) if _drawn(y, logarithmic)]
        if line.look is not None and drawn:
            x, y = drawn[-1]
            ends.setdefault(x, []).append((line.look, scale(y)))
    for x, together in ends.items():
        pixels = np.array([(y - low) / (high - low) * plot for _, y in together])
        for (look, y), shift in zip(together, apart(pixels, plot) - pixels, strict=True):
            figure.add_annotation(
                x=x,
                y=y,
                text=f"<b>{look.letter}</b>",
                showarrow=False,
                xanchor="left",
                xshift=6,
                yshift=float(shift),
                font={"color": look.colour, "size": 13},
            )


def apart(places: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """Places (n,) in pixels, moved as little as leaves `LETTER_HEIGHT` between neighbours.

    They stay between 0 and `most`, where there is room for all.
    """
    order = np.argsort(places, kind="stable")
    steps = LETTER_HEIGHT * np.arange(len(places))
    level = isotonic_regression(places[order] - steps).x
    moved = np.empty(len(places))
    moved[order] = np.clip(level, 0, max(0, most - steps[-1])) + steps
    return moved
