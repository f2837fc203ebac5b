"""Runs as a table: a row a run, a column for each thing that can be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from core.parameters import parameters
from core.runs.records import Run
from core.runs.settings import MODELS

# What stands in every row, and what people read; then come settings and figures.
OF_EVERY_RUN: Final = {
    "pinned": "Pinned",
    "name": "Name",
    "experiment": "Experiment",
    "data": "Data",
    "state": "State",
    "tags": "Tags",
    "note": "Note",
    "continues": "Continues",
    "created": "Created",
    "done": "Done",
    "total": "Of",
    "loss": "Loss",
    "seconds": "Seconds",
}
SETTINGS: Final = {
    parameter.name: parameter.facts.label
    for model in MODELS.values()
    for parameter in parameters(model)
}
_FIGURES: Final = {
    "rmse": "RMSE",
    "mae": "MAE",
    "mape": "MAPE",
    "direction_accuracy": "Direction right",
    "naive_rmse": "RMSE, yesterday's price",
    "naive_mae": "MAE, yesterday's price",
    "naive_mape": "MAPE, yesterday's price",
}
KNOWN: Final = OF_EVERY_RUN | SETTINGS | _FIGURES
_NESTED = (list, dict)  # no plain values


def run_table(runs: Sequence[Run]) -> pd.DataFrame:
    """One row a run, indexed by its id: what stands in every row, its settings, its figures.

    Columns that no run has a value in are left out, and so is what is no plain value.
    """
    rows = [_row(run) for run in runs]
    frame = pd.DataFrame(rows, index=pd.Index([run.id for run in runs], name="run"))
    return frame.dropna(axis="columns", how="all")


def label(column: str) -> str:
    """A column as people read it."""
    return KNOWN.get(column, column.replace("_", " ").capitalize())


def in_order(frame: pd.DataFrame, column: str, *, descending: bool = False) -> pd.DataFrame:
    """The table sorted by a column: pinned runs first, those without a value last."""
    ordered = frame
    if column in frame:
        ordered = frame.sort_values(
            column, ascending=not descending, kind="stable", na_position="last", key=_sortable
        )
    return ordered.sort_values("pinned", ascending=False, kind="stable")


def _row(run: Run) -> dict[str, Any]:
    figures = {name: value for name, value in run.values.items() if not isinstance(value, _NESTED)}
    return {
        "pinned": run.pinned,
        "name": run.name,
        "experiment": run.kind.value,
        "data": run.title,
        "state": run.state.value,
        "tags": " ".join(run.tags) or None,
        "note": run.note,
        "continues": run.parent_id,
        "created": run.created,
        "done": run.done,
        "total": run.total,
        **run.settings.model_dump(),
        **figures,
        "loss": run.loss,
        "seconds": run.seconds,
    }


def _sortable(values: pd.Series[Any]) -> pd.Series[Any]:
    """Words without regard to capitals; numbers, days and truths as they are."""
    return values.str.lower() if pd.api.types.is_string_dtype(values) else values
