"""Which run a page shows: its id stands in the URL, so that the URL can be passed on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.errors import UnknownRunError
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings
from dashboard.backend import executor, session, store
from dashboard.text import plain

VIEW_OF = {Kind.NAMES: "views/names.py", Kind.STOCK: "views/stock.py"}


def shown_run(kind: Kind, fill_in: Callable[[Run], None]) -> Run | None:
    """The run named in the URL, else the one last shown on this page; None if there is none.

    A run that is new to this page brings its settings and data with it, by `fill_in`, unless
    the URL has settings of its own. A run that is gone, or of the other kind, is said so and
    forgotten.
    """
    run_id = st.query_params.get("run") or st.session_state.get(_memory(kind))
    if run_id is None:
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
    is_new = st.session_state.get(_memory(kind)) != run.id
    _show(run)
    if is_new and not any(name.startswith(f"{kind}_") for name in st.query_params):
        fill_in(run)
    return run


def start(settings: RunSettings, dataset_id: str) -> Run:
    """Hands a new run to the workers and shows it."""
    run = executor().submit(settings, dataset_id, session())
    _show(run)
    return run


def forget_run(kind: Kind) -> None:
    """Goes back to the page without a run; the run itself stays in the list of runs."""
    st.session_state.pop(_memory(kind), None)
    st.query_params.pop("run", None)


def _offer(run: Run) -> None:
    """Says that a run belongs to the other experiment, and links to it."""
    st.warning(f"The run '{run.id}' is one of the other experiment.")
    st.page_link(
        VIEW_OF[run.kind],
        label=f"Open it: {plain(run.title)}",
        icon=":material/open_in_new:",
        query_params={"run": run.id},
    )


def _show(run: Run) -> None:
    st.session_state[_memory(run.kind)] = run.id
    st.query_params["run"] = run.id


def _memory(kind: Kind) -> str:
    return f"shown_{kind}_run"
