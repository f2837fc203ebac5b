"""A group of runs as it stands and as it moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.runs.groups.records import Group
from dashboard.backend import group_store, me
from dashboard.groups.pictures import Look, pictures
from dashboard.server.base_path import base_path
from dashboard.shared.charting import component, on_state
from dashboard.shared.live_sources import GROUP
from dashboard.shared.people import attempt, may_change
from dashboard.shared.status import group_status

_group = component("group")


def show_group(
    group: Group, look: Look, *, key: str, choose: Callable[[str], None] = lambda _: None
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
        "pictures": f"{base_path()}/groups/{group.id}?{look.query}",
        "found": pictures(group.id, look),
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
