"""Makes version_1_0_0.sqlite: a store as version 1.0.0 wrote it, with runs of both kinds.

Made at commit d108198, the last one before the tables had migrations, by
`python -m tests.data.stores.make_version_1_0_0`. Later code writes later tables: keep the file.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.names import corpus
from core.names.settings import NamesSettings
from core.runs.runner import serve
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources.history import bundled_prices

FILE = Path(__file__).with_name("version_1_0_0.sqlite")


def make() -> None:
    """Trains two runs to their end, one that fails, and stops one in the queue."""
    FILE.unlink(missing_ok=True)
    store = Store(f"sqlite:///{FILE}")
    dinosaurs, prices = corpus.bundled(), bundled_prices("GE")
    names = store.save_dataset(Kind.NAMES, dinosaurs.title, dinosaurs.to_bytes())
    stock = store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    store.create_run(
        NamesSettings(hidden_units=8, iterations=200, checkpoint_interval=100), names, "a class"
    )
    store.create_run(StockSettings(units=8, layers=1, epochs=5), stock, "a class")
    store.create_run(StockSettings(timesteps=250), stock, "a class")  # too many: it fails
    serve(store.url)
    store.request_stop(store.create_run(StockSettings(), stock, "a class").id)
    store.close()
    with sqlite3.connect(FILE) as connection:
        connection.execute("VACUUM")


if __name__ == "__main__":
    make()
