"""The status of a run or a group of runs in words, and how a page follows a run."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.advice import Suggestion
from core.errors import UserError
from core.runs.groups.findings import label_of
from core.runs.groups.plan import Purpose
from core.runs.groups.records import Group
from core.runs.records import Run, RunState
from core.runs.settings import EXPERIMENTS
from dashboard import text
from dashboard.backend import executor, store
from dashboard.server.base_path import base_path
from dashboard.shared.advice import as_next_step, learned_nothing
from dashboard.shared.charting import on_state
from dashboard.shared.form import in_words
from dashboard.shared.people import may_change, stop_run

NEXT = "Next in the queue: starts as soon as a worker is free"
STARTING = "The workers are starting: some seconds, only the first time"
STARTING_AFTER = 2.0  # seconds; a worker that is awake takes a run sooner
LOADING = "Loading TensorFlow: some seconds, once for each worker"


def run_title(run: Run) -> str:
    """The name that people gave it, else that of its data."""
    return run.name or run.title


def run_status(run: Run) -> dict[str, str | float | bool | None]:
    """The status of a run as the browser's status line takes it."""
    return {
        "state": run.state.value,
        "active": run.active,
        "text": status_sentence(run),
        "settings": in_words(run.settings),
        "share": _share(run),
        "trouble": executor().trouble if run.state is RunState.QUEUED else None,
    }


def status_sentence(run: Run) -> str:
    """One sentence on the state of a run: "38 of 100 epochs, 2 s left"."""
    reached = f"{int(run.done):,} of {run.total:,} {EXPERIMENTS[run.kind].steps}"
    took = text.duration(run.seconds)
    match run.state:
        case RunState.QUEUED if run.place == 1:
            return STARTING if _workers_start(run) else NEXT
        case RunState.QUEUED:
            return f"Number {run.place} in the queue"
        case RunState.RUNNING:
            return _running_sentence(run, reached)
        case RunState.FINISHED:
            return _finished_sentence(run, f"Finished: {reached} in {took} ({run.engine})")
        case RunState.STOPPED:
            return f"Stopped after {reached}, {took}" if run.started else "Stopped in the queue"
        case RunState.INTERRUPTED:
            return f"Interrupted after {reached}: its worker has gone. What it reached is kept."
        case RunState.FAILED:
            return run.error or "Failed"


def waiting_sentence(trouble: str) -> str:
    """Why what goes on does not show."""
    return f"Waiting for the database: {trouble}. Nothing is lost."


def _finished_sentence(run: Run, finished: str) -> str:
    """With the reason why another engine trained than the one asked for, if there is one."""
    reason = run.values.get("engine_reason")
    return f"{finished}. {reason}" if reason else finished


def _running_sentence(run: Run, reached: str) -> str:
    trouble = run.error or store().trouble  # as its worker tells, or as this server has found
    if trouble:
        return f"{waiting_sentence(trouble)} {reached}"
    begun = run.loss is not None and run.done != run.parent_step  # else nothing was reported yet
    if run.engine == "keras" and not begun:
        return LOADING
    left = run.seconds_left
    return reached if left is None else f"{reached}, {text.duration(left)} left"


def _workers_start(run: Run) -> bool:
    """Whether the next run of the queue waits for workers that come up, not for other runs."""
    if store().running():
        return False
    waited = (datetime.datetime.now(datetime.UTC) - run.created).total_seconds()
    return not executor().ready or waited > STARTING_AFTER


def _share(run: Run) -> float:
    return min(1.0, run.done / run.total) if run.total else 0.0


# Groups of runs.


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


def group_status(group: Group) -> dict[str, Any]:
    """The status of a group as the browser's status line takes it."""
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


# Following a run: what its component needs, and calls back.


def live_data(run: Run, advice: Suggestion | None) -> dict[str, Any]:
    """What a component needs to follow a run: where it stands, its news, what to try next."""
    return {
        "run": run.id,
        "active": run.active,
        "may_stop": may_change(run),
        "total": run.total,
        "standing": run_status(run) | {"learned": not learned_nothing(advice)},
        "next": as_next_step(advice),
        "live": f"{base_path()}/live/{run.id}",
    }


def callbacks(key: str, try_next: Callable[[Run], object]) -> dict[str, Any]:
    """The callbacks of a component that follows a run; its key is `key`.

    `try_next` starts what the run makes worth trying.
    """

    def follow_advice(run_id: str) -> None:
        try:
            try_next(store().run(run_id))
        except UserError as problem:  # the run was deleted meanwhile
            st.toast(str(problem))

    return {
        "on_stop_change": on_state(key, "stop", stop_run),
        "on_next_change": on_state(key, "next", follow_advice),
        "on_ended_change": lambda: None,
    }
