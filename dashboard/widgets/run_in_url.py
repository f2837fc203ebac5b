"""Which run a page shows: its id stands in the URL, so that the URL can be passed on."""

from __future__ import annotations

import streamlit as st

from core.errors import UnknownRunError
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings
from dashboard.backend import executor, session, store


def shown_run(kind: Kind) -> Run | None:
    """The run named in the URL, or None; one that is gone is said so and forgotten."""
    run_id = st.query_params.get("run")
    if run_id is None:
        return None
    try:
        run = store().run(run_id)
    except UnknownRunError as problem:
        st.warning(str(problem))
        forget_run()
        return None
    return run if run.kind == kind else None


def start(settings: RunSettings, dataset_id: str) -> Run:
    """Hands a new run to the workers and shows it."""
    run = executor().submit(settings, dataset_id, session())
    st.query_params["run"] = run.id
    return run


def forget_run() -> None:
    """Goes back to the page without a run; the run itself stays in the list of runs."""
    st.query_params.pop("run", None)
