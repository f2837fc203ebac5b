"""Runs that a test makes: their worker is the test, which says when they move; or a real one."""

from __future__ import annotations

import time

from core.events import Checkpoint
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.records import Run, RunState
from core.runs.settings import Kind, RunSettings, kind_of
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare

LOOK_EVERY = 0.1  # seconds
SETTINGS = StockSettings(epochs=100, units=8, layers=1)


def queued(store: Store, settings: RunSettings) -> Run:
    """A run on the report's data that waits for a worker."""
    data = bundled_names() if kind_of(settings) is Kind.NAMES else bundled_prices("GE")
    dataset = store.save_dataset(kind_of(settings), data.title, data.to_bytes())
    return store.create_run(settings, dataset)


def begun(store: Store, settings: RunSettings = SETTINGS) -> Run:
    """A run whose worker is the test."""
    run = queued(store, settings)
    claimed = store.claim("test")
    assert claimed is not None
    assert claimed.id == run.id
    return claimed


def report(store: Store, run: Run, epoch: int, miss: float = 0.5) -> None:
    """What a worker reports of an epoch: predictions that miss every price by so many dollars."""
    prediction = prepare(SETTINGS, bundled_prices("GE")).test.actual + miss
    store.append(run.id, [Checkpoint(epoch, 0.5 / (1 + epoch), epoch, {"prediction": prediction})])


def finished(store: Store) -> Run:
    run = begun(store)
    for epoch in (0, 100):
        report(store, run, epoch)
    store.finish(run.id, RunState.FINISHED)
    return run


def trained(store: Store, settings: RunSettings) -> Run:
    """A run that the server's workers have carried out."""
    run = queued(store, settings)
    while store.run(run.id).active:
        time.sleep(LOOK_EVERY)
    return run


def finished_names(store: Store) -> Run:
    settings = NamesSettings(iterations=1000, checkpoint_interval=500)
    run = begun(store, settings)
    store.append(run.id, train(settings, bundled_names()))
    store.finish(run.id, RunState.FINISHED)
    return run
