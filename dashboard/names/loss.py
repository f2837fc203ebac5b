"""The loss of a names run as a chart."""

from __future__ import annotations

import plotly.graph_objects as go

from core.names.corpus import Corpus
from core.names.learning import blind
from dashboard.charts.loss import loss_chart
from dashboard.theme import palette


def loss_figure(corpus: Corpus, total: int, continued: int | None = None) -> go.Figure:
    """The chart without its curve, on an axis of `total` iterations; see `loss_chart`."""
    return loss_chart(
        palette(),
        total=total,
        x_title="Iteration",
        y_title="Loss a name",
        blind=blind(corpus),
        continued=continued,
    )
