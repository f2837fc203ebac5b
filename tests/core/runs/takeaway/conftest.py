"""Runs that have ended, and stores to take them to."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from core.names.corpus import Corpus
from core.runs.records import Run
from core.runs.settings import Kind, RunSettings, kind_of
from core.runs.store import Store
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.workers.runner import carry_out
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from tests.core.stocks.histories import wave

NAMES = Corpus(
    "Moons, mostly",
    ("io", "europa", "ganymede", "callisto", "titan", "rhea", "dione", "mimas"),
)
SMALL = StockSettings(timesteps=4, epochs=2, units=3, layers=2, test_days=5, batch_size=4)
Train = Callable[..., Run]


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    return lambda: Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/runs.sqlite")


@pytest.fixture(scope="session")
def store(new_store: Callable[[], Store]) -> Store:
    """The store of this session's trainings."""
    return new_store()


@pytest.fixture(scope="session")
def trained(store: Store) -> Train:
    """Trains to the end, on moons or a wave unless other data are given."""

    def train(settings: RunSettings, data: Corpus | PriceHistory | None = None) -> Run:
        kind = kind_of(settings)
        data = data or (NAMES if kind is Kind.NAMES else wave(40))
        run = store.create_run(settings, store.save_dataset(kind, data.title, data.to_bytes()))
        claimed = store.claim("test")
        assert claimed is not None
        carry_out(store, claimed)
        return store.run(run.id)

    return train


@pytest.fixture(scope="session")
def zipped(store: Store) -> Callable[..., bytes]:
    """Runs as a zip."""

    def zipped_(*run_ids: str, of: Store = store) -> bytes:
        file = io.BytesIO()
        write_bundle(of, run_ids, file)
        return file.getvalue()

    return zipped_
