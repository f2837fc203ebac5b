"""The pictures of a group, made for all who look at it in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.cache import cached
from core.runs.groups.planning.plan import Purpose
from core.runs.groups.records import Group, Member
from dashboard.backend import store
from dashboard.groups.pictures.look import Look
from dashboard.groups.pictures.spread import seeds_pictures, walk_forward_pictures
from dashboard.groups.pictures.sweep import sweep_pictures
from dashboard.server.hub import Message

PICTURES_OF: dict[Purpose, Callable[[Group, list[Member], Look], Message]] = {
    Purpose.SWEEP: sweep_pictures,
    Purpose.SEEDS: seeds_pictures,
    Purpose.WALK_FORWARD: walk_forward_pictures,
}


def pictures(group_id: str, look: Look) -> dict[str, Any]:
    """What was found so far, as the browser draws it: `words` and `charts`.

    Raises:
        UnknownGroupError: there is no such group.
    """
    version = store().group_version(group_id)
    return _pictures(group_id, version, look)


@cached()
def _pictures(group_id: str, version: int, look: Look) -> dict[str, Any]:
    group = store().group(group_id)
    plan = group.plan.model_copy(update={"measure": look.measure})
    members = store().members(group_id)
    found = PICTURES_OF[group.purpose](replace(group, plan=plan), members, look)
    return {**found, "version": version}
