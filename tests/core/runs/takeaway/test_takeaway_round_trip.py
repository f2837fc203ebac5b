"""What goes into a zip comes out of it, whatever it is."""

import dataclasses
import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from core.events import Checkpoint, Progress, Result, Weights
from core.names.settings import NamesSettings
from core.runs.groups.plan import Purpose, first_points, make_plan, runs_of
from core.runs.groups.store import Groups
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import (
    artifacts,
    checkpoints,
    datasets,
    groups,
    metadata,
    points,
    runs,
    store_state,
)
from core.runs.takeaway.bundle_read import Bundle, already_stored, import_runs
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.takeaway.safe_zip import BundleError
from core.runs.takeaway.stock_takeaway import StockTakeaway
from core.runs.workers.runner import carry_out
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from tests.core.runs.takeaway.conftest import NAMES, SMALL
from tests.core.stocks.histories import wave
from tests.examples import examples

STOCK = StockSettings(timesteps=2, epochs=5, units=1, layers=1, test_days=3)
MOONS = NamesSettings(hidden_units=2, iterations=9)
NEW = {"stop_requested", "session", "heartbeat", "worker", "version"}  # not of the run, or here
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NUMBER = st.floats(-1e9, 1e9)
LOSS = st.one_of(NUMBER, st.just(float("nan")))
SECONDS = st.floats(0, 1e9)
STEPS = 20


def content(store):
    """Every row of a store as values that compare, arrays as they are stored."""
    with store._engine.connect() as connection:
        found = {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in (runs, datasets, groups, checkpoints, points, artifacts)
        }
    for row in found["runs"]:
        for name in NEW:
            del row[name]
        row |= {name: json.loads(row[name]) for name in ("settings", "figures")}
    for row in found["groups"]:
        del row["session"]
    for row in found["datasets"]:
        del row["created"]  # when it came here
    for row in found["points"]:
        del row["id"]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


@st.composite
def reported(draw, kind):
    """What a training of `kind` may have said."""
    steps = sorted(draw(st.sets(st.integers(0, 9), max_size=4)))
    events = [Progress(draw(st.floats(0, 9)), 9, draw(LOSS), draw(SECONDS)) for _ in steps[1:]]
    random = np.random.default_rng(draw(st.integers(0, 9)))
    for step in steps:
        if kind is Kind.STOCK:
            arrays = {"prediction": random.normal(size=3)}
        else:
            letters = len(NAMES.alphabet)
            of = {"Wax": (2, letters), "Waa": (2, 2), "Wya": (letters, 2)}
            of |= {"b": (2, 1), "by": (letters, 1)}
            arrays = {name: random.normal(size=shape) for name, shape in of.items()}
        events.append(Checkpoint(step, draw(LOSS), draw(SECONDS), arrays))
    if kind is Kind.STOCK and draw(st.booleans()):
        weights = [random.normal(size=shape).astype(np.float32) for shape in shapes(STOCK)]
        weights = {f"w{n:03}": weight for n, weight in enumerate(weights)}
        events += [Weights(2, weights, stays=True), Weights(3, weights)]
        figures = {
            "epochs": 3.5,
            "rmse": draw(NUMBER),
            "skill": None,
            "of": {"drift": {"mae": 1.5}},
            "engine": draw(TEXT),
        }
        parts = {"train_prediction": random.normal(size=5), "test_prediction": np.ones(3)}
        events.append(Result(figures, parts))
    return events


LABELS = st.fixed_dictionaries(
    {
        "name": st.none() | TEXT,
        "note": st.none() | TEXT,
        "tags": st.none() | st.lists(TEXT, min_size=1, max_size=3),
        "pinned": st.integers(0, 1),
        "error": st.none() | TEXT,
        "created": SECONDS,
        "started": st.none() | SECONDS,
        "ended": st.none() | SECONDS,
    }
)
ENDED = st.sampled_from([RunState.FINISHED, RunState.STOPPED, RunState.FAILED])


def kept(store, kind, events=(), state=RunState.FINISHED, **labels):
    """A run that has ended."""
    data = wave(10) if kind is Kind.STOCK else NAMES
    dataset = store.save_dataset(kind, data.title, data.to_bytes())
    run = store.create_run(STOCK if kind is Kind.STOCK else MOONS, dataset)
    store.append(run.id, events)
    store.finish(run.id, state)
    if labels:
        with store._engine.begin() as connection:
            connection.execute(update(runs).where(runs.c.id == run.id).values(labels))
    return run.id


@pytest.fixture(scope="module")
def two_stores(new_store):
    return new_store(), new_store()


def emptied(store):
    with store._engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table is not store_state:  # of the store itself, not of what it holds
                connection.execute(delete(table))
    return store


@given(st.data())
@examples(15)
def test_a_store_comes_back_as_it_was(two_stores, zipped, data):
    here, there = map(emptied, two_stores)
    ids = []
    for kind in data.draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=3)):
        events, labels = data.draw(reported(kind)), data.draw(LABELS)
        if ids and data.draw(st.booleans()):
            labels |= {"parent_id": data.draw(st.sampled_from(ids)), "parent_step": 1}
        labels = {name: value for name, value in labels.items() if value is not None}
        ids.append(kept(here, kind, events, data.draw(ENDED), **labels))
    bundle = Bundle(io.BytesIO(zipped(*ids, of=here)))
    assert import_runs(there, bundle) == {run_id: run_id for run_id in ids}
    assert content(there) == content(here)


def test_on_another_database(new_store, zipped, postgresql):
    here, there = new_store(), Store(postgresql.new_database())
    ids = [kept(here, Kind.NAMES), kept(here, Kind.STOCK, note="a note", tags=["one", "two"])]
    import_runs(there, Bundle(io.BytesIO(zipped(*ids, of=here))))
    assert content(there) == content(here)
    there.close()


def test_an_interrupted_run_stays_one(new_store, zipped):
    here, there = new_store(), new_store()
    run_id = kept(here, Kind.NAMES, state=RunState.RUNNING, heartbeat=1000.0, ended=None)
    import_runs(there, Bundle(io.BytesIO(zipped(run_id, of=here))))
    assert there.run(run_id).state is RunState.INTERRUPTED
    assert there.run(run_id).ended == here.run(run_id).ended


def test_a_taken_id_becomes_a_new_one_and_parents_follow(new_store, zipped):
    store = new_store()
    parent = kept(store, Kind.NAMES, name="first")
    child = kept(store, Kind.NAMES, parent_id=parent, parent_step=4)
    bundle = Bundle(io.BytesIO(zipped(child, parent, of=store)))
    assert sorted(already_stored(store, bundle)) == sorted([parent, child])
    ids = import_runs(store, bundle)
    assert not {parent, child} & set(ids.values())
    copy = store.run(ids[child])
    assert (copy.parent_id, copy.parent_step) == (ids[parent], 4)
    assert store.run(ids[parent]).name == "first"
    assert len({run.dataset_id for run in store.runs()}) == 1


def test_a_parent_that_is_nowhere_is_forgotten(new_store, zipped):
    here, there = new_store(), new_store()
    orphan = kept(here, Kind.NAMES, parent_id="gone", parent_step=4)
    import_runs(there, Bundle(io.BytesIO(zipped(orphan, of=here))))
    assert there.run(orphan).parent_id is there.run(orphan).parent_step is None


def test_a_group_comes_along_when_it_is_whole(new_store, zipped):
    here, there = new_store(), new_store()
    plan = make_plan(MOONS, here.save_dataset(Kind.NAMES, NAMES.title, NAMES.to_bytes()), seeds=2)
    group = {"id": "g", "kind": "names", "purpose": "seeds", "title": "t"}
    group["plan"] = plan.model_dump_json()
    with here._engine.begin() as connection:
        connection.execute(insert(groups).values(group | {"session": "s", "created": 5.0}))
    ids = [kept(here, Kind.NAMES, group_id="g") for _ in range(2)]
    import_runs(there, Bundle(io.BytesIO(zipped(ids[0], of=here))))
    assert there.run(ids[0]).group_id is None
    copies = import_runs(there, Bundle(io.BytesIO(zipped(*ids, of=here))))
    assert {there.run(run_id).group_id for run_id in copies.values()} == {"g"}
    again = import_runs(there, Bundle(io.BytesIO(zipped(*ids, of=here))))
    [group_id] = {there.run(run_id).group_id for run_id in again.values()}
    assert group_id not in (None, "g")


@pytest.mark.parametrize("of_before", [False, True])
def test_a_sweep_of_the_target_comes_along_with_what_was_read(of_before, new_store, zipped):
    here, there = new_store(), new_store()
    history = wave(12)
    dataset = here.save_dataset(Kind.STOCK, history.title, history.to_bytes())
    plan = make_plan(STOCK, dataset, vary=({"name": "target", "values": ("price", "change")},))
    if of_before:  # there was a choice of what is read
        base = {name: value for name, value in plan.base.items() if name != "reads"}
        plan = plan.model_copy(update={"base": base})
    members = runs_of(plan, first_points(plan), history)
    group = Groups(here).create(plan, Purpose.SWEEP, members, "t")
    while run := here.claim("test"):
        carry_out(here, run)
    members = Groups(here).members(group.id)
    if of_before:
        with here._engine.begin() as connection:
            for run in members:
                old = {name: value for name, value in run.settings.items() if name != "reads"}
                changed = update(runs).where(runs.c.id == run.id).values(settings=json.dumps(old))
                connection.execute(changed)
    import_runs(there, Bundle(io.BytesIO(zipped(*(run.id for run in members), of=here))))
    [copy] = Groups(there).latest()
    brought = [run.settings for run in Groups(there).members(copy.id)]
    reads = {settings["target"]: settings["reads"] for settings in brought}
    assert reads == {"price": "levels", "change": "levels" if of_before else "changes"}


def test_people_find_files_that_they_can_open(store, trained, zipped):
    run = trained(STOCK, wave(10))
    with zipfile.ZipFile(io.BytesIO(zipped(run.id))) as archive:
        names = set(archive.namelist())
        read = {
            name.rsplit("/")[-1]: archive.read(name) for name in names if not name.endswith("npz")
        }
        with archive.open(f"runs/{run.id}/checkpoints.npz") as member, np.load(member) as arrays:
            np.testing.assert_array_equal(
                arrays["5/prediction"], store.checkpoint(run.id, 5).arrays["prediction"]
            )
    assert read["prices.csv"].startswith(b"Date,Open\n2024-01-01,")
    assert read["predictions.csv"].startswith(b"Date,Part,Actual,Predicted,Yesterday\n")
    assert read["model.keras"].startswith(b"PK")
    assert json.loads(read["settings.json"])["timesteps"] == 2
    manifest = json.loads(read["manifest.json"])
    assert {"sequence-lab", "numpy", "keras", "python"} <= manifest["versions"].keys()


def test_validation_days_come_along(new_store, store, trained, zipped):
    run = trained(SMALL.model_copy(update={"validation_days": 6}))
    there = new_store()
    import_runs(there, Bundle(io.BytesIO(zipped(run.id))))
    result, brought = store.result(run.id), there.result(run.id)
    assert brought.values == result.values
    np.testing.assert_array_equal(
        brought.arrays["validation_prediction"], result.arrays["validation_prediction"]
    )
    assert b"\n2024-02-09,validation," in StockTakeaway().outcome_table(there, there.run(run.id))[1]


def test_how_a_file_was_read_travels(new_store, zipped):
    here = new_store()
    data = dataclasses.replace(NAMES, choices={"encoding": "utf-8", "quotes": True})
    run = here.create_run(MOONS, here.save_dataset(Kind.NAMES, data.title, data.to_bytes()))
    here.request_stop(run.id, by=HOST)
    [part] = Bundle(io.BytesIO(zipped(run.id, of=here))).manifest.datasets
    assert part.reading == {"encoding": "utf-8", "quotes": True}


def test_what_has_not_ended_cannot_be_taken(new_store, zipped):
    store = new_store()
    waiting = store.create_run(MOONS, store.save_dataset(Kind.NAMES, "m", NAMES.to_bytes()))
    with pytest.raises(BundleError, match="not ended"):
        zipped(waiting.id, of=store)
    with pytest.raises(BundleError, match="not 0"):
        zipped(of=store)


def test_one_checkpoint_at_a_time_is_in_memory(new_store, zipped, tmp_path):
    store = new_store()
    zipped(kept(store, Kind.NAMES), of=store)  # what has to be imported is by now
    large = NamesSettings(hidden_units=200, iterations=STEPS)
    letters = len(NAMES.alphabet)
    parameters = {
        "Wax": np.zeros((200, letters)),
        "Waa": np.random.default_rng(0).normal(size=(200, 200)),
        "Wya": np.zeros((letters, 200)),
        "b": np.zeros((200, 1)),
        "by": np.zeros((letters, 1)),
    }
    parameters["by"][0] = 99  # its names end at once
    size = sum(array.nbytes for array in parameters.values())
    run = store.create_run(large, store.save_dataset(Kind.NAMES, "m", NAMES.to_bytes()))
    for step in range(STEPS):
        store.append(run.id, [Checkpoint(step, 1.0, 1.0, parameters)])
    store.finish(run.id, RunState.FINISHED)
    there = new_store()
    with (tmp_path / "large.zip").open("w+b") as file:
        tracemalloc.start()
        write_bundle(store, [run.id], file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        import_runs(there, Bundle(file))
    assert (tmp_path / "large.zip").stat().st_size > 0.8 * STEPS * size
    assert peak < STEPS / 2 * size
    assert there.checkpoints(run.id) == list(range(STEPS))
