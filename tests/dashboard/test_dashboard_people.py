"""What pages offer to whom: everybody sees everything, and changes what is theirs."""

import datetime

import pytest
from sqlalchemy import update

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.groups.plan import Purpose, make_plan
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.people import HOST, HOST_ID, NOBODY, Person
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.tables import runs
from core.runs.workers.executor import begin_group
from tests.dashboard.conftest import component, drawn

ADA, BEN = Person("a" * 32), Person("b" * 32)
SETTINGS = NamesSettings(iterations=20, checkpoint_interval=10)


@pytest.fixture
def names(lab):
    corpus = bundled_names()
    return lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())


@pytest.fixture
def ended(lab, names):
    """A run of Ada's that has ended."""
    run = lab.create_run(SETTINGS, names, owner=ADA.id)
    lab.claim("test")
    lab.finish(run.id, RunState.FINISHED)
    return run


def keys(page):
    return {element.key for element in [*page.button, *page.get("popover")] if element.key}


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def folds(page):
    return [element.label for element in page.expander]


def test_at_the_computer_itself_nothing_is_said_of_people(open_page, lab, names):
    run = lab.create_run(SETTINGS, names, owner=HOST_ID)
    lab.create_run(SETTINGS, names)
    page = open_page("runs")
    assert f"stop_{run.id}" in keys(page)
    assert " · by " not in words(page)
    assert not any("Who are you" in label for label in folds(page))


@pytest.mark.parametrize(("by", "may"), [(ADA, True), (HOST, True), (BEN, False), (NOBODY, False)])
def test_who_may_is_offered_to_delete_and_others_to_open(open_page, seen_as, ended, by, may):
    seen_as(by)
    page = open_page("runs")
    assert not page.exception
    assert (f"delete_{ended.id}" in keys(page)) == may
    assert ended.id in str([link.proto.query_string for link in page.get("page_link")])


@pytest.mark.parametrize(("by", "may"), [(ADA, True), (HOST, True), (BEN, False), (NOBODY, False)])
def test_who_may_is_offered_to_stop(open_page, lab, names, seen_as, by, may):
    run = lab.create_run(SETTINGS, names, owner=ADA.id)
    seen_as(by)
    assert (f"stop_{run.id}" in keys(open_page("runs"))) == may
    assert component(open_page("names", run=run.id), "names")["may_stop"] == may


def test_who_made_a_run_stands_on_it(open_page, lab, names, seen_as):
    lab.set_nickname(ADA, "*Ada*")
    for owner in (ADA.id, BEN.id, HOST_ID, ""):
        lab.create_run(SETTINGS, names, owner=owner)
    seen_as(BEN)
    page = open_page("runs")
    for maker in (r"\*Ada\*", "you", "the host", "nobody"):
        assert f" · by \u2068{maker}\u2069" in words(page)
    page.multiselect(key="by").set_value(["you"]).run()
    assert not page.exception
    assert words(page).count(" · by ") == 1


def test_what_is_trained_is_its_makers(open_page, lab, seen_as):
    for by in (ADA, HOST, NOBODY):
        seen_as(by)
        open_page("home").button(key="go_names").click().run()
        assert lab.runs(limit=1)[0].owner == by.id


def test_of_ticked_runs_only_ones_own_go(open_page, lab, names, seen_as, ended):
    mine = lab.create_run(SETTINGS, names, owner=BEN.id)
    lab.request_stop(mine.id, by=BEN)
    seen_as(BEN)
    page = open_page("runs", ticked=f"{ended.id},{mine.id}")
    assert "Delete 1 run, with all that they have learned? 1 not yours to delete" in words(page)
    page.button(key="delete_several").click().run()
    assert [run.id for run in lab.runs()] == [ended.id]


def test_a_button_that_is_no_longer_ones_own_says_so(open_page, lab, seen_as, ended):
    seen_as(ADA)
    page = open_page("runs")
    with lab._engine.begin() as connection:
        connection.execute(update(runs).values(owner=BEN.id))
    page.button(key=f"delete_{ended.id}").click().run()
    assert not page.exception
    assert "not yours" in page.toast[0].value
    assert [run.id for run in lab.runs()] == [ended.id]


@pytest.mark.usefixtures("ended")
def test_cleaning_up_takes_only_ones_own(open_page, lab, seen_as):
    with lab._engine.begin() as connection:
        connection.execute(update(runs).values(created=0.0))
    seen_as(BEN)
    page = open_page("runs")
    page.session_state["cleaning"] = True
    page.run()
    page.date_input(key="delete_before").set_value(datetime.date(2019, 7, 21)).run()
    assert "No run of yours that has ended" in words(page)
    seen_as(ADA)
    assert "Delete 1 run of yours from before 2019-07-21" in words(page.run())


def test_a_sweep_is_its_makers(open_page, lab, names, seen_as):
    plan = make_plan(SETTINGS, names, vary=[read_vary(Kind.NAMES, "hidden_units=4,5")])
    group = begin_group(lab, plan, Purpose.SWEEP, owner=ADA.id)
    for by, may in ((ADA, True), (BEN, False)):
        seen_as(by)
        assert (f"stop_{group.id}" in keys(open_page("sweep"))) == may
        assert drawn(open_page("sweep", group=group.id), "group")["may_stop"] == may
    Groups(lab).stop(group.id, by=ADA)
    for by, may in ((ADA, True), (BEN, False)):
        seen_as(by)
        for address in ({}, {"group": group.id}):
            assert (f"delete_{group.id}" in keys(open_page("sweep", **address))) == may


def test_one_may_say_what_to_be_called(open_page, lab, seen_as):
    seen_as(ADA)
    page = open_page("runs")
    assert "Who are you here? Somebody without a name" in folds(page)
    page.session_state["you"] = True
    page.run()
    assert "Only you, and the host of this lab" in words(page)
    page.text_input(key="nickname").set_value("Ada").run()
    assert not page.exception
    assert "Who are you here? \u2068Ada\u2069" in folds(page)
    assert lab.nicknames([ADA.id]) == {ADA.id: "Ada"}


@pytest.mark.parametrize(
    ("by", "answer"),
    [(NOBODY, "Nobody: your browser keeps no cookie"), (Person("c", host=True), "the host")],
)
def test_the_fold_says_who_one_is(open_page, seen_as, by, answer):
    seen_as(by)
    page = open_page("runs")
    page.session_state["you"] = True
    assert any(answer in label for label in folds(page.run()))
    assert not page.exception
