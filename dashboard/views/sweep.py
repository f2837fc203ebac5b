"""Sweeps: many runs that were asked for together, what they found, and each of them."""

from __future__ import annotations

import streamlit as st

from core.errors import UnknownRunError
from core.runs.groups.findings.words import label_of
from core.runs.groups.planning.measures import MEASURES
from core.runs.groups.planning.plan import Purpose
from core.runs.groups.records import Group
from dashboard.backend import store
from dashboard.groups.card import offer_deletion, show_group_cards
from dashboard.groups.live import show_group
from dashboard.groups.members import choose, show_members
from dashboard.groups.pictures.look import Look, look_at
from dashboard.groups.status import group_title
from dashboard.runs.follow import follow_runs
from dashboard.server.list_source import LISTED_GROUPS, list_now
from dashboard.text import plain
from dashboard.theme import theme

START = (
    "A sweep trains the same experiment many times with other settings, and shows which of them "
    "made the difference. Start one with **Sweep**, beside Train."
)


def page() -> None:
    """The whole page, top to bottom."""
    group = _asked()
    if group is None:
        _show_all()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.title(plain(group_title(group)), anchor=False, width="content")
        if not group.active:
            offer_deletion(group)
    look = _look(group)
    show_group(group, look, key="group", choose=choose)
    show_members(group, look)


def _asked() -> Group | None:
    group_id = st.query_params.get("group")
    if group_id is None:
        return None
    try:
        return store().group(group_id)
    except UnknownRunError as problem:
        st.warning(plain(str(problem)))
        return None


def _show_all() -> None:
    st.title("Sweeps", anchor=False)
    known = list_now()
    groups = store().groups(limit=LISTED_GROUPS)
    if groups:
        show_group_cards(groups)
    else:
        st.info(START)
    with st.container(horizontal=True):
        st.page_link("views/stock.py", label="Stock prices", icon=":material/show_chart:")
        st.page_link("views/names.py", label="Dinosaur names", icon=":material/abc:")
    follow_runs([], known, groups)


def _look(group: Group) -> Look:
    """Which settings the charts stand on, and which figure they show; all stand in the address."""
    look = look_at(group.plan, st.query_params, theme())
    names = group.plan.varied if group.purpose is Purpose.SWEEP else []
    with st.grid(4, min_column_width=150):
        measures = {measure.name: measure.label for measure in MEASURES[group.kind]}
        if group.purpose is not Purpose.WALK_FORWARD:
            _pick("Figure", "measure", measures, look.measure)
        if len(names) > 1:
            labels = {name: label_of(group.kind, name) for name in names}
            _pick("Across", "x", labels, look.x)
            _pick("Up", "y", {n: label for n, label in labels.items() if n != look.x}, look.y)
    return look


def _pick(label: str, name: str, labels: dict[str, str], value: str) -> None:
    """A choice that stands in the address under its plain name."""

    def note() -> None:
        st.query_params[name] = st.session_state[f"group_{name}"]

    st.session_state[f"group_{name}"] = value
    st.selectbox(
        label,
        list(labels),
        format_func=labels.__getitem__,
        key=f"group_{name}",
        on_change=note,
    )


page()
