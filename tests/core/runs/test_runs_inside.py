"""Traces of runs that are kept."""

import numpy as np
import pytest

from core.errors import UnknownRunError, UserError
from core.events import Checkpoint, Result, Weights
from core.inside.trace import trace
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.groups.plan import Purpose, make_plan
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.inside import NothingKeptError, input_of, steps_inside
from core.runs.people import HOST
from core.runs.settings import Kind, kind_of
from core.runs.workers.executor import begin_group
from core.runs.workers.runner import serve_queue
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

STOCK = StockSettings(epochs=6, units=4, layers=2)
NAMES = NamesSettings(iterations=100, checkpoint_interval=40, hidden_units=5)


def created(store, settings):
    data = bundled_prices("GE") if kind_of(settings) is Kind.STOCK else bundled_names()
    dataset = store.save_dataset(kind_of(settings), data.title, data.to_bytes())
    return store.create_run(settings, dataset)


def carried_out(store, settings):
    run = created(store, settings)
    serve_queue(store.url)
    return store.run(run.id)


def test_a_price_run_says_at_each_kept_epoch_what_its_chart_shows(store):
    run = carried_out(store, STOCK)
    steps = steps_inside(store, run)
    assert steps == [0, 1, 2, 3, 5, 6]
    day = str(bundled_prices("GE").dates[-3].date())
    for step in [*steps, None]:
        arrays = trace(input_of(store, run.id, step, day)).arrays
        shown = store.checkpoint(run.id, 6 if step is None else step).arrays["prediction"][-3]
        assert arrays["price"][0] == pytest.approx(shown, rel=1e-5)
    longer = trace(input_of(store, run.id, 6, day, timesteps=50))
    assert len(longer.read) == 50
    np.testing.assert_array_equal(longer.arrays["x1"][-7:], arrays["x1"])


def test_a_names_run_is_followed_at_each_checkpoint(store):
    run = carried_out(store, NAMES)
    assert steps_inside(store, run) == [0, 40, 80, 100]
    found = trace(input_of(store, run.id, 40, "Rex"))
    np.testing.assert_array_equal(found.arrays["Wax"], store.checkpoint(run.id, 40).arrays["Wax"])
    assert found.comes == ("r", "e", "x", "\n")
    drawn = trace(input_of(store, run.id, None, "tri", ended=False, seed=1))
    assert drawn.read[1:4] == ("t", "r", "i")


def test_weights_of_part_of_an_epoch_are_those_of_none(store):
    run = created(store, STOCK)
    store.claim("a worker")
    prediction = Checkpoint(2, 0.1, 1, {"prediction": np.ones(25)})
    store.append(run.id, [prediction, Weights(2, {"w000": np.ones(1)})])
    assert steps_inside(store, store.run(run.id)) == [2]
    store.append(run.id, [Result({"epochs": 2.4}, {})])
    assert steps_inside(store, store.run(run.id)) == []


@pytest.mark.parametrize(
    ("settings", "step", "given", "sentence"),
    [
        (STOCK, 4, "2019-11-08", "no weights of epoch 4; choose 0, 1, 2, 3, 5 or 6."),
        (NAMES, 41, "rex", "no weights of iteration 41; choose 0, 40, 80 or 100."),
        (NAMES, 40, "", "There is no letter"),
        (STOCK, 5, "1900-01-01", "only 0 come before"),
    ],
)
def test_what_is_not_there_is_refused(store, settings, step, given, sentence):
    run = carried_out(store, settings)
    with pytest.raises(UserError, match=sentence):
        input_of(store, run.id, step, given)


def test_a_run_without_weights_or_deleted_is_refused(store):
    run = created(store, STOCK)
    with pytest.raises(NothingKeptError, match="has no weights yet"):
        input_of(store, run.id, 0, "2019-11-08")
    store.request_stop(run.id, by=HOST)
    with pytest.raises(NothingKeptError, match="keeps no weights to look into"):
        input_of(store, run.id, 0, "2019-11-08")
    store.delete(run.id, by=HOST)
    with pytest.raises(UnknownRunError, match="may have been deleted"):
        input_of(store, run.id, 0, "2019-11-08")


def test_of_the_many_runs_of_a_group_only_the_last_epoch_is_kept(store):
    prices = bundled_prices("GE")
    dataset = store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    plan = make_plan(STOCK, dataset, vary=[read_vary(Kind.STOCK, "units=4")])
    group = begin_group(store, plan, Purpose.SWEEP)
    serve_queue(store.url)
    (member,) = Groups(store).members(group.id)
    assert steps_inside(store, store.run(member.id)) == [6]
