"""Starting groups of runs, and the page that shows them."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.runs.groups.planning.plan import Plan, Purpose
from dashboard.backend import executor, session

VIEW = "views/sweep.py"
_BEGUN = "group_begun"


def begin(plan: Plan, purpose: Purpose) -> None:
    """Starts a group; the callback of a button."""
    try:
        executor().submit_group(plan, purpose, session())
    except UserError as problem:
        st.toast(str(problem))


def begin_and_open(plan: Plan) -> None:
    """Starts a sweep; the callback of a button. `open_begun` then opens its page."""
    try:
        st.session_state[_BEGUN] = executor().submit_group(plan, Purpose.SWEEP, session()).id
    except UserError as problem:
        st.toast(str(problem))


def open_begun() -> None:
    """Leaves for the page of the sweep that somebody has just started, if there is one."""
    group_id = st.session_state.pop(_BEGUN, None)
    if group_id is not None:
        st.switch_page(VIEW, query_params={"group": group_id})
