"""Inside the cell: the chart that one chooses a day on, the way there, and large networks."""

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.state import get_session_state

from core.cells import CELLS
from core.errors import UserError
from core.events import Checkpoint, Weights
from core.inside.demonstrations import demonstration
from core.inside.trace import trace
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.settings import Kind
from core.stocks.engines.engine import named
from core.stocks.network import initial_weights
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.inside.payload import TracePayload, TraceRequest, trace_result, weights_of_unit
from dashboard.inside.position import put_in_url
from tests.dashboard.conftest import carried_out, component
from tests.dashboard.inside.test_dashboard_inside import of_size, unpacked, warnings


def prices(lab, settings, *, kept=(0, 2)):
    """A run whose weights are kept at some epochs."""
    history = bundled_prices("GE")
    dataset = lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())
    run = lab.create_run(settings, dataset)
    prediction = prepare(settings, history).test.actual
    events = [Checkpoint(epoch, 0.1, epoch, {"prediction": prediction}) for epoch in range(4)]
    weights = [Weights(epoch, named(initial_weights(settings)), stays=True) for epoch in kept]
    return carried_out(lab, run, [*events, *weights])


def test_every_day_is_on_the_chart_with_what_the_network_says_of_it(open_page):
    page = open_page("inside", run="demo-lstm", input="2019-10-07", open="which_day")
    assert not page.exception
    shown = component(page, "daychart")
    assert shown["day"] == "2019-10-07"
    given = trace_result(TraceRequest("demo-lstm", 100, "2019-10-07")).trace.arrays
    said, came, yesterday = shown["words"][shown["dates"].index("2019-10-07")]
    assert said == f"${given['price'][0]:.2f}"
    assert came == f"${given['actual'][0]:.2f}"
    assert yesterday == f"${given['prices'][-1]:.2f}"
    assert len(shown["dates"]) == 250 - demonstration("demo-lstm").settings.timesteps
    names = [line["name"] for line in shown["figure"]["data"]]
    assert {"Actual, test", "Model, test", "Repeating yesterday"} <= set(names)


def test_validation_days_are_not_called_training(lab, open_page):
    settings = StockSettings(layers=1, units=3, epochs=3, timesteps=5, validation_days=20)
    run = prices(lab, settings)
    page = open_page("inside", run=run.id, checkpoint="2", open="which_day")
    assert not page.exception
    drawn = component(page, "daychart")["figure"]["data"]
    days = {line["name"]: len(line["x"]) for line in drawn}
    assert days["Model, training"] == 250 - 5 - 20 - settings.test_days
    assert days["Model, validation"] == 20
    assert "Actual, before the test days" in days
    assert "Actual, training" not in days


def test_a_day_that_is_not_known_yet_is_none_of_the_chart(open_page):
    page = open_page("inside", run="demo-gru", input="2030-01-01", open="which_day")
    assert not page.exception
    assert component(page, "daychart")["day"] is None


def test_names_have_no_day_to_choose(open_page):
    labels = [fold.label for fold in open_page("inside", run="demo-names").expander]
    assert "Which day? Choose it on the chart" not in labels


def test_the_stock_page_leads_to_the_epochs_whose_weights_are_kept(lab, open_page):
    run = prices(lab, StockSettings(layers=1, units=3, epochs=3, timesteps=5))
    shown = component(open_page("stock", run=run.id), "stock")
    assert shown["inside"] == {
        "page": f"/inside?run={run.id}",
        "steps": [0, 2],
        "around": ["$", ""],
    }


def test_without_kept_weights_the_stock_page_leads_nowhere(lab, open_page):
    run = prices(lab, StockSettings(layers=1, units=3, epochs=3, timesteps=5), kept=())
    assert component(open_page("stock", run=run.id), "stock")["inside"] is None


def numbers(matrix):
    return matrix.astype(np.float32)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_weights_of_a_unit_are_its_rows_and_its_column(lab, cell):
    settings = StockSettings(cell=cell, layers=2, units=6, epochs=3, timesteps=5)
    run = prices(lab, settings)
    arrays = trace_result(TraceRequest(run.id, 2, "2019-10-07")).trace.arrays
    found = weights_of_unit(run.id, 2, 1, 4)
    blocks = CELLS[cell].blocks
    assert len(found) == 2
    for name, of in found.items():
        matrix = numbers(arrays[f"{name}2"]).reshape(blocks, 6, -1)
        assert np.array_equal(of["rows"], matrix[:, 4])
        assert np.array_equal(of["column"], matrix[:, :, 4].ravel())


def test_the_weights_of_a_unit_of_names_are_those_of_its_checkpoint(lab):
    corpus = bundled_names()
    dataset = lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())
    settings = NamesSettings(hidden_units=5, iterations=20, checkpoint_interval=10)
    run = carried_out(lab, lab.create_run(settings, dataset), train(settings, corpus))
    kept = lab.checkpoint(run.id, 10).arrays
    found = weights_of_unit(run.id, 10, 0, 4)
    assert np.array_equal(found["Wax"]["rows"], [numbers(kept["Wax"])[4]])
    assert np.array_equal(found["Waa"]["column"], numbers(kept["Waa"])[:, 4])


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ((7, 0, 0), "There is no checkpoint 7"),
        ((100, 2, 0), "There is no layer 3: it goes from 1 to 2."),
        ((100, 0, 12), "There is no unit 13: it goes from 1 to 12."),
        ((100, 0, -1), "There is no unit 0"),
    ],
)
def test_weights_that_there_are_not_are_a_sentence(place, sentence):
    with pytest.raises(UserError, match=sentence):
        weights_of_unit("demo-lstm", *place)


def test_with_a_large_network_what_is_added_to_its_sums_is_sent_but_no_square_of_weights():
    found = trace(of_size("gru", 4, 256, 5))
    about, arrays = unpacked(TracePayload(found).pack())
    assert {"Wya", "by", "bx1", "ba4"} <= set(arrays)
    assert not {"Wx1", "Wa1"} & set(arrays)
    assert about["units"] == 256


def test_a_link_shows_the_product_that_was_zoomed_into(open_page):
    page = open_page("inside", run="demo-lstm", zoom="product", term="zf.a_prev.3")
    assert not page.warning
    place = component(page, "inside")["place"]
    assert (place["zoom"], place["term"]) == ("product", "zf.a_prev.3")


def test_a_level_that_there_is_not_is_said(open_page):
    page = open_page("inside", zoom="atom", term="zf.x.1")
    assert "There is no zoom 'atom'" in warnings(page)
    place = component(page, "inside")["place"]
    assert (place["zoom"], place["term"]) == ("cell", "")


def test_for_a_class_there_is_the_drawing_and_no_panel(open_page):
    page = open_page("inside", run="demo-lstm")
    assert component(page, "inside")["present"] is False
    assert page.expander
    page.toggle(key="present").set_value(True).run()
    assert not page.exception
    assert component(page, "inside")["present"] is True
    assert not page.expander


def test_a_class_sees_the_panels_that_are_open(open_page):
    page = open_page("inside", run="demo-lstm", present="true", open="mattered")
    assert [fold.label for fold in page.expander] == ["Which day mattered?"]
    on_tour = open_page("inside", run="demo-lstm", present="true", station="1")
    assert len(on_tour.expander) > 1


def test_what_widgets_have_in_the_address_stays():
    st.query_params.from_dict({"present": "true", "step": "4", "change": ["f1=0", "a1.7=0"]})
    with get_session_state().query_params() as params:
        params.bind_widget("present", "a widget", "bool_value", "")
        put_in_url({"present": "false", "unit": "2", "change": ["f1=0"]})
        said = {name: params.get_all(name) for name in params}
        params.unbind_widget("a widget")
    st.query_params.clear()
    assert said == {"present": ["true"], "unit": ["2"], "change": ["f1=0"]}
