"""The loss of a run as a table to take away."""

from __future__ import annotations

import pandas as pd

from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.shared.continuing import STEP
from dashboard.shared.downloads import download


def download_loss(run: Run) -> None:
    """A button that saves the curve."""
    download(
        "Loss curve",
        lambda: _loss_curve(run).to_csv().encode(),
        f"loss-{run.id}.csv",
        "text/csv",
        key="download_loss",
    )


def _loss_curve(run: Run) -> pd.DataFrame:
    """The curve so far: what steps are called (index), loss, seconds."""
    loss = "loss" if run.kind is Kind.STOCK else "smoothed loss (the report's)"
    columns = [STEP[run.kind], loss, "seconds"]
    return pd.DataFrame(store().losses(run.id), columns=columns).set_index(STEP[run.kind])
