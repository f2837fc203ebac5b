"""What a page does when the browser tells that the shown run's state has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import UserError
from core.runs.records import Run
from dashboard.backend import store
from dashboard.server.base import base_path
from dashboard.shared.advice import learned_nothing
from dashboard.shared.charting.component import heard
from dashboard.shared.people import may_change, stop_run
from dashboard.shared.status import standing


def live_data(run: Run) -> dict[str, Any]:
    """What a component needs to follow a run: where it stands, and where its news are."""
    return {
        "run": run.id,
        "active": run.active,
        "may_stop": may_change(run),
        "total": run.total,
        "standing": standing(run) | {"learned": not learned_nothing(run)},
        "live": f"{base_path()}/live/{run.id}",
    }


def answers(key: str, try_next: Callable[[Run], object]) -> dict[str, Any]:
    """The callbacks of a component that follows a run; its key is `key`.

    `try_next` starts what the run makes worth trying.
    """

    def follow_advice(run_id: str) -> None:
        try:
            try_next(store().run(run_id))
        except UserError as problem:  # the run was deleted meanwhile
            st.toast(str(problem))

    return {
        "on_stop_change": heard(key, "stop", stop_run),
        "on_next_change": heard(key, "next", follow_advice),
        "on_ended_change": lambda: None,
    }
