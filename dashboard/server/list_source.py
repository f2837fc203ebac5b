"""What is new in the list of runs: which there are, in which state, and how far the active ones."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from core.errors import UnknownRunError
from core.runs.records import RunState
from dashboard.backend import store
from dashboard.server.hub import Message
from dashboard.shared.status import status_sentence

LISTED = 500
ACTIVE = (RunState.QUEUED, RunState.RUNNING)


class ListSource:
    """The news of all runs, for the pages that list them; never ends."""

    def __init__(self) -> None:
        self._told: Message | None = None

    def whole(self) -> Message:
        """`list` changes with every run that comes, goes, or changes its state; `texts` by run."""
        states, texts = [], {}
        for run_id, state in store().states(LISTED):
            if state in ACTIVE:
                with suppress(UnknownRunError):  # deleted since
                    run = store().run(run_id)
                    texts[run_id] = status_sentence(run)
                    states.append(f"{run_id} {run.state}")
            else:
                states.append(f"{run_id} {state}")
        return {"list": states_digest(states), "texts": texts}

    def news(self) -> Message | None:
        """The same again, if it has changed since the last call."""
        now = self.whole()
        if now == self._told:
            return None
        self._told = now
        return now

    def ended(self) -> bool:
        """The list of runs never ends."""
        return False


def states_digest(states: list[str]) -> str:
    """A short name for what the list holds."""
    return hashlib.blake2b("\n".join(states).encode(), digest_size=8).hexdigest()
