"""What a run is called."""

from __future__ import annotations

from core.runs.records import Run


def title(run: Run) -> str:
    """The name that people gave it, else that of its data."""
    return run.name or run.title
