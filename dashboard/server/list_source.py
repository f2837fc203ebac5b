"""What is new in the list of runs and groups: which there are, in which state, and how far."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from dashboard.backend import store
from dashboard.groups.status import group_sentence, group_state
from dashboard.server.hub import Message
from dashboard.server.small_source import SmallSource
from dashboard.shared.status import status_sentence

LISTED = 500
LISTED_GROUPS = 24


class ListSource(SmallSource):
    """The news of all runs, for the pages that list them; never ends."""

    def whole(self) -> Message:
        """`list` changes with every run that comes, goes, or changes its state; `texts` by run."""
        listed = dict(store().states(LISTED))
        active = {run.id: run for run in store().active()}
        listed |= {run.id: run.state for run in active.values() if run.id in listed}
        groups = store().groups(limit=LISTED_GROUPS)
        listed |= {group.id: group_state(group) for group in groups}
        texts = {run.id: status_sentence(run) for run in active.values() if run.active}
        return {
            "list": _digest(f"{run_id} {state}" for run_id, state in listed.items()),
            "texts": texts | {group.id: group_sentence(group) for group in groups if group.active},
        }

    def ended(self) -> bool:
        """The list of runs never ends."""
        return False


def list_now() -> str:
    """A short name for what the list holds now."""
    return str(ListSource().whole()["list"])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
