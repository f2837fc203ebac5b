"""Starting a run on the page that shows it, by a button on another page.

To start it where the button is would change the list of runs there, and have that page look again
while the browser is on its way to the other one.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.errors import UserError
from core.runs.rows import new_run_id
from core.runs.settings import Kind, RunSettings, kind_of
from dashboard.backend import executor, me, session
from dashboard.shared.address.leaving import leave_for
from dashboard.shared.address.run_in_url import VIEW_OF
from dashboard.text import plain

_KEY = "to_be_started"


@dataclass(frozen=True, slots=True)
class _ToBeStarted:
    run_id: str
    settings: RunSettings
    dataset_id: str
    parent_id: str | None  # the run that it goes on from


def start_there(settings: RunSettings, dataset_id: str, parent_id: str | None = None) -> None:
    """Wants a run, and leaves for the page of its experiment; the callback of a button."""
    wanted = _ToBeStarted(new_run_id(), settings, dataset_id, parent_id)
    st.session_state[_KEY] = wanted
    leave_for(VIEW_OF[kind_of(settings)], {"run": wanted.run_id})


def begin_here(kind: Kind) -> None:
    """Starts the run that this page was opened for; call it before the run is read."""
    wanted: _ToBeStarted | None = st.session_state.get(_KEY)
    if wanted is None:
        return
    carries_out, asking, owner = executor(), session(), me().id
    opened_for_it = st.query_params.get("run") == wanted.run_id
    del st.session_state[_KEY]  # from here on nothing can break the look off
    if opened_for_it and kind_of(wanted.settings) is kind:
        try:
            carries_out.submit(
                wanted.settings,
                wanted.dataset_id,
                asking,
                wanted.run_id,
                parent_id=wanted.parent_id,
                owner=owner,
            )
        except UserError as problem:  # the run that it goes on from was deleted meanwhile
            st.toast(plain(str(problem)))
