"""One step at a time beside running free."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.frame import frame
from dashboard.charts.lines import add_line
from dashboard.charts.palette import Palette, faded


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
