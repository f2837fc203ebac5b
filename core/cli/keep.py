"""`--keep`: what a command trains becomes a run of the store, which pages open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.events import Event, StopCheck
from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory


def training(
    train: Callable[[StopCheck], Iterator[Event]],
    settings: NamesSettings | StockSettings,
    data: Corpus | PriceHistory,
    should_stop: StopCheck,
    *,
    keep: bool,
) -> tuple[str | None, Iterator[Event]]:
    """The id of the run that is kept, if any, and the events of the training.

    Raises:
        UserError: The store cannot be opened.
    """
    if not keep:
        return None, train(should_stop)
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.store import Store
    from core.runs.workers.here import begun, kept

    store = Store()
    run = begun(store, settings, data)
    return run.id, kept(store, run, train, should_stop)


def kept_sentence(run_id: str) -> str:
    """Where it is, for people."""
    return f"Kept as run {run_id}; the page Runs of the dashboard lists it."
