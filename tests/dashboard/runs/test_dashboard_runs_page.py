import numpy as np
import pytest

from core.events import Checkpoint, Result
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.listing import found, run_table
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard import run_analysis
from dashboard.shared.live_sources import ListSource, list_digest
from tests.dashboard.conftest import component

SETTINGS = StockSettings(epochs=4, timesteps=9, units=4, layers=1)


@pytest.fixture
def prices(lab):
    history = bundled_prices("GE")
    return lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())


@pytest.fixture
def names(lab):
    corpus = bundled_names()
    return lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())


def reported(epochs, miss=1.0):
    """Checkpoints of a training that learns, and misses every price by `miss` dollars."""
    prediction = prepare(SETTINGS, bundled_prices("GE")).test.actual + miss
    return [
        Checkpoint(epoch, 0.2 / (1 + epoch), epoch / 10, {"prediction": prediction})
        for epoch in range(epochs + 1)
    ]


def ended(lab, settings, dataset, events, state=RunState.FINISHED):
    run = lab.create_run(settings, dataset)
    lab.claim("test")
    lab.append(run.id, events)
    lab.finish(run.id, state)
    return lab.run(run.id)


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption, *page.info])


def badges(page):
    return [element.value for element in page.markdown if "-badge[" in element.value]


def live_words(page):
    return " ".join(element.proto.body for element in page.get("html"))


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


def test_empty_pages_say_what_to_do_and_wait_for_the_first_run(open_page):
    for name in ("home", "runs"):
        page = open_page(name)
        assert "Start one" in words(page)
        assert component(page, "runs")["states"] == {}


def test_every_run_shows_its_settings(open_page, lab, prices, names):
    lab.create_run(NamesSettings(hidden_units=33), names)
    ended(lab, SETTINGS, prices, reported(4))
    page = open_page("runs")
    assert not page.exception
    assert "33 hidden units" in words(page)
    assert "9 timesteps" in words(page)
    only_names = open_page("runs", kind="Dinosaur names")
    assert "9 timesteps" not in words(only_names)


def test_a_finished_run_on_prices_says_the_verdict_in_words(open_page, lab, prices):
    ended(lab, SETTINGS, prices, reported(4, miss=1.0))
    ended(lab, SETTINGS, prices, reported(4, miss=0.01))
    page = open_page("runs")
    assert r"Typical miss \(RMSE\) \$1\.00\; repeating yesterday\: 24 cents" in words(page)
    assert r"Typical miss \(RMSE\) 1 cent\; repeating yesterday\: 24 cents" in words(page)
    assert [badge.count("Finished") for badge in badges(page)] == [1, 1]


def test_a_stopped_run_is_judged_by_its_newest_checkpoint(open_page, lab, prices):
    ended(
        lab, SETTINGS, prices, [*reported(1, miss=5), reported(2, miss=0.5)[-1]], RunState.STOPPED
    )
    said = words(open_page("runs")).replace("\\", "")
    assert "Typical miss (RMSE) 50 cents after 2 of 4 epochs; repeating yesterday: 24 cents" in said
    assert "The verdict is for epoch 4, as planned: if one may pick" in said
    assert "than repeating yesterday" not in said


def test_a_names_run_tells_what_it_invents(open_page, lab, names):
    settings = NamesSettings(iterations=2000, checkpoint_interval=1000)
    events = [event for event in train(settings, bundled_names()) if not isinstance(event, Result)]
    run = ended(lab, settings, names, events, RunState.STOPPED)
    page = open_page("runs")
    [said] = [element.value for element in page.markdown if "Invents" in element.value]
    assert "after 2,000 iterations" in said
    for name in run_analysis.report_names(run.id, names, 2000)[: run_analysis.NAMED]:
        assert name in said


def test_a_run_that_learned_nothing_does_not_look_like_a_success(open_page, lab, prices):
    flat = np.full(len(prepare(SETTINGS, bundled_prices("GE")).test.actual), 10.0)
    events = [Checkpoint(epoch, 0.2, 1.0, {"prediction": flat}) for epoch in range(5)]
    ended(lab, SETTINGS, prices, events)
    page = open_page("home")
    [badge] = badges(page)
    assert badge.startswith(":orange-badge[")
    assert "Did not learn" in badge
    assert ":orange[It has not learned" in words(page)


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.FINISHED])
def test_a_run_without_a_checkpoint_says_where_it_ended(open_page, lab, prices, state):
    ended(lab, SETTINGS, prices, [], state)
    page = open_page("runs")
    assert not page.exception
    assert "0 of 4 epochs" in words(page)


def test_a_failed_run_says_why(open_page, lab, prices):
    run = lab.create_run(StockSettings(), prices)
    lab.claim("test")
    lab.finish(run.id, RunState.FAILED, "The loss grew without end.")
    assert r"The loss grew without end" in words(open_page("runs"))


def test_only_the_cards_on_show_are_worked_out_and_only_once(open_page, lab, prices, monkeypatch):
    for _ in range(15):
        ended(lab, SETTINGS, prices, reported(1))
    judged = []
    prices_analysis = run_analysis.ANALYSES[Kind.STOCK]
    original = prices_analysis.verdict
    monkeypatch.setattr(
        prices_analysis, "verdict", lambda run: judged.append(run.id) or original(run)
    )
    open_page("runs")
    assert sorted(judged) == sorted(run.id for run in lab.runs(limit=12))
    open_page("runs")
    assert len(judged) == 12


def test_the_table_of_all_runs_is_made_when_it_is_opened(open_page, lab, prices):
    for _ in range(15):
        ended(lab, SETTINGS, prices, [Result({"rmse": 0.5})])
    page = open_page("runs")
    assert not page.dataframe
    page.session_state["runs_table"] = True
    page.run()
    table = page.dataframe[0].value
    assert len(table) == 15
    assert set(table["rmse"]) == {0.5}
    assert set(table["timesteps"]) == {9}


def test_the_judgement_of_a_run_stands_in_the_table_without_its_baselines(open_page, lab, prices):
    figures = {"verdict": "worse", "skill": -0.5, "skill_low": -0.8, "skill_high": -0.2}
    figures |= {"dm_p": 0.02, "test_rows": 25, "epochs": SETTINGS.epochs, "skill_within": 0.9}
    figures |= {"baselines": {"drift": {"rrmse": 1.25}}}
    ended(lab, SETTINGS, prices, [Result({"rmse": 0.5})])  # of an older version
    ended(lab, SETTINGS, prices, [Result(figures)])
    ended(lab, SETTINGS, prices, [Result(figures | {"verdict": "no telling", "dm_p": 0.3})])
    ended(lab, SETTINGS, prices, [Result(figures | {"verdict": "better", "epochs": 2})])
    page = open_page("runs")
    page.session_state["runs_table"] = True
    page.run()
    assert not page.exception
    table = page.dataframe[0].value
    judged = table[table["verdict"].notna()]
    assert sorted(judged["verdict"]) == ["too close", "worse"]
    assert set(judged["skill"]) == {-0.5}
    assert len(found(run_table(lab.runs()), "verdict=too close")) == 1
    assert "baselines" not in table


def test_a_run_is_stopped_and_deleted_and_it_is_said(open_page, lab, prices):
    run = lab.create_run(StockSettings(), prices)
    page = open_page("runs")
    page.button(key=f"stop_{run.id}").click().run()
    assert lab.run(run.id).state is RunState.STOPPED
    assert component(page, "runs")["said"] == "Stopping the run on General Electric"
    page.button(key=f"delete_{run.id}").click().run()
    assert lab.runs() == []
    assert component(page, "runs")["said"] == "Run deleted: General Electric"
    assert not page.exception
    assert component(page.run(), "runs")["said"] is None


@pytest.mark.parametrize("name", ["home", "runs"])
def test_active_runs_are_followed(open_page, lab, prices, name):
    waiting = lab.create_run(SETTINGS, prices)
    page = open_page(name)
    data = component(page, "runs")
    assert data["live"] == "/live"
    assert data["list"] == list_digest()
    assert data["states"] == {waiting.id: "queued"}
    assert f'<p data-run="{waiting.id}">' in live_words(page)


def test_home_shows_the_latest_runs_only(open_page, lab, prices):
    runs = [lab.create_run(SETTINGS, prices) for _ in range(6)]
    shown = component(open_page("home"), "runs")["states"]
    assert set(shown) == {run.id for run in runs[2:]}


def test_the_channel_tells_how_far_the_active_runs_are(lab, prices):
    source = ListSource()
    first, second = (lab.create_run(SETTINGS, prices) for _ in range(2))
    queued = source.changes()
    assert queued["texts"][second.id] == "Number 2 in the queue"
    assert source.changes() is None
    lab.claim("test")
    running = source.changes()
    assert running["list"] != queued["list"]
    lab.append(first.id, reported(2))
    further = source.changes()
    assert further["list"] == running["list"]
    assert further["texts"][first.id].startswith("2 of 4 epochs")
    lab.finish(first.id, RunState.FINISHED)
    finished = source.changes()
    assert finished["list"] != further["list"]
    assert set(finished["texts"]) == {second.id}
    lab.delete(second.id, by=HOST)
    assert source.changes()["list"] != finished["list"]
