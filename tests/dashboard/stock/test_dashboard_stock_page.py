import datetime

import numpy as np
import pytest

from core.events import Checkpoint, Result
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.shared import number_field
from dashboard.shared.form import settings_query
from dashboard.stock.controls import PRESET_NAMES
from tests.core.stocks.sources.yahoo_replay import replay
from tests.dashboard.conftest import component

CHECKED = ":material/check: "
SETTINGS = StockSettings(epochs=2, timesteps=5, units=4, layers=1)


@pytest.fixture
def dataset(lab):
    history = bundled_prices("GE")
    return lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())


def report(lab, run, settings=SETTINGS, **figures):
    """What a training would have reported: predictions a dollar too high."""
    windows = prepare(settings, bundled_prices("GE"))
    prediction = windows.test.actual + 1
    lab.claim("test")
    checkpoints = [Checkpoint(step, 0.1, 1.0, {"prediction": prediction}) for step in range(3)]
    result = Result(
        {"rmse": 1.0, "naive_rmse": 0.24, "epochs": 2, "engine": "fused", **figures},
        {"train_prediction": windows.train.actual + 1, "test_prediction": prediction},
    )
    lab.append(run.id, [*checkpoints, result])


def test_it_opens_on_the_prices_ready_to_train(open_page):
    page = open_page("stock")
    assert not page.exception
    assert not page.button(key="train").disabled
    assert "250 days" in component(page, "stock")["words"]


def test_validation_days_are_shown_before_any_training(open_page):
    figure = component(open_page("stock", stock_validation_days="20"), "stock")["figure"]
    assert "Actual, before the test days" in [line["name"] for line in figure["data"]]
    marks = [note["text"] for note in figure["layout"]["annotations"]]
    assert "validation days from here →" in marks


def test_train_queues_a_run_with_the_settings_of_the_form(open_page, lab):
    page = open_page("stock")
    page.number_input(key="stock_epochs").set_value(3)
    page.button(key="train").click().run()
    [run] = lab.runs()
    assert run.settings == StockSettings(epochs=3)
    assert run.state is RunState.QUEUED
    assert page.query_params["run"] == run.id
    assert not page.exception


def test_late_news_takes_no_setting_back_in_the_address(open_page, lab):
    page = open_page("stock", stock_units="10")
    page.button(key="train").click().run()
    [run] = lab.runs()
    page.number_input(key="stock_units").set_value(12)
    page.query_params["stock_units"] = "10"  # the address of that look has reached the browser late
    page.run()
    assert page.number_input(key="stock_units").value == 12
    assert page.query_params["stock_units"] == "12"
    assert page.query_params["run"] == run.id


def test_what_is_read_goes_with_the_target_and_can_be_said(open_page, lab):
    page = open_page("stock")
    target, reads = (page.selectbox(key=f"stock_{name}") for name in ("target", "reads"))
    assert (target.value, reads.value) == ("price", "levels")
    target.set_value("change").run()
    assert page.selectbox(key="stock_reads").value == "changes"
    page.button(key="train").click().run()
    [run] = lab.runs()
    assert (run.settings.target, run.settings.reads) == ("change", "changes")
    page.selectbox(key="stock_reads").set_value("levels").run()
    assert page.selectbox(key="stock_target").value == "change"
    assert not page.error
    page.selectbox(key="stock_reads").set_value("changes").run()
    page.selectbox(key="stock_target").set_value("price").run()
    assert page.selectbox(key="stock_reads").value == "levels"
    assert not page.error


def test_a_link_of_before_reads_levels_and_a_new_one_says_what_it_reads(open_page):
    page = open_page("stock", stock_target="Change since yesterday")
    assert page.selectbox(key="stock_target").value == "change"
    assert page.selectbox(key="stock_reads").value == "levels"
    both = settings_query(StockSettings(target="change", reads="changes"))
    page = open_page("stock", **both)
    assert page.selectbox(key="stock_reads").value == "changes"


def test_a_price_from_changes_alone_is_refused_before_training(open_page):
    page = open_page("stock", stock_reads="Changes from day to day")
    assert page.button(key="train").disabled
    assert "do not tell where a price stands" in page.error[0].value


def test_a_preset_sets_data_and_settings(open_page, lab):
    page = open_page("stock")
    page.button(key="preset_tataglobal").click().run()
    page.button(key="train").click().run()
    [run] = lab.runs()
    assert run.settings == PRESETS["tataglobal"]
    assert run.title == bundled_prices("TATAGLOBAL").title


def test_settings_that_do_not_fit_are_refused_before_training(open_page):
    page = open_page("stock", stock_timesteps="240")
    assert page.button(key="train").disabled
    assert "at least 266 days" in page.error[0].value
    assert not page.exception


def test_the_url_restores_the_settings(open_page):
    page = open_page(
        "stock",
        stock_timesteps="12",
        stock_cell="GRU",
        stock_split_date="2019-09-02",
        prices="Tata Global, 2,051 days",
    )
    assert page.number_input(key="stock_timesteps").value == 12
    assert page.selectbox(key="stock_cell").value == "gru"
    assert page.date_input(key="stock_split_date").value == datetime.date(2019, 9, 2)
    assert page.selectbox(key="prices").value == "TATAGLOBAL"


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["nonsense", "-3", "1e99", "1e400", "9999", "7,5", "7.5", "inf"])
def test_nonsense_in_the_url_is_said_and_trains_nothing(open_page, wrong):
    page = open_page("stock", stock_timesteps=wrong, stock_cell=wrong, prices=wrong, run=wrong)
    assert not page.exception
    assert "There is no run" in page.warning[0].value
    for _ in range(2):
        [said] = page.error
        assert "Timesteps must be a whole number from 1 to 250, not " in plainly(said.value)
        assert page.button(key="train").disabled
        page.run()
    page.number_input(key="stock_timesteps").set_value(8).run()
    assert not page.error
    assert not page.button(key="train").disabled


def plainly(words):
    return words.replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize(
    ("key", "wrong", "sentence"),
    [
        ("stock_units", 999, "Units must be a whole number from 1 to 256, not 999."),
        ("stock_units", 0, "Units must be a whole number from 1 to 256, not 0."),
        ("stock_dropout", 0.95, "Dropout must be a number from 0 to 0.9, not 0.95."),
        ("stock_learning_rate", 0.0, "Learning rate must be a number from 0.00001 to 1, not 0."),
    ],
)
def test_a_number_out_of_bounds_is_said_and_trains_nothing(open_page, lab, key, wrong, sentence):
    page = open_page("stock", retrain="true")
    page.number_input(key=key).set_value(wrong)
    page.button(key="train").click().run()
    assert [plainly(error.value).strip("\u2068\u2069") for error in page.error] == [sentence]
    assert page.button(key="train").disabled
    assert not lab.runs()
    page.button(key="preset_ge").click().run()  # puts all right again
    assert not page.error


def test_text_that_is_no_number_is_said_and_trains_nothing(open_page, lab, monkeypatch):
    monkeypatch.setattr(number_field, "unread_text", {"stock_units": "5,5"}.get)
    page = open_page("stock", retrain="true")
    page.number_input(key="stock_epochs").set_value(20).run()
    assert page.button(key="train").disabled
    assert "Units must be a whole number from 1 to 256, not '5,5'." in plainly(page.error[0].value)
    assert not lab.runs()


def test_a_running_run_shows_its_figures_beside_those_of_repeating_yesterday(
    open_page, lab, dataset
):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run)
    page = open_page("stock", run=run.id)
    assert not page.exception
    data = component(page, "stock")
    assert data["frame"]["figures"][0] == ["$1.00", "$0.24"]
    assert data["standing"]["settings"].startswith("1 × LSTM(4), 5 timesteps, 2 epochs")
    assert data["points"] == [[0, 0.1], [1, 0.1], [2, 0.1]]


def test_a_finished_run_brings_its_settings_and_any_epoch(open_page, lab, dataset):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id)
    assert page.number_input(key="stock_timesteps").value == SETTINGS.timesteps
    assert component(page, "stock")["epoch"] == 2
    earlier = component(open_page("stock", run=run.id, epoch="1"), "stock")
    assert earlier["frame"]["epoch"] == 1
    assert earlier["frame"]["verdict"].startswith("Typical miss (RMSE) $1.00 over 25 days")
    assert "The verdict is for epoch 2, as planned" in earlier["frame"]["verdict"]
    last = component(page, "stock")["frame"]["verdict"]
    assert last.startswith("Worse than repeating yesterday. Typical miss")


def test_a_run_says_why_another_engine_trained_it(open_page, lab, dataset):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run, engine="keras", engine_reason="The fused engine does not work here.")
    lab.finish(run.id, RunState.FINISHED)
    standing = component(open_page("stock", run=run.id), "stock")["standing"]
    assert standing["text"].endswith("(keras). The fused engine does not work here.")


@pytest.mark.parametrize("wrong", ["7", "-1", "one", "1.0", ""])
def test_an_epoch_that_there_is_not_is_the_last_one(open_page, lab, dataset, wrong):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id, epoch=wrong)
    assert component(page, "stock")["epoch"] == 2
    assert not page.exception


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.FAILED])
def test_a_run_that_ended_early_keeps_what_it_reached(open_page, lab, dataset, state):
    run = lab.create_run(SETTINGS, dataset)
    lab.claim("test")
    lab.append(run.id, [Checkpoint(0, 0.2, 0.1, {"prediction": np.full(25, 9.0)})])
    lab.finish(run.id, state, "The loss grew without end." if state is RunState.FAILED else None)
    page = open_page("stock", run=run.id)
    assert not page.exception
    assert component(page, "stock")["frame"]["line"] == [9.0] * 25
    assert "Predictions" in [button.proto.label for button in page.get("download_button")]


def test_what_is_not_trained_yet_is_said_and_undone(open_page, lab, dataset):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id)
    assert not changes(page)
    page.number_input(key="stock_units").set_value(12).run()
    page.selectbox(key="stock_cell").set_value("gru").run()
    assert "units 4 → 12, cell LSTM → GRU" in changes(page)[0]
    page.button(key="undo").click().run()
    assert page.number_input(key="stock_units").value == 4
    assert not changes(page)
    assert not page.exception


def test_another_training_is_looked_at_from_its_last_epoch(open_page, lab, dataset):
    run = lab.create_run(SETTINGS, dataset)
    report(lab, run)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id, epoch="1")
    page.button(key="train").click().run()
    assert page.query_params["run"] != run.id
    assert "epoch" not in page.query_params


def changes(page):
    said = [text.value.replace("\\", "") for text in page.markdown]
    return [words for words in said if "Changed:" in words]


def presets_on(page):
    labels = [page.button(key=f"preset_{name}").label for name in PRESET_NAMES]
    return [label.removeprefix(CHECKED) for label in labels if label.startswith(CHECKED)]


def test_a_preset_shows_that_it_is_on(open_page):
    page = open_page("stock")
    assert presets_on(page) == ["GE"]
    page.number_input(key="stock_units").set_value(12).run()
    assert presets_on(page) == []
    page.button(key="preset_tataglobal").click().run()
    assert presets_on(page) == ["Tata Global"]


def test_a_click_on_the_preset_that_is_on_keeps_the_run(open_page, lab):
    page = open_page("stock")
    page.button(key="train").click().run()
    [run] = lab.runs()
    page.button(key="preset_ge").click().run()
    assert component(page, "stock")["run"] == run.id


def test_retrain_as_i_change_starts_a_run_and_stops_the_one_before(open_page, lab):
    page = open_page("stock", retrain="true")
    page.button(key="train").click().run()
    [first] = lab.runs()
    lab.claim("test")
    page.number_input(key="stock_units").set_value(20).run()
    second, still_first = lab.runs()
    assert second.settings.units == 20
    assert still_first.id == first.id
    assert lab.should_stop(first.id)
    assert page.query_params["run"] == second.id
    assert page.query_params["before"] == first.id
    page.run()
    assert len(lab.runs()) == 2


def test_only_a_change_by_hand_retrains(open_page, lab, dataset):
    assert not open_page("stock", retrain="true").exception
    run = lab.create_run(SETTINGS, dataset)
    open_page("stock", retrain="true", run=run.id, stock_units="12").run()
    assert [kept.id for kept in lab.runs()] == [run.id]


def test_rapid_changes_leave_no_queue_behind(open_page, lab):
    page = open_page("stock", retrain="true")
    page.button(key="train").click().run()
    [first] = lab.runs()
    lab.claim("test")
    for units in (20, 30, 40):
        page.number_input(key="stock_units").set_value(units).run()
    last, running = lab.runs()
    assert last.settings.units == 40
    assert running.id == first.id
    assert page.query_params["before"] == first.id


def retrain(page, units):
    return page.number_input(key="stock_units").set_value(units).run()


@pytest.fixture
def retraining(open_page, lab):
    """The page, on which a run has been trained and looked at, and now a change has started one."""
    page = open_page("stock", retrain="true")
    page.button(key="train").click().run()
    [first] = lab.runs()
    lab.claim("test")
    lab.finish(first.id, RunState.FINISHED)
    return retrain(page, 10)


def test_of_runs_that_follow_each_other_quickly_the_last_one_stays(retraining, lab):
    for units in range(11, 16):
        lab.claim("test")  # each of them begins
        retrain(retraining, units)
    last, first = lab.runs()
    assert last.settings.units == 15
    assert retraining.query_params["run"] == last.id
    assert retraining.query_params["before"] == first.id


@pytest.mark.slow
@pytest.mark.parametrize("how", ["to its end", "for long", "pinned", "by somebody else"])
def test_a_run_that_somebody_has_looked_at_stays(retraining, lab, open_page, how):
    run, _ = lab.runs()
    if how == "to its end":
        report(lab, run, run.settings)
        lab.finish(run.id, RunState.FINISHED)
    elif how == "for long":
        lab.claim("test")
        lab.append(run.id, [Checkpoint(1, 0.1, 11.0, {"prediction": np.full(25, 9.0)})])
    elif how == "pinned":
        lab.set_pinned(run.id, True, by=HOST)
    else:
        assert not open_page("stock", run=run.id).exception
    retraining.run()
    retrain(retraining, 11)
    assert run.id in [kept.id for kept in lab.runs()]
    assert retraining.query_params["before"] == run.id


def test_the_first_run_may_be_that_of_a_change(open_page, lab):
    page = retrain(open_page("stock", retrain="true"), 10)
    retrain(page, 11)
    [run] = lab.runs()
    assert run.settings.units == 11
    assert not page.exception


def ask_yahoo(open_page, answer, ticker="GE"):
    page = open_page("stock", prices="Yahoo Finance", ticker=ticker)
    with replay(answer):
        return page.button(key="get").click().run()


def test_prices_from_yahoo_are_kept_and_ready_to_train(open_page, lab):
    page = ask_yahoo(open_page, "ge")
    assert not page.exception
    assert not page.error
    assert not page.button(key="train").disabled
    again = open_page("stock", prices="Yahoo Finance", yahoo=page.query_params["yahoo"])
    assert any("250 days" in caption.value for caption in again.caption)
    again.button(key="train").click().run()
    assert lab.runs()[0].title == lab.dataset(page.query_params["yahoo"]).title


def test_an_upload_with_only_closing_prices_is_learned_from_them(open_page, lab):
    frame = bundled_prices("GE").frame[["Close"]]
    page = open_page("stock", prices="Upload a CSV")
    page.file_uploader(key="upload_file").set_value(
        ("ge.csv", frame.to_csv().encode(), "text/csv")
    ).run()
    assert not page.exception
    page.button(key="train").click().run()
    assert lab.runs()[0].settings.price_column == "Close"


def test_a_run_of_the_other_experiment_is_said_so_with_a_link(open_page, lab):
    names = lab.save_dataset(Kind.NAMES, "Names", b"{}")
    other = lab.create_run(NamesSettings(), names)
    page = open_page("stock", run=other.id)
    assert not page.exception
    assert "other experiment" in page.warning[0].value
    assert "run" not in page.query_params
    assert not page.button(key="train").disabled


def test_days_that_are_left_out_are_not_on_the_picture(open_page, lab, dataset):
    settings = SETTINGS.model_copy(update={"last_day": datetime.date(2019, 6, 28)})
    run = lab.create_run(settings, dataset)
    report(lab, run, settings)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id)
    assert not page.exception
    assert "2018-11-12 to 2019-06-28" in component(page, "stock")["alt"]
    unseen = open_page("stock", stock_last_day="2019-06-28")
    assert not unseen.exception
    assert "2018-11-12 to 2019-06-28" in component(unseen, "stock")["words"]
