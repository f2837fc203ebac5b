"""A zip with some of all that there can be: both experiments, continued runs, groups."""

from __future__ import annotations

import io
import tempfile
from functools import cache

from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.runs.continuing import continuation
from core.runs.groups.plan import Purpose, first_points, make_plan, runs_of
from core.runs.groups.store import Groups
from core.runs.people import HOST
from core.runs.settings import Kind, RunSettings, kind_of
from core.runs.store import Store
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.workers.runner import carry_out
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from tests.core.stocks.histories import wave

NAMES = Corpus("Moons, mostly", ("io", "europa", "ganymede", "callisto", "titan", "rhea"))
MOONS = NamesSettings(iterations=40, checkpoint_interval=20, hidden_units=3)
PRICES = StockSettings(timesteps=4, epochs=2, units=3, layers=2, test_days=5, batch_size=4)
VARIED = {Kind.NAMES: "hidden_units", Kind.STOCK: "units"}


@cache
def mixed() -> bytes:
    """Of each experiment a run, one that continues it, and a sweep of two."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/runs.sqlite")
        ids = [*_of(store, MOONS, NAMES), *_of(store, PRICES, wave(40))]
        file = io.BytesIO()
        write_bundle(store, ids, file)
        store.close()
        return file.getvalue()


def _of(store: Store, settings: RunSettings, data: Corpus | PriceHistory) -> list[str]:
    kind = kind_of(settings)
    dataset = store.save_dataset(kind, data.title, data.to_bytes())
    run = store.create_run(settings, dataset)
    _train(store)
    store.set_note(run.id, "A note.", by=HOST)
    store.set_tags(run.id, ["moon"], by=HOST)
    more = continuation(store.run(run.id), store.state_step(run.id)).settings(3)
    next_run = store.create_run(more, dataset, parent_id=run.id)
    plan = make_plan(settings, dataset, vary=({"name": VARIED[kind], "values": (2, 3)},))
    members = runs_of(plan, first_points(plan), None)
    group = Groups(store).create(plan, Purpose.SWEEP, members, data.title)
    _train(store)
    return [run.id, next_run.id, *(member.id for member in Groups(store).members(group.id))]


def _train(store: Store) -> None:
    while run := store.claim("test"):
        carry_out(store, run)
