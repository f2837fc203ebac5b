"""Charts of groups of runs: over two settings, one, or all; of many seeds, or many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.charts.frame import Palette, faded, frame

MOST_WRITTEN = 60  # cells with their number in them
FAR = 3.0  # times as far from the middle as the best is: all beyond have the palest colour
BEST_SHARE = 0.1  # of the points, that are drawn strong on parallel axes


@dataclass(frozen=True, slots=True)
class Cells:
    """Figures in rows and columns, and what each cell is called when it is chosen."""

    x: Sequence[str]
    y: Sequence[str]
    values: Sequence[Sequence[float | None]]  # (y, x)
    chosen: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Dots:
    """A figure for each run; places are numbers, or words of `order`."""

    x: Sequence[float | str]
    y: Sequence[float]
    hover: Sequence[str]
    chosen: Sequence[str]
    order: Sequence[str] = ()  # of the words, where the places are words
    logarithmic: bool = False


def heat_map(
    cells: Cells, palette: Palette, *, x_title: str, y_title: str, measure: str, high_is_best: bool
) -> go.Figure:
    """The stronger the colour, the better; the best cell has a frame, and each its number."""
    figure = frame(palette, x_title=x_title, y_title=y_title, height=360)
    numbers = np.array(cells.values, dtype=np.float64)
    few = numbers.size <= MOST_WRITTEN
    figure.add_heatmap(
        x=list(range(len(cells.x))),
        y=list(range(len(cells.y))),
        z=cells.values,
        text=_written(cells),
        texttemplate="%{text}" if few else "",
        customdata=[list(row) for row in cells.chosen],
        hovertext=[
            [
                f"{x_title} {x}, {y_title} {y}: {value}"
                for x, value in zip(cells.x, row, strict=True)
            ]
            for y, row in zip(cells.y, _written(cells), strict=True)
        ],
        hoverinfo="text",
        **_limits(numbers, high_is_best),
        colorscale=palette.scale,
        reversescale=not high_is_best,
        colorbar={"title": {"text": measure, "side": "right"}, "thickness": 12},
        xgap=2,
        ygap=2,
    )
    _ticks(figure, cells)
    if np.isfinite(numbers).any():
        best = np.nanargmax(numbers) if high_is_best else np.nanargmin(numbers)
        row, column = divmod(int(best), len(cells.x))
        figure.add_shape(
            type="rect",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=row - 0.5,
            y1=row + 0.5,
            line={"color": palette.ink, "width": 2.5},
        )
    return figure.update_layout(hovermode="closest")


def _written(cells: Cells) -> list[list[str]]:
    return [["" if value is None else f"{value:.3g}" for value in row] for row in cells.values]


def _limits(numbers: NDArray[np.float64], high_is_best: bool) -> dict[str, float]:
    """Where the colours end: what is far worse than most would leave none to tell those apart."""
    found = numbers[np.isfinite(numbers)]
    if len(found) < 2 or found.min() == found.max():
        return {}
    best, middle = (found.max() if high_is_best else found.min()), float(np.median(found))
    far = middle + FAR * (middle - best)
    low, high = (max(found.min(), far), best) if high_is_best else (best, min(found.max(), far))
    return {"zmin": float(low), "zmax": float(high)} if low < high else {}


def _ticks(figure: go.Figure, cells: Cells) -> None:
    for axis, words in ((figure.update_xaxes, cells.x), (figure.update_yaxes, cells.y)):
        last = len(words) - 1
        axis(
            tickvals=list(range(len(words))),
            ticktext=list(words),
            range=[-0.5, last + 0.5],
            showgrid=False,
        )


def scatter_map(
    x: Dots,
    y: Dots,
    palette: Palette,
    *,
    x_title: str,
    y_title: str,
    measure: str,
    high_is_best: bool,
) -> go.Figure:
    """Two ranges: a mark for each run, the stronger the better; `y.x` are the second places."""
    figure = frame(palette, x_title=x_title, y_title=y_title, height=360)
    figure.add_scatter(
        x=list(x.x),
        y=list(y.x),
        mode="markers",
        customdata=list(x.chosen),
        hovertext=list(x.hover),
        hoverinfo="text",
        marker={
            "size": 11,
            "color": list(x.y),
            "colorscale": palette.scale,
            "reversescale": not high_is_best,
            "line": {"color": palette.ink, "width": 1},
            "colorbar": {"title": {"text": measure, "side": "right"}, "thickness": 12},
        },
        showlegend=False,
    )
    _scale(figure.update_xaxes, x)
    _scale(figure.update_yaxes, y)
    return figure.update_layout(hovermode="closest")


def strip(
    dots: Dots,
    means: Sequence[tuple[float | str, float]],
    palette: Palette,
    *,
    x_title: str,
    measure: str,
    level: float | None = None,
) -> go.Figure:
    """Every run of every seed as a mark, and the mean of each place as a line.

    `level` is what yesterday's price would have; it is a dashed line.
    """
    figure = frame(palette, x_title=x_title, y_title=measure, height=300)
    figure.add_scatter(
        x=list(dots.x),
        y=list(dots.y),
        name="A run",
        mode="markers",
        customdata=list(dots.chosen),
        hovertext=list(dots.hover),
        hoverinfo="text",
        marker={"color": faded(palette.model, 0.6), "size": 8},
    )
    figure.add_scatter(
        x=[place for place, _ in means],
        y=[value for _, value in means],
        name="Mean",
        mode="markers",
        hoverinfo="skip",
        marker={"symbol": "line-ew", "size": 26, "line": {"color": palette.ink, "width": 3}},
    )
    if level is not None:
        _level(figure, level, palette)
    _scale(figure.update_xaxes, dots)
    return figure.update_layout(hovermode="closest")


def _level(figure: go.Figure, level: float, palette: Palette) -> None:
    figure.add_hline(y=level, line={"color": palette.baseline, "dash": "dash", "width": 1.5})
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="right",
        y=level,
        yanchor="bottom",
        text="repeating yesterday",
        showarrow=False,
        font={"color": palette.baseline, "size": 12},
    )


def _scale(axis: object, dots: Dots) -> None:
    assert callable(axis)
    if dots.order:
        axis(
            type="category",
            categoryorder="array",
            categoryarray=list(dots.order),
            range=[-0.5, len(dots.order) - 0.5],
        )
    elif dots.logarithmic:
        axis(type="log", dtick=1, exponentformat="none")


def parallel(
    axes: Sequence[tuple[str, str, str]],
    points: Sequence[Sequence[float]],
    best_first: Sequence[int],
    hover: Sequence[str],
    palette: Palette,
) -> go.Figure:
    """A line for each point over axes side by side; the best tenth is strong.

    Args:
        axes: (title, what stands at its foot, what at its head).
        points: (points, axes), 0 to 1.
        best_first: the places of the points, the best one first.
        hover: what is said of each point.
        palette: the colours.
    """
    figure = frame(palette, height=340)
    strong = max(1, round(BEST_SHARE * len(points)))
    places = list(range(len(axes)))
    for rank, number in reversed(list(enumerate(best_first))):
        good = rank < strong
        figure.add_scatter(
            x=places,
            y=list(points[number]),
            name="Best tenth" if good else "Others",
            legendgroup=str(good),
            showlegend=rank in (0, strong),
            mode="lines+markers" if good else "lines",
            hovertext=hover[number],
            hoverinfo="text",
            line={
                "color": palette.model if good else faded(palette.baseline, 0.45),
                "width": 2.5 if good else 1,
            },
        )
    for place, (_, foot, head) in enumerate(axes):
        figure.add_vline(x=place, line={"color": palette.line, "width": 1.5})
        for words, y, anchor in ((foot, 0, "top"), (head, 1, "bottom")):
            figure.add_annotation(x=place, y=y, yanchor=anchor, text=words, showarrow=False)
    figure.update_xaxes(
        tickvals=places, ticktext=[title for title, _, _ in axes], range=[-0.4, len(axes) - 0.6]
    )
    figure.update_yaxes(visible=False, range=[-0.12, 1.12])
    return figure.update_layout(hovermode="closest")


# Many trainings of the same settings: how far they lie apart.


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
