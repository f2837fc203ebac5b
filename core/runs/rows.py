"""The row of a run that is queued now."""

from __future__ import annotations

import secrets
import time
from typing import Any

from core.runs.records import RunState
from core.runs.settings import RunSettings, dump, kind_of, total_steps

ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike


def new_run_id() -> str:
    """An id that no run and no group has; short enough for an address."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(8))


def queued_row(
    settings: RunSettings, dataset_id: str, title: str, session: str, **more: Any
) -> dict[str, Any]:
    """What the table of runs is to hold of it; `title` is that of its data."""
    return {
        "id": new_run_id(),
        "kind": kind_of(settings).value,
        "settings": dump(settings),
        "dataset_id": dataset_id,
        "title": title,
        "session": session,
        "state": RunState.QUEUED.value,
        "created": time.time(),
        "total": total_steps(settings),
        "engine": settings.engine,
    } | more
