"""How good the names of a network are, along its training.

A trace takes its values in the browser (browser/names/along.js) from the rows of the checkpoints;
its `meta` names the figure. Nothing is made anew here while a network trains.
"""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.loss import mark
from dashboard.charts.palette import Palette

HEIGHT = 200  # pixels, unless the browser knows better


def likeness_chart(palette: Palette, *, total: int, real: float) -> go.Figure:
    """Shares, 0 to 1: new names, copied ones, and letter triples that the list has, too.

    `real` is the share of the triples that real names share with each other.
    """
    figure = _empty(palette, total, "Share")
    _line(figure, "invented", "New, name-like", palette.new, "solid", "circle")
    _line(figure, "copied", "Copied", palette.copied, "dash", "diamond")
    _line(figure, "triples", "Triples in the list", palette.model, "solid", "square")
    _level(figure, "Triples in real names", real, total, palette)
    return figure.update_yaxes(range=[-0.04, 1.04], tickformat=".0%", nticks=4)


def bits_chart(
    palette: Palette,
    *,
    total: int,
    blind: float,
    held_out: bool,
    continued: int | None = None,
) -> go.Figure:
    """Bits a letter: of names that the network learned from, and of those that it never saw.

    Bits beyond `layout.meta.most` are drawn on a logarithmic axis. A line marks the step
    `continued`, where the run went on from another one.
    """
    figure = _empty(palette, total, "Bits a letter")
    _line(figure, "trained", "Names it learned from", palette.model, "solid", "circle")
    if held_out:
        _line(figure, "held_out", "Names it never saw", palette.ink, "dash", "diamond")
    _level(figure, "Blind guess", blind, total, palette)
    most = 1.2 * blind
    if continued is not None:
        figure.add_vline(continued, line={"color": palette.baseline, "width": 1})
        figure.add_annotation(
            x=continued,
            y=0,
            text="continued here",
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"color": palette.baseline},
        )
    figure.update_layout(meta={**figure.layout.meta, "most": most, "continued": continued})
    return figure.update_yaxes(range=[0, most])


def _empty(palette: Palette, total: int, y_title: str) -> go.Figure:
    figure = frame(palette, x_title="Iteration", y_title=y_title, height=HEIGHT)
    margin = 0.02 * total  # so that the first and the last marker are whole
    figure.update_xaxes(range=[-margin, total + margin], nticks=5)
    return figure.update_layout(showlegend=False, margin_t=8, meta={"mark": mark(palette)})


def _line(figure: go.Figure, what: str, name: str, colour: str, dash: str, symbol: str) -> None:
    figure.add_scatter(
        x=[],
        y=[],
        meta=what,
        name=name,
        mode="lines+markers",
        line={"color": colour, "dash": dash},
        marker={"symbol": symbol, "size": 6},
    )


def _level(figure: go.Figure, name: str, value: float, total: int, palette: Palette) -> None:
    line = {"color": palette.baseline, "dash": "dash", "width": 1.5}
    figure.add_scatter(x=[0, total], y=[value, value], name=name, mode="lines", line=line)
