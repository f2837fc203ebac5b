"""How sure a network is: bands around its forecasts, and what came."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.lines import add_line
from dashboard.charts.palette import Palette, faded

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
