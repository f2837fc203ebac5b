import pytest

from core.events import Result
from core.names.corpus import bundled as bundled_names
from core.names.settings import NamesSettings
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled as bundled_prices


@pytest.fixture
def prices(lab):
    history = bundled_prices("GE")
    return lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())


@pytest.fixture
def names(lab):
    corpus = bundled_names()
    return lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption, *page.info])


@pytest.mark.parametrize(
    ("button", "settings"), [("go_stock", StockSettings()), ("go_names", NamesSettings())]
)
def test_one_click_at_home_starts_an_experiment(open_page, lab, button, settings):
    page = open_page("home")
    page.button(key=button).click().run()
    assert not page.exception
    [run] = lab.runs()
    assert run.settings == settings
    assert page.query_params["run"] == run.id


def test_empty_pages_say_what_to_do(open_page):
    assert "Start one" in words(open_page("home"))
    assert "Start one" in words(open_page("runs"))


def test_every_run_shows_settings_state_and_result(open_page, lab, prices, names):
    lab.create_run(NamesSettings(hidden_units=33), names)
    stock = lab.create_run(StockSettings(timesteps=9), prices)
    for _ in range(2):
        lab.claim("test")
    lab.append(stock.id, [Result({"rmse": 0.31, "naive_rmse": 0.24, "epochs": 100})])
    lab.finish(stock.id, RunState.FINISHED)
    page = open_page("runs")
    assert not page.exception
    shown = words(page)
    assert "33 hidden units" in shown
    assert "9 timesteps" in shown
    assert r"RMSE \$0\.31 after 100 epochs\; yesterday\'s price \$0\.24" in shown
    only_names = open_page("runs", kind="Dinosaur names")
    assert "9 timesteps" not in words(only_names)


def test_a_run_is_stopped_and_deleted(open_page, lab, prices):
    run = lab.create_run(StockSettings(), prices)
    page = open_page("runs")
    page.button(key=f"stop_{run.id}").click().run()
    assert lab.run(run.id).state is RunState.STOPPED
    page.button(key=f"delete_{run.id}").click().run()
    assert lab.runs() == []
    assert not page.exception


def test_a_failed_run_says_why(open_page, lab, prices):
    run = lab.create_run(StockSettings(), prices)
    lab.claim("test")
    lab.finish(run.id, RunState.FAILED, "The loss grew without end.")
    assert r"The loss grew without end" in words(open_page("runs"))
