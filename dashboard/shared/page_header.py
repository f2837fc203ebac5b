"""The head of an experiment's page: title, what stands in the way, Continue, Present, Train.

And what is shown in place of a page that cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import UserError
from core.runs.database import StoreError
from core.runs.records import Run
from core.runs.settings import RunSettings
from dashboard.shared.continuing import show_continue, show_parent
from dashboard.shared.form import changed
from dashboard.shared.history import TRAIN, request_action, requested_action
from dashboard.text import plain, quoted

PRESENT = "present"
PRESENT_STYLE = Path(__file__).parents[1] / "present.css"


def page_header(title: str) -> DeltaGenerator:
    """Draws the title; what follows it is put there by `fill_header`, once the form is read."""
    header = st.container(horizontal=True, vertical_alignment="center", key="header")
    header.title(title, anchor=False, width="content")
    return header


def fill_header(
    header: DeltaGenerator,
    *,
    problem: str | None,
    run: Run | None,
    settings: RunSettings | None,
    undo: Callable[[Run], None],
    train: Callable[[], Run] | None,
    sweep: Callable[[], None],
) -> Run | None:
    """What is wrong with data or settings, or where they differ from the run; then the buttons.

    `undo` makes the form that of a run again. `train` starts a training; it is None while data or
    settings are missing. `sweep` draws what stands beside it. For a class there is Train alone.

    Returns:
        The run to show: the one that Train has just started, else `run`.
    """
    with header:
        words = st.container(key="header_words")
        going_on = None if presenting() else st.container(width="content", key="going_on")
        present_switch()
        if not presenting():
            sweep()
        run = _train_button(train) or run
    if run is not None and going_on is not None:
        with going_on:
            show_continue(run, settings)
    with words:
        if run is not None:
            show_parent(run)
        if problem is not None:
            st.error(quoted(problem), icon=":material/error:")
        elif run is not None and settings is not None and run.settings != settings:
            _show_changes(run, settings, undo)
    return run


def _show_changes(run: Run, settings: RunSettings, undo: Callable[[Run], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="changes"):
        words = plain(changed(run.settings, settings))
        st.markdown(f":orange[:material/edit:] Changed: {words}", width="content")
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo",
            on_click=undo,
            args=(run,),
            help="Back to the settings of the run on show.",
        )


def present_switch() -> None:
    """The switch, which has the page look as a class sees it best."""
    st.toggle(
        "Present",
        key=PRESENT,
        bind="query-params",
        help="For a projector: large type, a large picture, no settings.",
        width="content",
    )
    if presenting():
        st.html(PRESENT_STYLE)


def presenting() -> bool:
    """Whether the page is shown to a class. Known before the switch is drawn."""
    if PRESENT in st.session_state:
        return bool(st.session_state[PRESENT])
    return st.query_params.get(PRESENT, "").lower() == "true"


def _train_button(train: Callable[[], Run] | None) -> Run | None:
    """The run that a click has started."""
    st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        disabled=train is None,
        key="train",
        on_click=request_action,
        args=(TRAIN,),
    )
    refusal: UserError
    with requested_action(TRAIN) as clicked:
        try:
            return train() if clicked and train is not None else None
        except StoreError:  # it passes: the request stays
            raise
        except UserError as problem:  # too many runs are queued, or too much data are kept
            refusal = problem
    st.toast(quoted(str(refusal)), icon=":material/error:")
    return None


def show_trouble(failure: Exception) -> bool:
    """Shows what is wrong with a page, and a way on; False for a bug, which it does not explain.

    Streamlit calls it with whatever ends a look early: in the page, or in what a click calls.
    """
    if not isinstance(failure, UserError):
        return False
    st.error(plain(str(failure)), icon=":material/error:")
    st.button("Try again", icon=":material/refresh:", key="try_again")
    return True
