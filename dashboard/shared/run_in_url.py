"""Which run a page shows: its id stands in the URL, so that the URL can be passed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from core.errors import UnknownRunError
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings, kind_of
from core.runs.store import new_run_id
from dashboard.backend import executor, session, store
from dashboard.shared.history import by_back_or_forward
from dashboard.text import plain

VIEW_OF = {Kind.NAMES: "views/names.py", Kind.STOCK: "views/stock.py"}
OF_A_RUN = ("before", "epoch", "chosen")  # parameters of the URL that mean nothing without a run
FOLLOWING = "form_follows"  # the run that the form is still to be filled in from
ON_ARRIVAL = "start_on_arrival"  # what `Executor.submit` takes, of a run that a page is to start


def shown_run(kind: Kind, fill_in: Callable[[Run], None]) -> Run | None:
    """The run named in the URL, else the one last shown on this page; None if there is none.

    Whenever that is another run than before, the form follows by `fill_in`; only a URL that
    somebody has just opened may have settings of its own. A run that is gone, or of the other
    kind, is said so and forgotten.
    """
    _begin_on_arrival(kind)
    run = _found(kind)
    if run is None:
        for name in OF_A_RUN:
            st.query_params.pop(name, None)
        return None
    shown_before = st.session_state.get(_memory(kind))
    _show(run)
    if _follows(run, shown_before):
        if by_back_or_forward():
            st.session_state[FOLLOWING] = run.id
            st.rerun()  # in this look the form is filled in from the URL
        fill_in(run)
    return run


def start(settings: RunSettings, dataset_id: str, **beside: str) -> Run:
    """Hands a new run to the workers and shows it, with what else the URL is to say."""
    run = executor().submit(settings, dataset_id, session())
    _show(run, **beside)
    return run


def start_there(settings: RunSettings, dataset_id: str) -> NoReturn:
    """Opens the page of an experiment, which then starts a run.

    To start it here would change the list of runs that this page shows, and have it look again
    while the browser is on its way to the other page.
    """
    run_id = new_run_id()
    st.session_state[ON_ARRIVAL] = (settings, dataset_id, session(), run_id)
    st.switch_page(VIEW_OF[kind_of(settings)], query_params={"run": run_id})


def forget_run(kind: Kind) -> None:
    """Goes back to the page without a run; the run itself stays in the list of runs."""
    st.session_state.pop(_memory(kind), None)
    st.query_params.pop("run", None)


def _begin_on_arrival(kind: Kind) -> None:
    """Starts the run that another page wanted to be started here."""
    wanted = st.session_state.pop(ON_ARRIVAL, None)
    if wanted is not None and kind_of(wanted[0]) is kind:
        executor().submit(*wanted)


def _found(kind: Kind) -> Run | None:
    run_id = st.query_params.get("run")
    if run_id is None and not by_back_or_forward():
        run_id = st.session_state.get(_memory(kind))
    if run_id is None:
        forget_run(kind)
        return None
    try:
        run = store().run(run_id)
    except UnknownRunError as problem:
        st.warning(str(problem))
        forget_run(kind)
        return None
    if run.kind != kind:
        _offer(run)
        forget_run(kind)
        return None
    return run


def _follows(run: Run, shown_before: str | None) -> bool:
    """Whether the form is to be filled in from the run."""
    if st.session_state.pop(FOLLOWING, None) == run.id:
        return True
    has_settings = any(name.startswith(f"{run.kind}_") for name in st.query_params)
    return run.id != shown_before and (shown_before is not None or not has_settings)


def _offer(run: Run) -> None:
    """Says that a run belongs to the other experiment, and links to it."""
    st.warning(f"The run '{run.id}' is one of the other experiment.")
    st.page_link(
        VIEW_OF[run.kind],
        label=f"Open it: {plain(run.title)}",
        icon=":material/open_in_new:",
        query_params={"run": run.id},
    )


def _show(run: Run, **beside: str) -> None:
    st.session_state[_memory(run.kind)] = run.id
    st.query_params.update(beside, run=run.id)  # at once: one step back for the browser


def _memory(kind: Kind) -> str:
    return f"shown_{kind}_run"
