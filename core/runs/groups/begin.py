"""Queuing a group of runs as its plan says."""

from __future__ import annotations

from core.runs.groups.planning.plan import Plan, Purpose
from core.runs.groups.planning.points import first_points, runs_of
from core.runs.groups.records import Group
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.sources.history import PriceHistory


def begin_group(
    store: Store, plan: Plan, purpose: Purpose, session: str = "", owner: str = ""
) -> Group:
    """Queues what a plan begins with, as `owner`'s.

    Raises:
        SettingsError: a run would not fit its data; none is queued then.
        DataError: the data are gone.
    """
    data = store.dataset(plan.dataset_id)
    history = PriceHistory.from_bytes(data.blob) if plan.kind is Kind.STOCK else None
    runs = runs_of(plan, first_points(plan), history)
    return store.create_group(plan, purpose, runs, data.title, session, owner)
