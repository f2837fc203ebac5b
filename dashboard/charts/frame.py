"""What all charts share: the colours and their meaning, margins, grid, price lines, the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

# What a colour means, the same on every chart.


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, named by their meaning."""

    ink: str  # actual prices, training names
    model: str  # whatever the network says
    baseline: str  # yesterday's price and other baselines
    new: str  # a name that is not on the training list
    copied: str  # a name that is
    line: str  # grid, borders
    background: str
    sequential: tuple[str, ...]  # low to high

    @property
    def scale(self) -> list[list[float | str]]:
        """The sequential colours as a Plotly colour scale."""
        last = len(self.sequential) - 1
        return [[place / last, colour] for place, colour in enumerate(self.sequential)]


def faded(colour: str, opacity: float) -> str:
    """`colour` ("#rrggbb") at `opacity` (0 to 1), as Plotly reads it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


FONT = "Source Sans, sans-serif"  # that of the page
FONT_SIZE = 13


def frame(
    palette: Palette, *, x_title: str = "", y_title: str = "", height: int = 400
) -> go.Figure:
    """An empty figure in the house style; `uirevision` keeps a zoom while the data change."""
    axis = {
        "gridcolor": palette.line,
        "linecolor": palette.line,
        "zeroline": False,
        "automargin": True,
        "title": {"font": {"size": FONT_SIZE}, "standoff": 8},
    }
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 24, "b": 8},
            "hovermode": "x unified",
            "uirevision": "keep",
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": palette.ink, "family": FONT, "size": FONT_SIZE},
            "hoverlabel": {"bgcolor": palette.background, "bordercolor": palette.line},
            "modebar": {"bgcolor": "rgba(0, 0, 0, 0)", "color": faded(palette.ink, 0.6)},
            "legend": {
                "orientation": "h",
                "yref": "container",
                "yanchor": "bottom",
                "y": 0,
                "x": 0,
            },
            "xaxis": {**axis, "title_text": x_title, "showgrid": False},
            "yaxis": {**axis, "title_text": y_title},
        }
    )


# Lines of prices over days.


def add_line(
    figure: go.Figure, prices: pd.Series[float], name: str, mode: str = "lines", **line: Any
) -> None:
    """Plotly marks the points of short lines unless it is told not to."""
    figure.add_scatter(
        x=prices.index, y=prices, name=name, mode=mode, marker={"size": 5}, line=line
    )


# How the loss moves while a network trains.


def loss_chart(
    palette: Palette,
    *,
    total: int,
    x_title: str,
    y_title: str,
    logarithmic: bool = False,
    continued: int | None = None,
) -> go.Figure:
    """An empty curve on an axis of `total` steps; `layout.meta.mark` is the line at a chosen step.

    The browser draws the curve into it (browser/shared/curves.js): nothing is made anew here
    while a network trains. Up to the step `continued`, where the run went on from another one,
    the curve is that one's: paler, and it ends in a dot.
    """
    figure = frame(palette, x_title=x_title, y_title=y_title, height=220)
    figure.add_scatter(
        x=[], y=[], name="Loss", mode="lines", line={"color": palette.model}, showlegend=False
    )
    figure.update_xaxes(range=[0, total])
    figure.update_layout(meta={"mark": mark(palette)})
    if continued is not None:
        _add_before(figure, palette, continued)
    if logarithmic:
        figure.update_yaxes(type="log", dtick=1)
    else:
        figure.update_yaxes(rangemode="tozero")
    return figure


def mark(palette: Palette) -> dict[str, Any]:
    """The line at a chosen step, without its place."""
    line = {"color": palette.baseline, "dash": "dot"}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _add_before(figure: go.Figure, palette: Palette, continued: int) -> None:
    """`layout.meta.before`: where the curve of the run before ends, and its line."""
    line = {"color": faded(palette.model, 0.5), "width": 1.5}
    figure.update_layout(meta={**figure.layout.meta, "before": {"end": continued, "line": line}})
