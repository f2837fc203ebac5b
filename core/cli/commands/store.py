"""`python -m core store`: says how large the run database is, and deletes old runs."""

from __future__ import annotations

import argparse
import datetime
import json
from typing import TYPE_CHECKING

from core.cli.output import confirmed, print_line
from core.errors import SettingsError
from core.events import StopCheck

if TYPE_CHECKING:
    from core.runs.store import Store


def tend(flags: argparse.Namespace, _should_stop: StopCheck) -> None:
    """Deletes old runs if asked for, and prints how large the store is.

    Raises:
        UserError: The store cannot be opened or written, or the deletion is not confirmed.
    """
    if flags.yes and flags.delete_before is None:
        raise SettingsError("--yes confirms --delete-before; name a day.")
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.people import HOST

    store = _opened(flags)
    deleted = 0
    if flags.delete_before is not None:
        before = datetime.datetime.combine(flags.delete_before, datetime.time(), datetime.UTC)
        if flags.yes or _confirmed(store.count_before(before, by=HOST), flags.delete_before):
            deleted = store.delete_before(before, by=HOST)
    size = store.size()
    if flags.json:
        row = {"runs": size.runs, "bytes": size.database, "data_bytes": size.data}
        print_line(json.dumps(row | {"deleted": deleted}))
    elif flags.delete_before is None:
        print_line(size.sentence)
    else:
        print_line(f"Deleted: {deleted:,}. Left: {size.sentence}")


def _opened(flags: argparse.Namespace) -> Store:
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.cleaning import give_room
    from core.runs.database import StoreError
    from core.runs.store import Store

    try:
        return Store()
    except StoreError:
        if flags.delete_before is None or not give_room():
            raise
        return Store()


def _confirmed(count: int, day: datetime.date) -> bool:
    if not count:
        return False
    return confirmed(
        f"Runs created before {day}: {count:,}. Delete them for good, with all that they have "
        "learned?",
        "Nobody answered; --yes deletes without asking.",
    )
