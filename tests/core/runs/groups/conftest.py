import pytest

from core.events import Progress, Result
from core.runs.groups.plan import How, make_plan
from core.runs.groups.search import advance
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

GE = StockSettings()


@pytest.fixture
def prices(store):
    """GE, kept in the store."""
    history = bundled_prices("GE")
    return store.save_dataset(Kind.STOCK, history.title, history.to_bytes())


@pytest.fixture(scope="session")
def sweep_plan():
    """A plan on prices: (what varies, as on the command line; how) -> plan."""

    def made(*vary, dataset="", settings=GE, how=How.GRID, **what):
        read = [read_vary(Kind.STOCK, text) for text in vary]
        return make_plan(settings, dataset, vary=read, how=how, **what)

    return made


@pytest.fixture(scope="session")
def carry_out():
    """Trains what is queued in no time: (store, group, settings -> ratio or None to fail)."""

    def all_of(store, group_id, ratio, most=1000):
        for _ in range(most):
            run = store.claim("test")
            if run is None:
                return
            value = ratio(run.settings)
            if value is None:
                store.finish(run.id, RunState.FAILED, "It diverged.")
            else:
                figures = {"rmse": value, "naive_rmse": 1.0, "seconds": 0.5}
                store.append(run.id, [Progress(100, 100, 0.1, 0.5), Result(figures)])
                store.finish(run.id, RunState.FINISHED)
            advance(Groups(store), group_id)

    return all_of
