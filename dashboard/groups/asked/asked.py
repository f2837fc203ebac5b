"""A question to a result that other runs answer: their group, or a button that starts it."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from core.runs.groups.estimate import sentence
from core.runs.groups.planning.plan import Plan, Purpose, plain_values
from core.runs.groups.records import Group
from dashboard.backend import executor, store
from dashboard.groups.go import VIEW, begin
from dashboard.groups.live import show_group
from dashboard.groups.pictures.look import look_at
from dashboard.shared.address.wishes import wish, wished
from dashboard.text import plain
from dashboard.theme import theme

LOOKED_AT = 50  # groups: how far back an answer is looked for


def show_or_offer(plan: Plan, purpose: Purpose, why: str, label: str) -> None:
    """The group of this very plan, if anybody has asked for it; else why to, and the button."""
    group = _asked_before(plan, purpose)
    if group is None:
        st.markdown(why)
        _offer(plan, purpose, label)
        return
    show_group(group, look_at(plan, {}, theme()), key=f"asked_{purpose}")
    st.page_link(
        VIEW,
        label="Its runs, and a table of them",
        icon=":material/open_in_new:",
        query_params={"group": group.id},
    )


def _offer(plan: Plan, purpose: Purpose, label: str) -> None:
    begun = False
    key = f"begin_{purpose}"
    with wished(key) as clicked:
        try:
            st.caption(plain(sentence(store(), plan, executor().workers)))
        except UserError as problem:
            st.caption(plain(str(problem)))
            return
        st.button(label, icon=":material/play_arrow:", key=key, on_click=wish, args=(key,))
        if clicked:
            begin(plan, purpose)
            begun = True
    if begun:
        st.rerun()


def _asked_before(plan: Plan, purpose: Purpose) -> Group | None:
    latest = store().groups(plan.kind, purpose, LOOKED_AT)
    return next((group for group in latest if _whole(group.plan) == plan), None)


def _whole(plan: Plan) -> Plan:
    """With the settings that there were none of when it was kept."""
    return plan.model_copy(update={"base": plain_values(plan.settings)})
