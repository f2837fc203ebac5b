"""What a names run shows while it trains: seven names of each checkpoint."""

from __future__ import annotations

from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.checkpoints import report_names

NEWEST = 20  # checkpoints listed


def newest_rows(run: Run) -> dict[str, list[tuple[int, list[str]]]]:
    """(iteration, names) of the newest checkpoints, the newest first."""
    reached = store().checkpoints(run.id)[: -NEWEST - 1 : -1]
    return {
        "rows": [
            (iteration, report_names(run.id, run.dataset_id, iteration)) for iteration in reached
        ]
    }
