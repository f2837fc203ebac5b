"""Where a group of runs stands, in words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import UserError
from core.runs.groups.plan import Plan, Purpose
from core.runs.groups.records import Group
from core.runs.records import RunState
from dashboard import text
from dashboard.backend import executor, me, session
from dashboard.shared.form import in_words
from dashboard.shared.history import leave_for

TITLES = {
    Purpose.SWEEP: "Sweep",
    Purpose.SEEDS: "Other seeds",
    Purpose.WALK_FORWARD: "Other times",
}


def group_state(group: Group) -> RunState:
    """A group's state as that of a run: what people know already."""
    if group.active:
        return RunState.RUNNING if group.counts.started else RunState.QUEUED
    if group.stop_requested:
        return RunState.STOPPED
    return RunState.FINISHED


def group_sentence(group: Group) -> str:
    """One sentence: "37 of 100 runs, 12 s left"."""
    reached = f"{group.counts.over:,} of {group.total:,} runs"
    failed = group.counts.by_state.get(RunState.FAILED, 0)
    lost = f", {failed:,} of them failed" if failed else ""
    match group_state(group):
        case RunState.QUEUED:
            return f"{reached}: waiting for a worker"
        case RunState.RUNNING:
            left = group.seconds_left
            return reached + lost + ("" if left is None else f", {text.duration(left)} left")
        case RunState.STOPPED:
            through = group.counts.by_state.get(RunState.FINISHED, 0)
            return f"Stopped: {through:,} of {group.plan.run_count:,} runs went through"
        case _:
            return f"Finished: {reached}{lost} in {text.duration(group.seconds)}"


def group_standing(group: Group) -> dict[str, Any]:
    """The same as the browser's status line takes it."""
    state = group_state(group)
    return {
        "state": state.value,
        "active": group.active,
        "text": group_sentence(group),
        "settings": f"{group.title}: {in_words(group.plan.settings)}",
        "share": group.counts.over / group.total if group.total else 0.0,
        "trouble": executor().trouble if state is RunState.QUEUED else None,
    }


def group_title(group: Group) -> str:
    """What it is: "Sweep of timesteps and units"."""
    from core.runs.groups.findings import label_of

    if group.purpose is Purpose.SWEEP:
        names = [label_of(group.kind, name).lower() for name in group.plan.varied]
        return (
            f"Sweep of {', '.join(names[:-1])} and {names[-1]}"
            if len(names) > 1
            else (f"Sweep of {names[0]}")
        )
    if group.purpose is Purpose.SEEDS:
        return f"The same on {group.plan.seeds} seeds"
    return f"The same at {group.plan.point_count} times"


# Starting groups of runs, and the page that shows them.

VIEW = "views/sweep.py"


def begin(plan: Plan, purpose: Purpose) -> None:
    """Starts a group."""
    try:
        executor().submit_group(plan, purpose, session(), me().id)
    except UserError as problem:
        st.toast(str(problem))


def begin_and_open(plan: Plan) -> None:
    """Starts a sweep, and wants its page (see `leaving`)."""
    try:
        group = executor().submit_group(plan, Purpose.SWEEP, session(), me().id)
    except UserError as problem:
        st.toast(str(problem))
    else:
        leave_for(VIEW, {"group": group.id})
