"""What is new in the list of runs and groups: which there are, in which state, and how far."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable

from core.runs.database import StoreError
from dashboard.backend import store
from dashboard.groups.status import group_sentence, group_state
from dashboard.server.hub import Message
from dashboard.server.small_source import SmallSource
from dashboard.shared.status import status_sentence, waiting_sentence

LISTED = 500
LISTED_GROUPS = 24
LOOK_ANYWAY = 1.0  # seconds: a queue moves, and a worker dies, without any change of the list


class ListSource(SmallSource):
    """The news of all runs, for the pages that list them; never ends."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._looked = -math.inf

    def whole(self) -> Message:
        """`list` changes with every run that comes, goes, or changes its state; `texts` by run."""
        listed = dict(store().states(LISTED))
        active = {run.id: run for run in store().active(LISTED)}
        listed |= {run.id: run.state for run in active.values() if run.id in listed}
        groups = store().groups(limit=LISTED_GROUPS)
        listed |= {group.id: group_state(group) for group in groups}
        texts = {run.id: status_sentence(run) for run in active.values() if run.active}
        return {
            "list": _digest(f"{run_id} {state}" for run_id, state in listed.items()),
            "texts": texts | {group.id: group_sentence(group) for group in groups if group.active},
        }

    def news(self) -> Message | None:
        """The whole, if it has changed; while all is at rest, one number is all that is read."""
        try:
            version, now = store().list_version(), time.monotonic()
            at_rest = self.told is not None and not self.told["texts"]
            if version == self._version and (at_rest or now - self._looked < LOOK_ANYWAY):
                return None
            self._looked = now
            news = super().news()
        except StoreError as trouble:
            return self._waiting(trouble)
        self._version = version
        return news

    def _waiting(self, trouble: StoreError) -> Message | None:
        """What was told before, but that all which goes on waits for the database."""
        self._version = None
        if self.told is None:
            return None
        texts = dict.fromkeys(self.told["texts"], waiting_sentence(trouble.reason))
        return self.tell(self.told | {"texts": texts})

    def ended(self) -> bool:
        """The list of runs never ends."""
        return False


def list_now() -> str:
    """A short name for what the list holds now."""
    return str(ListSource().whole()["list"])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
