"""A run as it happens: drawn again and again while it is queued or training."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from core.errors import UnknownRunError
from core.runs.records import Run, RunState
from dashboard import text
from dashboard.backend import executor, store

POLL_SECONDS = 0.3
WAITING_SECONDS = 1.0  # a whole class may be waiting in the queue
STARTING = "The workers are starting: some seconds, only the first time"
STARTING_AFTER = 2.0  # seconds; a worker that is awake takes a run sooner
STOP_WIDTH = 130  # pixels, for either label: nothing moves under the pointer
TROUBLE = {
    RunState.FAILED: ":material/error:",
    RunState.INTERRUPTED: ":material/power_off:",
}


def live(run_id: str, draw: Callable[[Run], None]) -> Run:
    """Draws the run by `draw`, and keeps drawing while it is active; then the page runs once more.

    Returns:
        The run as it stood. While it is active this page will run again; else it never will, so
        what is to be seen of an ended run has to be drawn now.

    Raises:
        UnknownRunError: The run has been deleted.
    """
    found = store().run(run_id)
    pace = _pace(found)

    @st.fragment(run_every=pace)
    def panel() -> None:
        try:
            run = store().run(run_id)
            draw(run)
        except UnknownRunError:
            if store().version(run_id) >= 0:
                raise
            st.rerun()  # deleted meanwhile: the page says so
        if _pace(run) != pace:
            st.rerun()

    panel()
    return found


def _pace(run: Run) -> float | None:
    """Seconds until the next look at a run; None when nothing is to come any more."""
    if not run.active:
        return None
    return WAITING_SECONDS if (run.place or 0) > 1 else POLL_SECONDS


def show_status(run: Run, unit: str) -> None:
    """Where the run stands, in one line, with its progress and a way to stop it."""
    if run.state in TROUBLE:
        st.error(text.plain(status_sentence(run, unit)), icon=TROUBLE[run.state])
        return
    with st.container(horizontal=True, vertical_alignment="center", key="run_status"):
        sentence = STARTING if _workers_start(run) else status_sentence(run, unit)
        st.progress(_share(run), text=text.plain(sentence))
        if run.active:
            asked = st.session_state.get("stopping") == run.id
            st.button(
                "Stopping" if asked else "Stop",
                icon=":material/stop:",
                key="stop",
                on_click=_stop,
                args=(run.id,),
                disabled=asked,
                width=STOP_WIDTH,
            )
    if run.state is RunState.QUEUED and (trouble := executor().trouble):
        st.warning(trouble, icon=":material/warning:")


def status_sentence(run: Run, unit: str) -> str:
    """One sentence on the state of a run: "38 of 100 epochs, 2 s left"."""
    reached = f"{_count(run.done)} of {run.total:,} {unit}"
    took = text.duration(run.seconds)
    match run.state:
        case RunState.QUEUED if run.place == 1:
            return "Next in the queue: starts as soon as a worker is free"
        case RunState.QUEUED:
            return f"Number {run.place} in the queue"
        case RunState.RUNNING:
            left = run.seconds_left
            return reached if left is None else f"{reached}, {text.duration(left)} left"
        case RunState.FINISHED:
            return f"Finished: {reached} in {took} ({run.engine})"
        case RunState.STOPPED:
            return f"Stopped after {reached}, {took}" if run.started else "Stopped in the queue"
        case RunState.INTERRUPTED:
            return f"Interrupted after {reached}: its worker has gone. What it reached is kept."
        case RunState.FAILED:
            return run.error or "Failed"


def _workers_start(run: Run) -> bool:
    """Whether a queued run waits for workers that come up, not for other runs."""
    if run.state is not RunState.QUEUED or store().running():
        return False
    waited = (datetime.datetime.now(datetime.UTC) - run.created).total_seconds()
    return not executor().ready or waited > STARTING_AFTER


def _share(run: Run) -> float:
    return min(1.0, run.done / run.total) if run.total else 0.0


def _count(done: float) -> str:
    return f"{int(done):,}"


def _stop(run_id: str) -> None:
    st.session_state["stopping"] = run_id
    executor().stop(run_id)
