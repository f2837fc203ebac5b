"""Sweeps: many runs that were asked for together, what they found, and each of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.errors import UnknownRunError
from core.runs.groups.findings import label_of, point_words, run_table
from core.runs.groups.plan import Purpose
from core.runs.groups.records import Group, Member
from core.runs.settings import EXPERIMENTS, build, model_of
from dashboard.backend import group_store
from dashboard.groups.card import offer_deletion, show_group, show_group_cards
from dashboard.groups.pictures import GroupView, view_from_query
from dashboard.runs.follow import follow_runs
from dashboard.server.base_path import base_path
from dashboard.shared.downloads import download
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import settings_query
from dashboard.shared.live_sources import LISTED_GROUPS, list_digest
from dashboard.shared.status import group_title
from dashboard.text import plain, significant
from dashboard.theme import theme

CHOSEN = "cell"  # the URL's parameter: the run or the cell that was clicked
MOST_LINKS = 12


def choose(what: str) -> None:
    """Notes what was clicked in a chart: a run, or the values of a cell ("7|50")."""
    st.query_params[CHOSEN] = what


def show_members(group: Group, view: GroupView) -> None:
    """Links to the chosen runs, then all runs, folded away."""
    members = group_store().members(group.id)
    chosen = _chosen(members, view)
    if chosen:
        _links(group, chosen, view)
    elif not group.active:
        st.caption("Choose a cell or a mark in a chart, and its runs are listed here.")
    with st.expander("All runs as a table", key="group_runs", on_change="rerun") as folded:
        if folded.open:
            _table(group, members)


def _chosen(members: Sequence[Member], view: GroupView) -> list[Member]:
    asked = st.query_params.get(CHOSEN, "")
    return [
        run
        for run in members
        if asked in (run.id, f"{run.settings.get(view.x)}|{run.settings.get(view.y)}")
    ]


def _links(group: Group, chosen: Sequence[Member], view: GroupView) -> None:
    plan = group.plan.model_copy(update={"measure": view.measure})
    st.markdown(f"**The runs of what you chose** ({len(chosen)})")
    with st.grid(3, min_column_width=280):
        for run in chosen[:MOST_LINKS]:
            point = point_words(plan.kind, {name: run.settings[name] for name in plan.varied})
            value = run.value(plan.goal)
            found = run.state.value if value is None else significant(value, 3)
            words = ", ".join(filter(None, [point, f"seed {run.settings['seed']}: {found}"]))
            st.page_link(
                PAGES[plan.kind].view,
                label=plain(words),
                icon=":material/open_in_new:",
                query_params={"run": run.id}
                | settings_query(build(model_of(plan.kind), run.settings)),
            )


def _table(group: Group, members: Sequence[Member]) -> None:
    rows = run_table(group.plan, members)
    page = f"{base_path()}/{group.kind.value}?run="
    st.dataframe(
        rows.assign(run=page + rows["run"]),
        hide_index=True,
        alt="All runs of the group, with their settings and figures",
        column_config={"run": st.column_config.LinkColumn("Run", display_text="Open")},
    )
    download(
        "Runs",
        lambda: rows.to_csv(index=False).encode(),
        f"runs-{group.id}.csv",
        "text/csv",
        key="group_csv",
    )


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
    view = _look(group)
    show_group(group, view, key="group", choose=choose)
    show_members(group, view)


def _asked() -> Group | None:
    group_id = st.query_params.get("group")
    if group_id is None:
        return None
    try:
        return group_store().group(group_id)
    except UnknownRunError as problem:
        st.warning(plain(str(problem)))
        return None


def _show_all() -> None:
    st.title("Sweeps", anchor=False)
    known = list_digest()
    groups = group_store().latest(limit=LISTED_GROUPS)
    if groups:
        show_group_cards(groups)
    else:
        st.info(START)
    with st.container(horizontal=True):
        st.page_link("views/stock.py", label="Stock prices", icon=":material/show_chart:")
        st.page_link("views/names.py", label="Dinosaur names", icon=":material/abc:")
    follow_runs([], known, groups)


def _look(group: Group) -> GroupView:
    """Which settings the charts stand on, and which figure they show; all stand in the address."""
    view = view_from_query(group.plan, st.query_params, theme())
    names = group.plan.varied if group.purpose is Purpose.SWEEP else []
    with st.grid(4, min_column_width=150):
        measures = {measure.name: measure.label for measure in EXPERIMENTS[group.kind].measures}
        if group.purpose is not Purpose.WALK_FORWARD:
            _pick("Figure", "measure", measures, view.measure)
        if len(names) > 1:
            labels = {name: label_of(group.kind, name) for name in names}
            _pick("Across", "x", labels, view.x)
            _pick("Up", "y", {n: label for n, label in labels.items() if n != view.x}, view.y)
    return view


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
