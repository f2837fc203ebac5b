"""Probabilities of letters as heat maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.names.corpus import END
from core.names.sampling import SampledName
from dashboard.charts.frame import frame
from dashboard.charts.palette import Palette

MOST_LETTERS = 40  # of a large alphabet, only the most probable ones are drawn
ROW_HEIGHT = 15  # pixels


def letter_chart(name: SampledName, alphabet: str, palette: Palette) -> go.Figure:
    """What the network expected at each place of a name; a square marks the letter drawn."""
    spelt = drawn_letters(name)
    rows = _rows(name, alphabet, spelt)
    labels = [label(alphabet[row]) for row in rows]
    places = list(range(1, len(spelt) + 1))
    figure = _heat_map(
        name.probabilities[:, rows].T,
        places,
        labels,
        palette,
        hover="Place %{x}: %{text}, %{z:.1%}<extra></extra>",
    )
    figure.add_scatter(
        x=places,
        y=[rows.index(alphabet.index(letter)) for letter in spelt],
        name="Letter drawn",
        mode="markers",
        marker={"symbol": "square-open", "size": 13, "color": palette.ink, "line": {"width": 2}},
        hoverinfo="skip",
        showlegend=True,
    )
    figure.update_xaxes(tickvals=places, ticktext=[label(letter) for letter in spelt])
    figure.update_yaxes(title="Next letter")
    return figure


def pair_chart(shares: NDArray[np.float64], letters: str, palette: Palette) -> go.Figure:
    """How often each letter follows each, as `core.names.evaluation.letter_pairs` counts it."""
    before = ["start", *map(label, letters[1:])]
    after = [*map(label, letters[1:]), label(END)]
    figure = _heat_map(
        np.roll(shares.T, -1, axis=0),  # the end mark last
        list(range(len(letters))),
        after,
        palette,
        hover="After %{customdata}: %{text}, %{z:.1%}<extra></extra>",
        customdata=np.broadcast_to(np.array(before, dtype=object), shares.shape),
    )
    figure.update_xaxes(title="After this letter ...", tickvals=list(range(len(letters))))
    figure.update_xaxes(ticktext=before)
    figure.update_yaxes(title="... comes this one")
    return figure


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


def _heat_map(
    shares: NDArray[np.float64],
    x: Sequence[int],
    labels: Sequence[str],
    palette: Palette,
    *,
    hover: str,
    customdata: NDArray[np.object_] | None = None,
) -> go.Figure:
    """`shares` (rows, columns), 0 to 1, the first row on top."""
    figure = frame(palette, height=110 + ROW_HEIGHT * len(labels))
    figure.add_heatmap(
        z=shares,
        x=list(x),
        y=list(range(len(labels))),
        text=[[row] * len(x) for row in labels],
        customdata=customdata,
        hovertemplate=hover,
        colorscale=palette.scale,
        zmin=0,
        zmax=1,
        xgap=1,
        ygap=1,
        colorbar={"thickness": 10, "tickformat": ".0%", "outlinewidth": 0, "len": 1},
    )
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(side="top", tickangle=0, showline=False)
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
        showline=False,
    )
    return figure
