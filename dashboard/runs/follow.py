"""A list of runs that stays true: words move in the browser, the script runs when it changes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.runs.groups.records import Group
from core.runs.records import Run
from dashboard.server.base_path import base_path
from dashboard.shared.charting import component
from dashboard.shared.status import (
    group_sentence,
    group_state,
    group_title,
    run_title,
    status_sentence,
)

_ANNOUNCEMENT = "said_of_runs"

_follow = component("runs")


def follow_runs(shown: Sequence[Run], known: str, groups: Sequence[Group] = ()) -> None:
    """Follows cards; put it below them.

    Args:
        shown: the runs that have one.
        known: `list_digest()` from before the runs were read, so that no change goes unseen.
        groups: the groups of runs that have a card.
    """
    _follow(
        {
            "live": f"{base_path()}/live",
            "list": known,
            "states": {run.id: run.state for run in shown}
            | {group.id: group_state(group) for group in groups},
            "words": {run.id: f"{run_title(run)}: {status_sentence(run)}" for run in shown}
            | {group.id: f"{group_title(group)}: {group_sentence(group)}" for group in groups},
            "said": st.session_state.pop(_ANNOUNCEMENT, None),
        },
        key="follow_runs",
        on_changed_change=lambda: None,
    )


def announce(words: str) -> None:
    """What a screen reader tells of what was just done to a run."""
    st.session_state[_ANNOUNCEMENT] = words
