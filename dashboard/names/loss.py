"""The smoothed loss of a names run."""

from __future__ import annotations

import math

import pandas as pd

from core.runs.records import Run
from dashboard.backend import store
from dashboard.charts.loss import loss_chart
from dashboard.shared.chart import show_chart
from dashboard.theme import palette

TOP_STEP = 10.0  # the axis ends at a multiple of this, so that it seldom changes


def loss_curve(run: Run) -> pd.DataFrame:
    """The curve so far: iteration (index), loss, seconds."""
    columns = ["iteration", "loss", "seconds"]
    return pd.DataFrame(store().losses(run.id), columns=columns).set_index("iteration")


def show_loss(run: Run, marked: int | None = None) -> None:
    """Draws the curve; `marked` is the iteration of a chosen checkpoint."""
    losses = loss_curve(run)["loss"]
    show_chart(
        loss_chart(
            losses,
            palette(),
            total=run.total,
            x_title="Iteration",
            y_title="Smoothed loss (nats a name)",
            marked=marked,
            top=_top(losses),
        ),
        key="names_loss",
        alt=_in_words(losses),
    )


def _top(losses: pd.Series[float]) -> float:
    highest = losses.max()
    return TOP_STEP if math.isnan(highest) else TOP_STEP * math.ceil(1.02 * highest / TOP_STEP)


def _in_words(losses: pd.Series[float]) -> str:
    if losses.empty:
        return "Smoothed loss by iteration; nothing yet"
    return f"Smoothed loss by iteration, from {losses.iloc[0]:.2f} to {losses.iloc[-1]:.2f}"
