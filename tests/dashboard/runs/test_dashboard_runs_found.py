"""The list of runs: searched, filtered, sorted, ticked, labelled."""

import json

import pytest

from core.events import Result
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from dashboard.runs.ticks import TICKED
from tests.dashboard.conftest import component


@pytest.fixture
def runs(lab):
    """Three runs on prices, of which the first misses least, and one on names that waits."""
    prices = lab.save_dataset(Kind.STOCK, "General Electric", b"prices")
    made = []
    for units, rmse in ((8, 0.1), (16, 0.3), (32, 0.2)):
        run = lab.create_run(StockSettings(units=units), prices)
        lab.claim("test")
        lab.append(run.id, [Result({"rmse": rmse})])
        lab.finish(run.id, RunState.FINISHED)
        made.append(run.id)
    names = lab.save_dataset(Kind.NAMES, "Dinosaur names", b"names")
    return [*made, lab.create_run(NamesSettings(), names).id]


def shown(page):
    """The runs that have a card, in order."""
    assert not page.exception
    return list(component(page, "runs")["states"])


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption, *page.info])


def tick(page, *run_ids):
    for run_id in run_ids:
        page.checkbox(key=f"tick_{run_id}").check().run()


def compare_link(page):
    [link] = [
        element.proto for element in page.get("page_link") if element.proto.label == "Compare"
    ]
    return link


def test_runs_are_searched_and_sorted_and_the_address_says_how(open_page, runs):
    page = open_page("runs")
    page.text_input(key="search").set_value("rmse<0.25").run()
    assert set(shown(page)) == {runs[0], runs[2]}
    page.selectbox(key="sort").set_value("rmse").run()
    assert shown(page) == [runs[2], runs[0]]
    page.segmented_control(key="order").set_value("Lowest first").run()
    assert shown(page) == [runs[0], runs[2]]
    again = open_page("runs", search="rmse<0.25", sort="RMSE", order="Lowest first")
    assert shown(again) == [runs[0], runs[2]]


def test_runs_are_filtered_by_state_tag_and_data(open_page, lab, runs):
    lab.set_tags(runs[1], ["lesson"], by=HOST)
    assert shown(open_page("runs", state="Queued")) == [runs[3]]
    assert shown(open_page("runs", tag="lesson")) == [runs[1]]
    assert shown(open_page("runs", data="Dinosaur names")) == [runs[3]]
    none = open_page("runs", tag="lesson", state="Queued")
    assert "No run fits" in words(none)
    none.button(key="show_all").click().run()
    assert len(shown(none)) == 4


def test_a_search_that_cannot_be_is_said_and_hides_nothing(open_page, runs):
    page = open_page("runs", search="rmsee<1")
    assert "no setting or figure" in page.error[0].value
    assert len(shown(page)) == len(runs)


def test_pinned_runs_come_first_whatever_the_order(open_page, lab, runs):
    lab.set_pinned(runs[1], True, by=HOST)
    assert shown(open_page("runs"))[0] == runs[1]
    assert shown(open_page("runs", sort="RMSE"))[0] == runs[1]


def test_ticks_stand_in_the_address_and_lead_to_the_comparison(open_page, runs):
    page = open_page("runs")
    assert compare_link(page).disabled
    tick(page, runs[0], runs[2])
    assert page.query_params[TICKED] == f"{runs[0]},{runs[2]}"
    link = compare_link(page)
    assert not link.disabled
    assert f"{runs[0]}%2C{runs[2]}" in link.query_string
    assert "2 ticked" in words(page)
    tick(page, runs[3])
    assert compare_link(page).disabled
    assert "one experiment" in compare_link(page).help
    page.button(key="untick").click().run()
    assert TICKED not in page.query_params
    assert not page.checkbox(key=f"tick_{runs[0]}").value


def test_an_address_brings_its_ticks_and_those_of_runs_that_are_gone_do_not_count(
    open_page, lab, runs
):
    lab.delete(runs[1], by=HOST)
    page = open_page("runs", ticked=",".join(runs[:3]))
    assert page.checkbox(key=f"tick_{runs[0]}").value
    assert "2 ticked" in words(page)


def test_several_runs_are_deleted_after_it_is_said_how_many(open_page, lab, runs):
    page = open_page("runs", ticked=",".join([runs[0], runs[1], runs[3]]))
    assert "Delete 2 runs, with all that they have learned? 1 still active" in words(page)
    page.button(key="delete_several").click().run()
    assert {run.id for run in lab.runs()} == {runs[2], runs[3]}
    assert component(page, "runs")["said"] == "Runs deleted: 2"
    assert page.query_params[TICKED] == runs[3]


def test_rows_of_the_table_are_ticked_too(open_page, runs):
    page = open_page("runs", ticked=runs[3], columns="Units")
    page.session_state["runs_table"] = True
    page.run()
    table = page.dataframe[0].value
    assert list(table["run"]) == [runs[3], runs[2], runs[1], runs[0]]
    assert list(page.dataframe[0].proto.column_order) == ["run", "units"]
    assert selected(page) == [0]
    tick(page, runs[1])  # on its card: the table is drawn anew, with both
    assert selected(page) == [0, 2]


def selected(page):
    """The rows of the table that are ticked when it is drawn."""
    return json.loads(page.dataframe[0].proto.selection_default)["selection"]["rows"]


def test_a_label_is_written_on_the_card(open_page, lab, runs):
    page = open_page("runs")
    key = f"label_{runs[0]}"
    page.session_state[key] = True
    page.run()
    page.text_input(key=f"{key}_name").set_value("Small *net*").run()
    page.text_area(key=f"{key}_note").set_value("Why so good?").run()
    page.multiselect(key=f"{key}_tags").set_value(["lesson"]).run()
    page.toggle(key=f"{key}_pinned").set_value(True).run()
    run = lab.run(runs[0])
    assert (run.name, run.note, run.tags, run.pinned) == (
        "Small *net*",
        "Why so good?",
        ("lesson",),
        True,
    )
    assert shown(page)[0] == runs[0]
    assert r"Small \*net\*" in words(page)
    assert "Why so good" in words(page)
    page.multiselect(key=f"{key}_tags").set_value(["two words"]).run()
    assert "A tag is one word" in page.toast[0].value.replace("\\", "")
    assert lab.run(runs[0]).tags == ("lesson",)


def test_a_label_written_on_a_deleted_run_is_refused_in_a_sentence(open_page, lab, runs):
    page = open_page("runs")
    key = f"label_{runs[0]}"
    page.session_state[key] = True
    page.run()
    lab.delete(runs[0], by=HOST)
    page.text_input(key=f"{key}_name").set_value("Late").run()
    assert not page.exception
    assert "may have been deleted" in page.toast[0].value.replace("\\", "")
