"""The loss of a run as a table."""

from __future__ import annotations

import pandas as pd

from core.runs.records import Run
from dashboard.backend import store


def loss_curve(run: Run, step: str) -> pd.DataFrame:
    """The curve so far: what steps are called (index), loss, seconds."""
    columns = [step, "loss", "seconds"]
    return pd.DataFrame(store().losses(run.id), columns=columns).set_index(step)
