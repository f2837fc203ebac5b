"""What is new of a group of runs: where it stands, and a number that changes with what it found."""

from __future__ import annotations

from core.errors import UnknownRunError
from dashboard.backend import store
from dashboard.groups.status import group_standing
from dashboard.server.hub import Message
from dashboard.server.run_source import DELETED
from dashboard.server.small_source import SmallSource


class GroupSource(SmallSource):
    """The news of a group; what it found is asked for by who draws it."""

    def __init__(self, group_id: str) -> None:
        self._group_id = group_id

    def whole(self) -> Message:
        """The group as it stands."""
        try:
            version = store().group_version(self._group_id)
            return group_standing(store().group(self._group_id)) | {"version": version}
        except UnknownRunError:
            return dict(DELETED)

    def ended(self) -> bool:
        """Whether nothing is to come any more, as of the last news."""
        return self.told is not None and not self.told["active"]
