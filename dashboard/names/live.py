"""A names run while it trains: how far it is, how the loss falls, what names it invents."""

from __future__ import annotations

from collections.abc import Callable

from core.runs.records import Run
from dashboard.backend import store
from dashboard.names.loss import loss_figure
from dashboard.names.rows import newest_rows
from dashboard.shared.advice import as_next_step
from dashboard.shared.chart import as_json
from dashboard.shared.component import component
from dashboard.shared.curve import point
from dashboard.shared.live import answers, live_data
from dashboard.shared.page_header import presenting

KEY = "names_picture"

_live = component("names")


def show_training(run: Run, try_next: Callable[[Run], object]) -> None:
    """Status; while anything is still to come, the loss and the names at each checkpoint too."""
    data = live_data(run) | {"present": presenting()}
    if run.active:
        data |= {
            "loss": as_json(loss_figure(run)),
            "points": [point(step, loss) for step, loss, _ in store().losses(run.id)],
            **newest_rows(run),
        }
    else:
        data["next"] = as_next_step(run)
    _live(data, key=KEY, **answers(KEY, try_next))
