import pytest
from sqlalchemy import update

from core.runs.groups.vary import Measured, seconds_of, sentence
from core.runs.records import RunState
from core.runs.tables import runs
from core.stocks.settings import StockSettings
from core.stocks.stock_experiment import STOCK

BASE = StockSettings(units=50, layers=1)


def test_work_grows_as_the_benchmarks_say():
    assert STOCK.work(StockSettings(epochs=200)) == 2 * STOCK.work(StockSettings(epochs=100))
    assert STOCK.work(StockSettings(timesteps=14)) == 2 * STOCK.work(StockSettings(timesteps=7))
    assert 3 < STOCK.work(StockSettings(units=100)) / STOCK.work(StockSettings(units=50)) < 4.1


def test_a_run_takes_as_long_as_the_most_similar_ones_in_proportion():
    known = [Measured(BASE, "data", seconds) for seconds in (1.0, 1.1, 0.9, 90.0, 1.0)]
    twice = BASE.model_copy(update={"epochs": 200})
    assert seconds_of([BASE] * 4, "data", known, 2) == pytest.approx(2.0)
    assert seconds_of([twice], "data", known, 2) == pytest.approx(2.0)


def test_nothing_is_said_of_what_was_never_measured():
    known = [Measured(BASE, "data", 1.0)]
    assert seconds_of([BASE], "other data", known, 2) is None
    huge = StockSettings(units=256, layers=4, epochs=1000)
    assert seconds_of([huge], "data", known, 2) is None


def test_the_sentence_comes_from_the_runs_of_the_store(store, prices, sweep_plan):
    plan = sweep_plan("timesteps=7,8", dataset=prices, settings=BASE, seeds=5)
    assert sentence(store, plan, 2).startswith("10 runs; how long that takes is not known")
    run = store.create_run(BASE, prices)
    store.claim("test")
    store.finish(run.id, RunState.FINISHED)
    with store._engine.begin() as connection:
        connection.execute(update(runs).values(started=100.0, ended=104.0))
    assert sentence(store, plan, 2) == "10 runs on 2 workers: about 21 s."
    assert sentence(store, plan, 1) == "10 runs on 1 worker: about 43 s."
