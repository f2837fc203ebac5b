"""Lines of prices over days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go


def add_line(
    figure: go.Figure, prices: pd.Series[float], name: str, mode: str = "lines", **line: Any
) -> None:
    """Plotly marks the points of short lines unless it is told not to."""
    figure.add_scatter(
        x=prices.index, y=prices, name=name, mode=mode, marker={"size": 5}, line=line
    )
