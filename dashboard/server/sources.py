"""The source of each channel."""

from __future__ import annotations

from core.runs.database import StoreError
from dashboard.server.hub import Source

LIST = ""  # the channel of the list of runs; all others are named by their run
GROUP = "group-"  # or by this and their group
PASSING = (OSError, StoreError)  # failures: the database is away, or locked


def open_source(name: str) -> Source:
    """The source of the channel `name`."""
    # Imported late: what the pages keep in Streamlit's caches wants Streamlit to run already.
    from dashboard.server.channels import GroupSource, ListSource, RunSource

    if name.startswith(GROUP):
        return GroupSource(name.removeprefix(GROUP))
    return ListSource() if name == LIST else RunSource(name)
