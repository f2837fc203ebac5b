"""The view over training: what the page is given, and what the browser fetches."""

import numpy as np
import pytest
import streamlit as st

from core.inside.demonstrations import demonstration
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from dashboard.inside import position
from dashboard.inside.payload import film_payload
from tests.dashboard.conftest import carried_out, component
from tests.dashboard.inside.test_dashboard_inside import MOST_BYTES, unpacked
from tests.dashboard.inside.test_dashboard_inside_days import prices


def test_the_view_is_opened_by_its_address(open_page):
    page = open_page("inside", view="training", checkpoint="1000", input="rex")
    assert not page.exception
    assert not page.warning
    shown = component(page, "inside")
    assert shown["place"]["view"] == "training"
    assert shown["place"]["checkpoint"] == 1000
    assert shown["film"]["address"] == "/films/demo-names?input=rex"
    assert not shown["film"]["changed"]


@pytest.mark.parametrize("query", [{"change": "a1.7=0"}, {"dice": "3", "input": ""}])
def test_changes_do_not_count_in_the_film_and_it_is_said(open_page, query):
    film = component(open_page("inside", view="training", **query), "inside")["film"]
    assert film["changed"]
    assert film["address"] == "/films/demo-names?input=aardonyx"


@pytest.mark.parametrize(
    ("run", "lines"),
    [("demo-names", ["loss"]), ("demo-lstm", ["actual", "yesterday", "price"])],
)
def test_a_forecast_is_never_without_yesterdays_price(open_page, run, lines):
    chart = component(open_page("inside", run=run), "inside")["film"]["chart"]
    assert [line["meta"] for line in chart["data"]] == lines


def test_what_is_sent_is_the_film_and_prices_are_said_in_money():
    about, arrays = unpacked(film_payload("demo-lstm", "2019-10-07", 2))
    steps = sorted(demonstration("demo-lstm").weights)
    assert about["steps"] == steps
    assert about["checkpoints"] == len(steps)
    assert arrays["a"].shape == arrays["c"].shape == (len(steps), 10, 12)
    assert arrays["Wa"].shape == (len(steps), 4, 12, 12)
    for said, price in zip(about["words"]["price"], arrays["price"], strict=True):
        assert float(said.removeprefix("$")) == pytest.approx(price, abs=0.006)
    assert about["words"]["yesterday"][0].startswith("$")
    assert sorted(about["orders"]["by similarity"]) == list(range(12))


@pytest.mark.parametrize("reads", ["levels", "changes"])
def test_a_film_says_whether_changes_of_the_price_are_read(lab, reads):
    small = StockSettings(epochs=2, layers=1, units=4, timesteps=5, target="change", reads=reads)
    run = prices(lab, small)
    about, _ = unpacked(film_payload(run.id, "2019-10-07", 1))
    assert about["changes"] == (reads == "changes")


def of_names(lab, iterations):
    corpus = bundled_names()
    dataset = lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())
    settings = NamesSettings(hidden_units=50, iterations=iterations, checkpoint_interval=1)
    return carried_out(lab, lab.create_run(settings, dataset), train(settings, corpus))


def test_of_many_checkpoints_so_many_are_sent_as_fit(lab):
    run = of_names(lab, 120)
    sent = film_payload(run.id, "rex", 1)
    assert len(sent) <= MOST_BYTES
    about, arrays = unpacked(sent)
    assert about["checkpoints"] == 121
    assert about["steps"] == list(range(0, 121, 2))
    for frame, step in enumerate(about["steps"]):
        weights = lab.checkpoint(run.id, step).arrays["Wax"]
        assert np.array_equal(arrays["Wax"][frame, 0], weights.astype(np.float32))


@pytest.fixture
def address():
    """The parameters of an address of nobody's."""
    yield st.query_params
    st.query_params.clear()


@pytest.mark.parametrize(("moved", "checkpoint"), [(True, "4000"), (False, "1000")])
def test_the_address_has_the_checkpoint_that_the_film_has_moved_to(address, moved, checkpoint):
    address.from_dict({"view": "training", "checkpoint": "1000"})
    stands = {"view": "training", "back": False, "layer": 0, "step": 0, "unit": 2, "zoom": "cell"}
    stands |= {"order": "", "future": "", "term": "", "checkpoint": 4000, "moved": moved}
    position.show_in_url(stands)
    assert address.to_dict() == {"view": "training", "checkpoint": checkpoint, "unit": "3"}
