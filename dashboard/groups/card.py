"""A group of runs on a page: in a few lines among others, or by itself, as it moves."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.runs.groups.records import Group
from dashboard.backend import group_store, me
from dashboard.groups.pictures import GroupView, draw_group
from dashboard.runs.follow import announce
from dashboard.runs.run_card import BADGES
from dashboard.server.base_path import base_path
from dashboard.shared.charting import component, on_state
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import in_words
from dashboard.shared.links import GROUP_VIEW
from dashboard.shared.live_sources import GROUP
from dashboard.shared.people import attempt, bylines, may_change
from dashboard.shared.status import group_sentence, group_state, group_status, group_title
from dashboard.text import plain, when

_group = component("group")


def show_group_cards(groups: Sequence[Group]) -> None:
    """One card a group, side by side where there is room."""
    by = bylines(groups)
    with st.grid(2, min_column_width=320):
        for group in groups:
            _card(group, by[group.owner])


def _card(group: Group, by: str) -> None:
    with st.container(border=True, gap="xsmall", key=f"card_{group.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            title = f"{group_title(group)} · {group.title}"
            st.markdown(f"{PAGES[group.kind].icon} **{plain(title)}**", width="stretch")
            badge = BADGES[group_state(group)]
            st.badge(badge.words, icon=badge.icon, color=badge.colour)
        with st.container(key=f"words_{group.id}", gap="xsmall"):
            settings = plain(in_words(group.plan.settings))
            st.caption(f"{settings} · {when(group.created)}{by}")
            st.html(f'<p data-run="{group.id}">{html.escape(group_sentence(group))}</p>')
        with st.container(horizontal=True, vertical_alignment="center"):
            _actions(group)


def _actions(group: Group) -> None:
    st.page_link(
        GROUP_VIEW,
        label="Watch" if group.active else "Open",
        icon=":material/visibility:" if group.active else ":material/open_in_new:",
        query_params={"group": group.id},
    )
    if not group.active:
        offer_deletion(group)
    elif may_change(group):
        key = f"stop_{group.id}"
        st.button("Stop", icon=":material/stop:", key=key, on_click=_stop, args=(group,))


def offer_deletion(group: Group) -> None:
    """A button that asks before it deletes; for whoever may."""
    if not may_change(group):
        return
    with st.popover("Delete", icon=":material/delete:", type="tertiary", key=f"ask_{group.id}"):
        st.markdown(f"Delete all {group.counts.all:,} runs, with what they have learned?")
        key = f"delete_{group.id}"
        st.button("Delete for good", key=key, on_click=_delete, args=(group,))


def _stop(group: Group) -> None:
    if attempt(lambda: group_store().stop(group.id, by=me())):
        announce(f"Stopping all runs: {group_title(group)}")


def _delete(group: Group) -> None:
    if attempt(lambda: group_store().delete(group.id, by=me())):
        announce(f"Runs deleted: {group_title(group)}")


def show_group(
    group: Group, view: GroupView, *, key: str, choose: Callable[[str], None] = lambda _: None
) -> None:
    """Draws it; the browser follows it until it has ended, and then the script looks again.

    `choose` is told what somebody clicks: a run, or the values of a cell ("7|50").
    """
    data: dict[str, Any] = {
        "run": group.id,
        "active": group.active,
        "may_stop": may_change(group),
        "standing": group_status(group),
        "live": f"{base_path()}/live/{GROUP}{group.id}",
        "pictures": f"{base_path()}/groups/{group.id}?{view.query}",
        "found": draw_group(group.id, view),
    }

    def stop(group_id: str) -> None:
        attempt(lambda: group_store().stop(group_id, by=me()))

    _group(
        data,
        key=key,
        on_stop_change=on_state(key, "stop", stop),
        on_chosen_change=on_state(key, "chosen", lambda chosen: choose(str(chosen))),
        on_ended_change=lambda: None,
    )
