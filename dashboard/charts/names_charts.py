"""Charts of a names run: probabilities of letters, and how good its names are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.names.corpus import END
from core.names.sampling import SampledName
from dashboard.charts.frame import Palette, frame, mark

# Probabilities of letters as heat maps.

MOST_LETTERS = 40  # of a large alphabet, only the most probable ones are drawn
ROW_HEIGHT = 15  # pixels
END_SIGN, SPACE_SIGN = "⏎", "␣"


def letter_chart(name: SampledName, alphabet: str, palette: Palette) -> go.Figure:
    """What the network expected at each place of a name; a square marks the letter drawn."""
    spelt = drawn_letters(name)
    rows = _rows(name, alphabet, spelt)
    figure = _heat_map(
        name.probabilities[:, rows].T,
        [_row_label(alphabet[row]) for row in rows],
        [_column_label(letter) for letter in spelt],
        palette,
        hover="Place %{customdata[1]}: %{customdata[0]}, %{z:.1%}<extra></extra>",
        told=[(label(alphabet[row]), place + 1) for row in rows for place in range(len(spelt))],
    )
    figure.update_yaxes(title="Next letter")
    places = [rows.index(alphabet.index(letter)) for letter in spelt]
    for colour, width in ((palette.background, 5), (palette.ink, 2)):  # seen on any square
        figure.add_scatter(
            x=list(range(len(spelt))),
            y=places,
            mode="markers",
            marker={"symbol": "square-open", "size": 12, "color": colour, "line": {"width": width}},
            hoverinfo="skip",
            showlegend=False,
        )
    return figure


def pair_chart(shares: NDArray[np.float64], letters: str, palette: Palette) -> go.Figure:
    """How often each letter follows each, as `core.names.evaluation.letter_pairs` counts it."""
    table = pair_table(shares, letters)
    figure = _heat_map(
        table.to_numpy(),
        list(table.index),
        [_column_label(letter) for letter in letters[1:] + letters[0]],
        palette,
        hover="After %{customdata[0]}: %{customdata[1]}, %{z:.1%}<extra></extra>",
        told=[(before, after) for before in table.index for after in table.columns],
    )
    figure.update_yaxes(title="After this letter ...")
    figure.update_xaxes(title="... comes this one")
    return figure


def pair_table(shares: NDArray[np.float64], letters: str) -> pd.DataFrame:
    """The numbers of `pair_chart`: a row for the letter before, a column for the next one."""
    named = [label(letter) for letter in letters[1:]]
    ended = np.roll(shares, -1, axis=1)  # the end mark last
    return pd.DataFrame(ended, index=["start", *named], columns=[*named, label(END)])


def drawn_letters(name: SampledName) -> str:
    """The letters of a name, one for each row of its probabilities: with the end mark, if drawn."""
    return (name.text + END)[: len(name.probabilities)]


def label(letter: str) -> str:
    """How a letter is written where it stands alone."""
    return {END: "end", " ": "space"}.get(letter, letter)


def _rows(name: SampledName, alphabet: str, spelt: str) -> list[int]:
    """The letters to draw, in the order of the alphabet, the end mark last."""
    likeliest = np.argsort(-name.probabilities.max(axis=0), kind="stable")[:MOST_LETTERS]
    shown = {*likeliest.tolist(), *(alphabet.index(letter) for letter in spelt)}
    return sorted(shown, key=lambda row: row or len(alphabet))


def _row_label(letter: str) -> str:
    return f"{END_SIGN} end" if letter == END else label(letter)


def _column_label(letter: str) -> str:
    """Columns are narrow: one character has to do."""
    return {END: END_SIGN, " ": SPACE_SIGN}.get(letter, letter)


def _heat_map(
    shares: NDArray[np.float64],
    rows: Sequence[str],
    columns: Sequence[str],
    palette: Palette,
    *,
    hover: str,
    told: Sequence[tuple[str | int, ...]],
) -> go.Figure:
    """`shares` (rows, columns), 0 to 1, the first row on top; `told` is what a hover says."""
    figure = frame(palette, height=90 + ROW_HEIGHT * len(rows))
    figure.add_heatmap(
        z=shares,
        customdata=np.array(told, dtype=object).reshape(*shares.shape, -1),
        hovertemplate=hover,
        colorscale=palette.scale,
        zmin=0,
        zmax=1,
        xgap=1,
        ygap=1,
        colorbar={"thickness": 8, "tickformat": ".0%", "outlinewidth": 0, "nticks": 3, "len": 1},
    )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(side="top", tickangle=0, **_ticks(columns))
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], **_ticks(rows))
    return figure


def _ticks(labels: Sequence[str]) -> dict[str, Any]:
    """An axis with a label for each whole number, and no lines."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "ticks": "",
        "showgrid": False,
        "showline": False,
    }


# How good the names of a network are, along its training.
#
# A trace takes its values in the browser (browser/shared/curves.js) from the rows of the
# checkpoints; its `meta` names the figure. Nothing is made anew here while a network trains.

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
