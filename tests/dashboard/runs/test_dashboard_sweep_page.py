import json
import re

import pytest

from core.events import Checkpoint, Result
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train as train_names
from core.runs.groups.plan import Purpose, make_plan
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary, walk_forward
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.workers.executor import begin_group
from core.stocks.judgement.verdict import ONE_OF_A_SWEEP
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.groups.pictures import draw_group, view_from_query
from dashboard.runs.run_card import outcome
from dashboard.shared.live_sources import GroupSource, ListSource
from dashboard.stock.forecast_run import forecast_run, newest_frame
from dashboard.stock.judgement_panels import BETTER_THAN_YESTERDAY as BETTER
from dashboard.text import plain
from tests.dashboard.conftest import component

SETTINGS = StockSettings(epochs=2, timesteps=5, units=4, layers=1)


@pytest.fixture
def prices(lab):
    history = bundled_prices("GE")
    return lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())


@pytest.fixture
def sweep(lab, prices):
    """Queues a sweep of three settings on two seeds."""
    vary = [read_vary(Kind.STOCK, text) for text in ("timesteps=5,9", "units=4,8", "cell=lstm,gru")]
    plan = make_plan(SETTINGS, prices, vary=vary, seeds=2)
    return begin_group(lab, plan, Purpose.SWEEP)


@pytest.fixture
def validated(lab, prices):
    """Queues a sweep that chooses by validation days."""
    settings = SETTINGS.model_copy(update={"validation_days": 20})
    plan = make_plan(settings, prices, vary=[read_vary(Kind.STOCK, "timesteps=5,9")])
    return begin_group(lab, plan, Purpose.SWEEP)


def train(lab, most=1000):
    """What workers would have done: the worse the more timesteps."""
    for _ in range(most):
        run = lab.claim("test")
        if run is None:
            return
        windows = prepare(run.settings, bundled_prices("GE"))
        miss = 0.1 * run.settings.timesteps + 0.01 * run.settings.seed
        arrays = {"test_prediction": windows.test.actual + miss}
        arrays["train_prediction"] = windows.train.actual + miss
        figures = {"rmse": miss, "naive_rmse": 0.5, "train_rows": windows.train_rows}
        if run.settings.validation_days:  # they say the contrary of the test days
            figures |= {"validation_rmse": 1 - miss, "validation_naive_rmse": 0.5}
            arrays["validation_prediction"] = windows.validation.actual + 1 - miss
        checkpoint = Checkpoint(2, 0.1, 1.0, {"prediction": arrays["test_prediction"]})
        lab.append(run.id, [checkpoint, Result(figures, arrays)])
        lab.finish(run.id, RunState.FINISHED)


def found(page):
    return component(page, "group")["found"]


def links(page):
    return [link.proto.label for link in page.get("page_link")]


def test_without_a_group_the_page_says_how_to_start_one(open_page):
    page = open_page("sweep")
    assert not page.exception
    assert "beside Train" in page.info[0].value
    gone = open_page("sweep", group="nobody")
    assert "may have been deleted" in gone.warning[0].value


def test_a_sweep_fills_in_as_runs_end(open_page, lab, sweep):
    page = open_page("sweep", group=sweep.id)
    assert not page.exception
    assert page.title[0].value == r"Sweep of timesteps\, units and cell"
    assert found(page)["words"] == ["No run has ended yet."]
    assert component(page, "group")["standing"]["text"] == "0 of 16 runs: waiting for a worker"
    train(lab, most=3)
    page.run()
    assert found(page)["words"][0].startswith("So far, best of 2: timesteps 5, units 4, cell GRU")
    [heat, strip, parallel] = found(page)["charts"]
    assert [chart["key"] for chart in (heat, strip, parallel)] == ["map", "strip", "parallel"]
    assert len(strip["figure"]["data"][0]["x"]) == 3


def test_a_sweep_that_has_ended_says_what_mattered(open_page, lab, sweep):
    train(lab)
    page = open_page("sweep", group=sweep.id)
    assert not page.exception
    best, chosen, mattered = found(page)["words"]
    assert chosen == "The test days that judge it also chose it: expect less on new days."
    assert "Those are the settings you began with" in best
    assert mattered.startswith("What made the difference, by 16 runs: timesteps ")
    heat = found(page)["charts"][0]["figure"]["data"][0]
    assert heat["z"] == [[pytest.approx(1.01, rel=1e-4), pytest.approx(1.81, rel=1e-4)]] * 2
    assert heat["customdata"] == [["5|4", "9|4"], ["5|8", "9|8"]]


def test_where_validation_days_choose_the_test_days_judge(open_page, lab, validated):
    train(lab, most=1)
    page = open_page("sweep", group=validated.id)
    assert "test days" not in " ".join(found(page)["words"])
    train(lab)
    page = open_page("sweep", group=validated.id)
    best, chosen, _ = found(page)["words"]
    assert best.startswith("Best of 2: timesteps 9: 0.2 × yesterday's miss")
    assert "Chosen by 20 validation days" in chosen
    assert (
        "which did not choose: 1.8 × yesterday's miss (one seed); the settings you began with: 1 ×"
        in (chosen)
    )
    strip = found(page)["charts"][0]["figure"]["data"][0]
    assert sorted(strip["y"]) == pytest.approx([0.2, 1.0])


def test_one_of_a_sweep_that_chooses_by_validation_days_has_no_word_of_its_own(
    open_page, lab, validated
):
    train(lab, most=1)
    run = lab.run(Groups(lab).members(validated.id)[0].id)
    assert newest_frame(forecast_run(run))["frame"]["verdict"].endswith(f". {ONE_OF_A_SWEEP}")
    said = outcome(run).replace("\\", "")
    assert said.startswith("Typical miss (RMSE) ")
    assert said.endswith(f". {ONE_OF_A_SWEEP}")
    page = open_page("stock", run=run.id)
    page.session_state[BETTER] = True
    page.run()
    assert not page.exception
    panel = " ".join(element.value for element in page.markdown).replace("\\", "")
    assert ONE_OF_A_SWEEP in panel
    assert "orse than repeating" not in panel
    assert page.dataframe[0].value["Verdict"].isna()[0]


def test_seeds_choose_nothing_so_each_has_its_word(lab, prices):
    settings = SETTINGS.model_copy(update={"validation_days": 20})
    begin_group(lab, make_plan(settings, prices, seeds=2), Purpose.SEEDS)
    run = lab.run(lab.claim("test").id)
    actual = prepare(settings, bundled_prices("GE")).test.actual
    lab.append(run.id, [Checkpoint(2, 0.1, 1.0, {"prediction": actual + 5})])
    lab.finish(run.id, RunState.FINISHED)
    assert outcome(lab.run(run.id)).startswith("Worse than repeating yesterday")


def test_the_address_holds_axes_and_figure(open_page, lab, sweep):
    train(lab)
    page = open_page("sweep", group=sweep.id, x="cell", y="timesteps", measure="rmse")
    assert not page.exception
    heat = found(page)["charts"][0]["figure"]
    assert heat["layout"]["xaxis"]["title"]["text"] == "Cell"
    assert heat["layout"]["xaxis"]["ticktext"] == ["LSTM", "GRU"]
    page.selectbox(key="group_x").set_value("units").run()
    assert page.query_params["x"] == "units"
    assert found(page)["charts"][0]["figure"]["layout"]["xaxis"]["title"]["text"] == "Units"
    nonsense = open_page("sweep", group=sweep.id, x="seed", y="cell", measure="beauty")
    assert not nonsense.exception
    assert nonsense.selectbox(key="group_measure").value == "ratio"


def test_a_cell_and_a_mark_open_their_runs(open_page, lab, sweep):
    train(lab)
    page = open_page("sweep", group=sweep.id, cell="9|8")
    assert [label for label in links(page) if "timesteps 9" in label and "units 8" in label]
    assert len([label for label in links(page) if "seed" in label]) == 4  # two cells, two seeds
    run = Groups(lab).members(sweep.id)[0]
    page = open_page("sweep", group=sweep.id, cell=run.id)
    assert len([label for label in links(page) if "seed" in label]) == 1
    assert not page.exception


def test_all_runs_stand_in_a_table(open_page, lab, sweep):
    train(lab)
    page = open_page("sweep", group=sweep.id)
    page.session_state["group_runs"] = True
    page.run()
    assert not page.exception
    [table] = [element.value for element in page.dataframe]
    assert len(table) == 16
    assert table["run"][0] == f"/stock?run={Groups(lab).members(sweep.id)[0].id}"
    assert table["ratio"].tolist()[:2] == [pytest.approx(1.0), pytest.approx(1.02)]


def test_a_group_is_one_card_that_is_opened_stopped_and_deleted(open_page, lab, sweep):
    for name in ("home", "runs", "sweep"):
        page = open_page(name)
        assert not page.exception
        assert len(page.button(key=f"stop_{sweep.id}").label) > 0
        assert sum("Sweep of timesteps" in element.value for element in page.markdown) == 1
    page.button(key=f"stop_{sweep.id}").click().run()
    assert not Groups(lab).group(sweep.id).active
    page.button(key=f"delete_{sweep.id}").click().run()
    assert Groups(lab).latest() == []
    assert not page.exception


@pytest.mark.parametrize("kind", ["stock", "names"])
def test_a_sweep_is_planned_beside_train(open_page, lab, kind):
    setting = {"stock": "timesteps", "names": "clip_value"}[kind]
    page = open_page(kind)
    page.session_state["sweep"] = True  # as if the popover was opened
    page.run()
    page.multiselect(key=f"{kind}_sweep_settings").set_value([setting]).run()
    assert not page.exception
    page.text_input(key=f"{kind}_sweep_{setting}").set_value("3, nonsense").run()
    assert "must be a" in page.error[0].value
    page.text_input(key=f"{kind}_sweep_{setting}").set_value("3, 5").run()
    assert any("6 runs" in element.value for element in page.markdown)
    page.number_input(key=f"{kind}_sweep_seeds").set_value(2)  # clicked before the page answers
    page.button(key="start_sweep").click().run()
    [group] = Groups(lab).latest()
    assert (group.plan.run_count, group.kind) == (4, kind)
    assert page.query_params["group"] == group.id
    assert not page.exception


def test_validation_days_are_filled_in_where_they_fit_and_else_it_is_said(open_page, lab):
    page = open_page("stock")
    page.session_state["sweep"] = True  # as if the popover was opened
    page.run()
    assert page.number_input(key="stock_sweep_validation_days").value == 25
    page.multiselect(key="stock_sweep_settings").set_value(["timesteps"]).run()
    page.text_input(key="stock_sweep_timesteps").set_value("5, 200").run()
    assert not page.error
    assert page.number_input(key="stock_sweep_validation_days").value == 0
    unfit = plain("25 validation days would not fit: the test days choose and judge.")
    assert unfit in [element.value for element in page.caption]
    page.text_input(key="stock_sweep_timesteps").set_value("5, nonsense").run()
    assert "must be a" in page.error[0].value
    page.text_input(key="stock_sweep_timesteps").set_value("5, 9").run()
    assert page.number_input(key="stock_sweep_validation_days").value == 25
    assert unfit not in [element.value for element in page.caption]
    page.number_input(key="stock_sweep_validation_days").set_value(10).run()
    page.text_input(key="stock_sweep_timesteps").set_value("5, 150").run()
    page.button(key="start_sweep").click().run()
    [group] = Groups(lab).latest()
    assert group.plan.base["validation_days"] == 10  # as somebody chose


def test_other_seeds_are_one_click_away(open_page, lab, prices):
    run = lab.create_run(SETTINGS, prices)
    train(lab)
    page = open_page("stock", run=run.id, other_seeds="true")
    page.session_state["other_seeds"] = True
    page.run()
    page.button(key="begin_seeds").click().run()
    assert not page.exception
    [group] = Groups(lab).latest(purpose=Purpose.SEEDS)
    assert [run.settings["seed"] for run in Groups(lab).members(group.id)] == list(range(10))
    train(lab)
    page.run()
    [words] = found(page)["words"]
    assert words.startswith("On 10 seeds, all else equal: 1 to 1.18 × yesterday's miss")
    lines = found(page)["charts"][1]["figure"]["data"]
    assert sum(trace.get("name", "").startswith("Seed ") for trace in lines) == 10


def test_other_times_come_with_a_line_of_figures_each_and_one_verdict(open_page, lab, prices):
    run = lab.create_run(SETTINGS, prices)
    train(lab)
    page = open_page("stock", run=run.id)
    page.session_state["other_times"] = True
    page.run()
    page.number_input(key="origins").set_value(3).run()
    page.button(key="begin_walk_forward").click().run()
    train(lab)
    page.run()
    assert not page.exception
    assert found(page)["words"][0].startswith("At 3 times: worse than repeating yesterday. ")
    assert "Typical miss (RMSE) over 75 days 2.1 times that of yesterday" in found(page)["words"][0]
    assert len(found(page)["table"]) == 4
    page.number_input(key="origins").set_value(4).run()
    assert page.button(key="begin_walk_forward").label == "Train at 4 times"


def walked(lab, prices, times=4):
    plan = walk_forward(SETTINGS, bundled_prices("GE"), prices, origins=times)
    return begin_group(lab, plan, Purpose.WALK_FORWARD)


def told_of(group):
    [words] = draw_group(group.id, view_from_query(group.plan, {}, "light"))["words"]
    return words


def test_a_walk_forward_has_no_verdict_before_all_times_went_through(lab, prices):
    group = walked(lab, prices)
    train(lab, most=1)
    words = told_of(group)
    assert words.startswith("At 1 time: typical miss (RMSE) over 25 days 3.1 times")
    assert words.endswith("was then. The verdict waits for all 4 times that were planned.")
    train(lab, most=2)
    assert told_of(group).startswith("At 3 times: typical miss (RMSE) over 75 days ")
    train(lab)
    assert told_of(group).startswith("At 4 times: worse than repeating yesterday. Typical")


def test_a_walk_forward_that_was_cut_short_has_no_verdict(lab, prices):
    stopped = walked(lab, prices)
    train(lab, most=2)
    Groups(lab).stop(stopped.id, by=HOST)
    words = told_of(stopped)
    assert words.startswith("At 2 times: typical miss (RMSE) over 50 days ")
    assert words.endswith("The training was stopped after 2 of 4 times: no verdict.")

    failed = walked(lab, prices)
    train(lab, most=1)
    lab.finish(lab.claim("test").id, RunState.FAILED)
    assert told_of(failed).endswith("1 of 4 times did not go through: no verdict.")
    train(lab)
    words = told_of(failed)
    assert words.startswith("At 3 times: typical miss (RMSE) over 75 days ")
    assert words.endswith("1 of 4 times did not go through: no verdict.")


@pytest.mark.slow
@pytest.mark.parametrize(("held_out", "of"), [(0.0, "learned names"), (0.1, "unseen names")])
def test_seeds_of_names_lie_apart_in_bits(lab, held_out, of):
    corpus = bundled_names()
    kept = lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())
    settings = NamesSettings(iterations=100, checkpoint_interval=50, held_out=held_out)
    group = begin_group(lab, make_plan(settings, kept, seeds=3), Purpose.SEEDS)
    while run := lab.claim("test"):
        lab.append(run.id, list(train_names(run.settings, corpus)))
        lab.finish(run.id, RunState.FINISHED)
    told = draw_group(group.id, view_from_query(group.plan, {}, "dark"))
    assert re.match(r"On 3 seeds, all else equal: 4\.\d+ to 4\.\d+ bits a letter", told["words"][0])
    figure = told["charts"][1]["figure"]
    assert figure["layout"]["yaxis"]["title"]["text"] == f"Bits a letter, {of}"
    assert f"letter of {of} each seed" in told["charts"][1]["alt"]
    lines = figure["data"]
    assert [line["name"] for line in lines if "Seed" in line.get("name", "")] == [
        "Seed 0",
        "Seed 1",
        "Seed 2",
    ]


def test_a_group_of_before_is_compared_by_the_loss_that_it_has(lab):
    corpus = bundled_names()
    kept = lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())
    settings = NamesSettings(iterations=100, checkpoint_interval=50)
    plan = make_plan(settings, kept, seeds=3).model_copy(update={"measure": ""})
    group = begin_group(lab, plan, Purpose.SEEDS)
    while run := lab.claim("test"):
        events = train_names(run.settings, corpus)
        points = [event for event in events if isinstance(event, Checkpoint)]
        lab.append(run.id, [*points, Result({"loss": 20.0 - run.settings.seed})])
        lab.finish(run.id, RunState.FINISHED)
    told = draw_group(group.id, view_from_query(group.plan, {}, "dark"))
    assert told["words"][0].startswith("On 3 seeds, all else equal: smoothed loss 18 to 20, 19")
    bits = draw_group(group.id, view_from_query(group.plan, {"measure": "bits"}, "dark"))
    assert bits["words"] == ["No run has ended yet."]


def test_the_news_of_a_group_come_as_its_runs_end(lab, sweep):
    source = GroupSource(sweep.id)
    first = source.changes()
    assert (first["active"], source.ended()) == (True, False)
    assert source.changes() is None
    train(lab, most=1)
    later = source.changes()
    assert later["version"] != first["version"]
    assert later["text"].startswith("1 of 16 runs, ")
    Groups(lab).stop(sweep.id, by=HOST)
    assert not source.changes()["active"]
    assert source.ended()
    Groups(lab).delete(sweep.id, by=HOST)
    assert source.changes() == {"state": "deleted", "active": False}


def test_the_list_tells_how_far_a_group_is_and_when_it_ends(lab, sweep):
    source = ListSource()
    before = source.changes()
    assert before["texts"] == {sweep.id: "0 of 16 runs: waiting for a worker"}
    train(lab)
    after = source.changes()
    assert after["texts"] == {}
    assert after["list"] != before["list"]


def test_pictures_are_json_with_gaps_for_what_is_missing(lab, sweep):
    train(lab, most=1)
    told = draw_group(sweep.id, view_from_query(sweep.plan, {}, "light"))
    heat = told["charts"][0]["figure"]["data"][0]
    assert heat["z"][1][1] is None
    json.dumps(told, allow_nan=False)
