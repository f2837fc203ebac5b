"""Runs as the store gives them, without a store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.runs.records import Run, RunState
from core.runs.settings import RunSettings, kind_of


def made(run_id: str, settings: RunSettings, day: int = 1, **more: Any) -> Run:
    """A run of that day in March 2026, finished unless `more` says otherwise."""
    return Run(
        id=run_id,
        kind=kind_of(settings),
        settings=settings,
        dataset_id="d",
        title="General Electric" if kind_of(settings) == "stock" else "Dinosaur names",
        session="",
        state=more.pop("state", RunState.FINISHED),
        created=datetime(2026, 3, day, tzinfo=UTC),
        total=10,
        engine="fused",
        **more,
    )
