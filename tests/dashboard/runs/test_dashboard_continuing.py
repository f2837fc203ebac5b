"""Going on with a run that has ended, on the pages."""

import numpy as np
import pytest
from sqlalchemy import update

from core.events import Checkpoint, Progress, State
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train as train_names
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind, kind_of
from core.runs.tables import runs
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import train as train_stock
from tests.dashboard.conftest import component

STOCK = StockSettings(epochs=4, units=4, layers=1)
NAMES = NamesSettings(iterations=60, checkpoint_interval=30, hidden_units=5)


def begun(lab, settings, dataset=None, parent_id=None):
    """A run that is being trained here: itself, and what its training reports."""
    data = bundled_prices("GE") if kind_of(settings) is Kind.STOCK else bundled_names()
    dataset = lab.save_dataset(kind_of(settings), data.title, data.to_bytes())
    run = lab.create_run(settings, dataset, parent_id=parent_id)
    lab.claim("test")
    train = train_stock if kind_of(settings) is Kind.STOCK else train_names
    return run, list(train(settings, data, begin=lab.state(run.id)))


def ended(lab, settings, parent_id=None):
    run, events = begun(lab, settings, parent_id=parent_id)
    lab.append(run.id, events)
    lab.finish(run.id, RunState.FINISHED)
    return lab.run(run.id)


def interrupted(lab, kept=2):
    """A run whose worker died in its fourth epoch, after the second was kept."""
    settings = STOCK.model_copy(update={"epochs": 9})
    run, events = begun(lab, settings)
    reached = [event for event in events if isinstance(event, Checkpoint) and event.step <= 3]
    state = [State(kept, {"seconds": np.array(0.1)})] if kept else []
    lab.append(run.id, [*reached, *state, Progress(3.5, 9, 0.1, 0.2)])
    with lab._engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(heartbeat=0.0))
    assert lab.run(run.id).state is RunState.INTERRUPTED
    return lab.run(run.id)


def keys(page):
    return [button.key for button in page.button]


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def child_of(lab, parent):
    [child] = [run for run in lab.runs() if run.parent_id == parent.id]
    return child


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "settings", "steps", "more"),
    [("stock", STOCK, "epochs", 3), ("names", NAMES, "iterations", 45)],
)
def test_a_run_goes_on_as_another_one(open_page, lab, kind, settings, steps, more):
    parent = ended(lab, settings)
    page = open_page(kind, run=parent.id)
    total = getattr(settings, steps)
    field = page.number_input(key=f"more_{parent.id}")
    assert (field.value, field.label) == (total, f"More {steps}")
    field.set_value(more).run()
    assert f"are those of {total + more} {steps} in one go" in words(page)
    more += 1
    page.number_input(key=field.key).set_value(more)  # and clicked before the page has answered
    page.button(key="continue").click().run()
    assert not page.exception

    child = child_of(lab, parent)
    assert child.settings == settings.model_copy(update={steps: total + more})
    assert (child.parent_step, child.done, child.state) == (total, total, RunState.QUEUED)
    assert page.query_params["run"] == child.id
    assert page.number_input(key=f"{kind}_{steps}").value == total + more
    assert "Changed" not in words(page)
    assert page.button(key="parent").label == (
        f"This run continues {parent.id} from {steps.removesuffix('s')} {total}"
    )
    drawn = component(page, kind)
    assert drawn["run"] == child.id
    if kind == "names":
        assert drawn["rows"][-1]["step"] == drawn["bits"]["layout"]["meta"]["continued"] == total
        assert drawn["bits"]["layout"]["xaxis"]["range"][1] >= total + more
    else:
        assert drawn["points"][-1][0] == drawn["loss"]["layout"]["meta"]["before"]["end"] == total
        assert drawn["loss"]["layout"]["xaxis"]["range"] == [0, total + more]


def test_while_a_run_trains_there_is_nothing_to_go_on_with(open_page, lab):
    run, _ = begun(lab, STOCK)
    page = open_page("stock", run=run.id)
    assert "continue" not in keys(page)
    assert not [field for field in page.number_input if field.key.startswith("more_")]


def test_it_goes_on_with_the_learning_rate_that_is_set_and_all_else_as_it_was(open_page, lab):
    parent = ended(lab, STOCK)
    page = open_page("stock", run=parent.id)
    page.number_input(key="stock_learning_rate").set_value(0.01)
    page.number_input(key="stock_units").set_value(9).run()
    assert "learning rate is 0.01 from there on, as set; it was 0.001" in words(page)
    page.button(key="continue").click().run()
    child = child_of(lab, parent)
    assert child.settings == STOCK.model_copy(update={"epochs": 8, "learning_rate": 0.01})
    assert "until then with learning rate 0.001" in page.button(key="parent").label


def test_an_interrupted_run_goes_on_at_one_click_to_what_was_wanted(open_page, lab):
    parent = interrupted(lab)
    page = open_page("stock", run=parent.id)
    button = page.button(key="continue")
    assert button.help == "From epoch 2, the last whole one kept, to epoch 9."
    button.click().run()
    child = child_of(lab, parent)
    assert (child.settings, child.parent_step) == (parent.settings, 2)
    assert lab.checkpoints(child.id) == [0, 1, 2]


@pytest.mark.parametrize("name", ["home", "runs"])
def test_an_interrupted_run_goes_on_from_a_list_at_one_click(open_page, lab, name):
    parent = interrupted(lab)
    page = open_page(name)
    page.button(key=f"continue_{parent.id}").click().run()
    page.run()
    assert not page.exception
    child = child_of(lab, parent)
    assert (child.settings, child.parent_step) == (parent.settings, 2)
    assert page.query_params["run"] == child.id
    page.switch_page("views/runs.py").run()
    assert f"continues {parent.id} from epoch 2" in words(page)


def test_a_run_that_went_meanwhile_is_said_so(open_page, lab):
    parent = ended(lab, STOCK)
    page = open_page("stock", run=parent.id)
    lab.delete(parent.id, by=HOST)
    page.button(key="continue").click().run()
    assert parent.id in page.toast[0].value
    assert not page.exception

    parent = interrupted(lab)
    page = open_page("runs")
    lab.delete(parent.id, by=HOST)
    page.button(key=f"continue_{parent.id}").click().run()
    assert not page.exception
    assert not lab.runs()


def test_a_run_of_an_earlier_version_says_why_it_cannot_go_on(open_page, lab):
    run, events = begun(lab, STOCK)
    lab.append(run.id, [event for event in events if not isinstance(event, State)])
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("stock", run=run.id)
    assert "An earlier version of Sequence Lab trained it" in words(page)
    assert "continue" not in keys(page)

    parent = interrupted(lab, kept=None)
    page = open_page("runs")
    assert f"continue_{parent.id}" not in keys(page)
    assert f"delete_{parent.id}" in keys(page)


@pytest.mark.slow
def test_too_many_checkpoints_are_refused_in_a_sentence(open_page, lab):
    parent = ended(lab, NAMES.model_copy(update={"iterations": 40, "checkpoint_interval": 1}))
    page = open_page("names", run=parent.id)
    page.number_input(key=f"more_{parent.id}").set_value(5000).run()
    page.button(key="continue").click().run()
    assert "checkpoint interval of at least 6" in page.toast[0].value
    assert [run.id for run in lab.runs()] == [parent.id]


def test_the_way_to_the_parent_and_a_parent_that_is_gone(open_page, lab):
    parent = ended(lab, STOCK)
    child = ended(lab, STOCK.model_copy(update={"epochs": 6}), parent_id=parent.id)
    page = open_page("stock", run=child.id)
    page.button(key="parent").click().run()
    assert page.query_params["run"] == parent.id
    assert page.number_input(key="stock_epochs").value == 4
    assert "parent" not in keys(page)

    lab.delete(parent.id, by=HOST)
    page = open_page("stock", run=child.id)
    assert f"continues {parent.id} from epoch 4, which was deleted since" in words(page)
    assert component(page, "stock")["last"] == 6
