"""Probabilities of letters as heat maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.names.corpus import END
from core.names.sampling import SampledName
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

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
