"""The rows of runs: of one that is queued now, of some that are stopped or forgotten.

Whoever makes or deletes runs, or changes the state of any, says so with `list_changed`: last of
all in its transaction, so that no two of them wait for each other.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from core.runs.records import RunState
from core.runs.settings import RunSettings, dump, kind_of, total_steps
from core.runs.tables import OF_A_RUN, runs, store_state

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


def stop(connection: Connection, which: ColumnElement[bool]) -> None:
    """Stops queued runs at once, running ones at their worker's next look."""
    change = update(runs).where(which)
    queued = change.where(runs.c.state == RunState.QUEUED.value)
    running = change.where(runs.c.state == RunState.RUNNING.value)
    stopped = {"state": RunState.STOPPED.value, "ended": time.time()}
    connection.execute(queued.values(stopped | {"version": runs.c.version + 1}))
    connection.execute(running.values(stop_requested=1))
    list_changed(connection)


def forget(connection: Connection, which: ColumnElement[bool]) -> None:
    """Deletes runs and all that they reported."""
    for table in OF_A_RUN:
        connection.execute(delete(table).where(table.c.run_id.in_(select(runs.c.id).where(which))))
    connection.execute(delete(runs).where(which))
    list_changed(connection)


def list_changed(connection: Connection) -> None:
    """Has everybody who lists runs look again."""
    connection.execute(update(store_state).values(list_version=store_state.c.list_version + 1))
