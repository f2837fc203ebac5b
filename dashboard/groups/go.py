"""Starting groups of runs, and the page that shows them."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.runs.groups.planning.plan import Plan, Purpose
from dashboard.backend import executor, me, session
from dashboard.shared.address.leaving import leave_for

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
