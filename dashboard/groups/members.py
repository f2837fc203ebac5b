"""The runs of a group: those of a chosen cell to be opened, all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.groups.findings.table import run_table
from core.runs.groups.findings.words import point_words
from core.runs.groups.records import Group, Member
from core.runs.settings import MODELS, build
from dashboard.backend import store
from dashboard.groups.pictures.look import Look
from dashboard.server.base import base_path
from dashboard.shared.address.run_in_url import VIEW_OF
from dashboard.shared.downloads import download
from dashboard.shared.settings.form import settings_query
from dashboard.text import plain, significant

CHOSEN = "cell"  # the URL's parameter: the run or the cell that was clicked
MOST_LINKS = 12


def choose(what: str) -> None:
    """Notes what was clicked in a chart: a run, or the values of a cell ("7|50")."""
    st.query_params[CHOSEN] = what


def show_members(group: Group, look: Look) -> None:
    """Links to the chosen runs, then all runs, folded away."""
    members = store().members(group.id)
    chosen = _chosen(members, look)
    if chosen:
        _links(group, chosen, look)
    elif not group.active:
        st.caption("Choose a cell or a mark in a chart, and its runs are listed here.")
    with st.expander("All runs as a table", key="group_runs", on_change="rerun") as folded:
        if folded.open:
            _table(group, members)


def _chosen(members: Sequence[Member], look: Look) -> list[Member]:
    asked = st.query_params.get(CHOSEN, "")
    return [
        run
        for run in members
        if asked in (run.id, f"{run.settings.get(look.x)}|{run.settings.get(look.y)}")
    ]


def _links(group: Group, chosen: Sequence[Member], look: Look) -> None:
    plan = group.plan.model_copy(update={"measure": look.measure})
    st.markdown(f"**The runs of what you chose** ({len(chosen)})")
    with st.grid(3, min_column_width=280):
        for run in chosen[:MOST_LINKS]:
            point = point_words(plan.kind, {name: run.settings[name] for name in plan.varied})
            value = run.value(plan.goal)
            found = run.state.value if value is None else significant(value, 3)
            words = ", ".join(filter(None, [point, f"seed {run.settings['seed']}: {found}"]))
            st.page_link(
                VIEW_OF[plan.kind],
                label=plain(words),
                icon=":material/open_in_new:",
                query_params={"run": run.id}
                | settings_query(build(MODELS[plan.kind], run.settings)),
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
