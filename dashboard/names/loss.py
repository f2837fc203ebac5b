"""The smoothed loss of a names run."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.runs.records import Run
from dashboard.backend import store
from dashboard.charts.loss import loss_chart, with_curve
from dashboard.shared.chart import show_chart
from dashboard.theme import palette


def loss_figure(run: Run) -> go.Figure:
    """The chart of a run, without its curve."""
    return loss_chart(
        palette(),
        total=run.total if run.active else max(1, int(run.done)),
        x_title="Iteration",
        y_title="Loss a name, running mean",
    )


def loss_curve(run: Run) -> pd.DataFrame:
    """The curve so far: iteration (index), loss, seconds."""
    columns = ["iteration", "loss", "seconds"]
    return pd.DataFrame(store().losses(run.id), columns=columns).set_index("iteration")


def show_loss(run: Run, marked: int) -> None:
    """Draws the curve of a run that has ended; `marked` is the iteration of a chosen checkpoint."""
    losses = loss_curve(run)["loss"]
    show_chart(
        with_curve(loss_figure(run), losses, marked),
        key="names_loss",
        alt=f"Loss by iteration, from {losses.iloc[0]:.2f} to {losses.iloc[-1]:.2f}",
    )
