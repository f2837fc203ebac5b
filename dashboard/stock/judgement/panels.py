"""The panels that judge a run, in order."""

from __future__ import annotations

from core.runs.records import Run
from dashboard.stock.judgement.honesty import show_honesty
from dashboard.stock.judgement.lag import show_lag
from dashboard.stock.judgement.skill import show_skill


def show_judgement(run: Run, epoch: int) -> None:
    """All of them, of an epoch of a run that has ended."""
    show_skill(run, epoch)
    show_lag(run, epoch)
    show_honesty(run, epoch)
