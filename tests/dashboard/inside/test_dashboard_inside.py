"""The page that looks inside a cell: what it is given to draw, what it says of bad addresses."""

import json
import math
import re
import struct

import numpy as np
import pytest

from core.inside.demonstrations import demonstration
from core.inside.prices_trace import price_input
from core.inside.questions import day_influence
from core.inside.trace import trace
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.settings import Kind
from core.stocks.engines.engine import listed
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from dashboard.inside import position
from dashboard.inside.payload import TracePayload, TraceRequest, trace_result
from tests.dashboard.conftest import carried_out, component

MOST_BYTES = 2_000_000


def unpacked(packed):
    """What the browser makes of it."""
    [length] = struct.unpack_from("<I", packed)
    about = json.loads(packed[4 : 4 + length])
    numbers = np.frombuffer(packed, "<f4", offset=4 + length)
    arrays = {
        name: numbers[of["at"] : of["at"] + math.prod(of["shape"])].reshape(of["shape"])
        for name, of in about["arrays"].items()
    }
    return about, arrays


def warnings(page):
    return " ".join(warning.value for warning in page.warning).replace("\\", "")


def of_names(lab):
    corpus = bundled_names()
    dataset = lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())
    settings = NamesSettings(hidden_units=5, iterations=20, checkpoint_interval=10)
    return carried_out(lab, lab.create_run(settings, dataset), train(settings, corpus))


def test_it_opens_on_a_demonstration_without_any_run(open_page):
    page = open_page("inside")
    assert not page.exception
    assert not page.warning
    shown = component(page, "inside")
    assert shown["trace"] == "/traces/demo-names?checkpoint=10000&input=aardonyx"
    assert shown["place"]["step"] == 0


def test_a_link_shows_exactly_that(open_page):
    page = open_page(
        "inside",
        run="demo-lstm",
        checkpoint="20",
        input="2019-10-07",
        layer="2",
        step="7",
        unit="12",
        view="time",
        way="back",
        order="by activity",
    )
    assert not page.warning
    shown = component(page, "inside")
    assert shown["trace"] == "/traces/demo-lstm?checkpoint=20&input=2019-10-07"
    assert shown["place"] == {
        "view": "time",
        "layer": 1,
        "step": 6,
        "unit": 11,
        "back": True,
        "order": "by activity",
        "future": "",
        "checkpoint": 20,
        "zoom": "cell",
        "term": "",
    }


def test_a_run_is_looked_into_at_any_checkpoint(lab, open_page):
    run = of_names(lab)
    page = open_page("inside", run=run.id, checkpoint="10", input="rex")
    assert not page.warning
    assert component(page, "inside")["trace"] == f"/traces/{run.id}?checkpoint=10&input=rex"
    about, arrays = unpacked(trace_result(TraceRequest(run.id, 10, "rex")).payload.pack())
    assert about["read"] == ["", "r", "e", "x"]
    assert about["comes"] == ["r", "e", "x", "\n"]
    weights = lab.checkpoint(run.id, 10).arrays
    products = weights["Wax"] @ arrays["x"][1] + weights["Waa"] @ arrays["a"][0]
    assert arrays["a"][1] == pytest.approx(np.tanh(products + weights["b"][:, 0]), abs=1e-6)


def test_no_two_runs_read_alike(open_page, lab):
    of_names(lab)
    run = of_names(lab)
    networks = open_page("inside", run=run.id).selectbox(key="inside_run")
    assert networks.value == run.id
    assert len(set(networks.options)) == len(networks.options)


def test_another_network_begins_anew(open_page):
    page = open_page("inside", checkpoint="1000", input="rex", step="3")
    page.selectbox(key="inside_run").select("demo-gru").run()
    assert not page.exception
    assert not page.warning
    assert "/traces/demo-gru?checkpoint=100&input=2019-11-08" in component(page, "inside")["trace"]
    assert component(page, "inside")["place"]["step"] == 0


def test_another_checkpoint_keeps_the_place(open_page):
    page = open_page("inside", step="3", unit="7")
    page.select_slider(key="inside_checkpoint").set_value(4000).run()
    shown = component(page, "inside")
    assert "checkpoint=4000" in shown["trace"]
    assert (shown["place"]["step"], shown["place"]["unit"]) == (2, 6)


@pytest.mark.parametrize(
    ("run", "said"), [("demo-names", "read the whole list"), ("demo-lstm", "every window of days")]
)
def test_what_a_unit_does_is_asked_for(open_page, run, said):
    page = open_page("inside", run=run, unit="3")
    assert not any(said in text.value for text in page.markdown)
    page.query_params["open"] = "unit"
    page.run()
    assert not page.exception
    [words] = [text.value for text in page.markdown if said in text.value]
    assert words.startswith("Unit 3 ")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"run": "nothere"}, "There is no run 'nothere'"),
        ({"checkpoint": "77"}, "No checkpoint '77' is kept"),
        ({"checkpoint": "late"}, "No checkpoint 'late' is kept"),
        ({"input": "tri7"}, "The letter '7' is in none of the names"),
        ({"input": ""}, "There is no letter to follow"),
        ({"run": "demo-gru", "input": "1999-01-01"}, "only 0 come before 2018-11-12"),
        ({"run": "demo-gru", "input": "yesterday"}, "'yesterday' is not a date"),
        ({"layer": "9"}, "There is no layer 9: it goes from 1 to 1."),
        ({"step": "0"}, "There is no step 0: it goes from 1 to 9."),
        ({"step": "x"}, "'x' is no step: it is a number from 1 to 9."),
        ({"unit": "51"}, "There is no unit 51: it goes from 1 to 50."),
        ({"view": "side"}, "There is no view 'side'"),
        ({"way": "up"}, "There is no way 'up'"),
        ({"order": "odd"}, "There is no order 'odd'"),
        (
            {"run": "demo-gru", "input": "2030-01-01", "way": "back"},
            "what comes next is not known yet",
        ),
    ],
)
def test_what_there_is_not_is_said_in_a_sentence(open_page, query, sentence):
    page = open_page("inside", **query)
    assert not page.exception
    assert sentence in warnings(page)
    assert "/traces/" in component(page, "inside")["trace"]


def test_a_run_without_weights_says_so(lab, open_page):
    history = bundled_prices("GE")
    dataset = lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())
    run = lab.create_run(StockSettings(epochs=2), dataset)
    page = open_page("inside", run=run.id)
    assert "has no weights yet" in warnings(page)
    assert "demo-names" in component(page, "inside")["trace"]


def of_size(cell, layers, units, steps, **more):
    """A price network with random weights."""
    random = np.random.default_rng(0)
    settings = StockSettings(cell=cell, layers=layers, units=units, timesteps=steps, **more)
    weights = [0.1 * random.standard_normal(shape) for shape in shapes(settings)]
    return price_input(settings, weights, bundled_prices("TATAGLOBAL"), "2018-10-24")


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_sixty_steps_of_four_layers_of_fifty_units_are_sent_at_once(cell):
    found = trace(of_size(cell, 4, 50, 60))
    payload = TracePayload(found, "INR")
    packed = payload.pack()
    assert payload.is_complete
    assert len(packed) <= MOST_BYTES
    about, arrays = unpacked(packed)
    assert set(found.arrays) <= set(arrays)
    for name, array in found.arrays.items():
        assert np.array_equal(arrays[name], array.astype(np.float32))
    assert about["prices"][0].startswith("₹")
    assert all(sorted(order) == list(range(50)) for of in about["orders"].values() for order in of)


def test_changes_that_are_read_are_said_in_money_with_their_signs():
    found = trace(of_size("lstm", 1, 3, 9, target="change", reads="changes"))
    about, arrays = unpacked(TracePayload(found, "INR").pack())
    assert np.array_equal(arrays["changes"], found.arrays["changes"].astype(np.float32))
    for change, words in zip(found.arrays["changes"], about["changes"], strict=True):
        sign = "+" if change > 0 else "−" if change < 0 else ""
        assert words.startswith(f"{sign}₹")
        assert float(words.lstrip("+−").strip("₹")) == pytest.approx(abs(change), abs=0.006)
    about, _ = unpacked(
        TracePayload(trace(of_size("lstm", 1, 3, 9, target="change")), "INR").pack()
    )
    assert about["changes"] is None


@pytest.mark.slow
@pytest.mark.parametrize(("layers", "steps"), [(1, 250), (4, 250), (4, 5)])
def test_of_a_large_network_so_much_is_sent_as_fits(layers, steps):
    found = trace(of_size("lstm", layers, 256, steps))
    payload = TracePayload(found)
    met = set()
    for step in range(steps):
        first = payload.first_step(step)
        assert first <= step < first + payload.steps
        met.add(first)
    for first in met:
        packed = payload.pack(first)
        assert len(packed) <= MOST_BYTES
        about, arrays = unpacked(packed)
        assert about["first"] == first
        end = first + payload.steps
        assert np.array_equal(arrays["c1"], found.arrays["c1"][first:end].astype(np.float32))
        assert arrays["a0_1"].shape == (256,)


def test_the_browser_hears_of_going_back_even_to_where_it_was_last_told_to_be(
    open_page, monkeypatch
):
    page = open_page("inside")
    before = component(page, "inside")
    monkeypatch.setattr(position, "by_back_or_forward", lambda: True)
    after = component(page.run(), "inside")
    assert after["place"] == before["place"]
    assert after["returns"] == before["returns"] + 1


def gradient_panel(page):
    page.query_params["open"] = "gradient"
    return page.run()


@pytest.mark.parametrize(("run", "lines"), [("demo-names", 3), ("demo-lstm", 4)])
def test_gradients_of_all_cells_stand_side_by_side(open_page, run, lines):
    page = gradient_panel(open_page("inside", run=run, gradient_steps="20"))
    assert not page.exception
    [sentence] = [text.value for text in page.markdown if "there arrives" in text.value]
    assert sentence.startswith("**Of the gradient at the last of 20 steps")
    [table] = [frame.value for frame in page.dataframe if "Network" in frame.value]
    assert len(table) == lines
    for network, share in zip(table["Network"], table["Arrives at the first step"], strict=True):
        assert f"{network} {share}" in sentence


def test_a_larger_forget_bias_lets_more_of_the_gradient_through(open_page):
    def lstm(bias):
        page = gradient_panel(open_page("inside", run="demo-lstm", gradient_bias=bias))
        [table] = [frame.value for frame in page.dataframe if "Network" in frame.value]
        return table.set_index("Network")["Arrives at the first step"]["LSTM"]

    assert re.fullmatch("[1-9] × 10⁻⁶", lstm("1.0"))
    assert lstm("3.0").endswith(" %")


def test_the_day_that_mattered_most_is_named(open_page):
    page = open_page("inside", run="demo-lstm", input="2019-10-07", open="mattered")
    assert not page.exception
    shown = demonstration("demo-lstm")
    given = price_input(
        shown.settings,
        listed(shown.weights[max(shown.weights)]),
        bundled_prices("GE"),
        "2019-10-07",
    )
    most = given.days[np.nanargmax(np.abs(day_influence(given).change))]
    [sentence] = [text.value for text in page.markdown if "mattered most" in text.value]
    assert most in sentence.replace("\\", "")
    assert "$" in sentence


def test_names_have_no_days_that_could_matter(open_page):
    labels = [fold.label for fold in open_page("inside", run="demo-names").expander]
    assert "Which day mattered?" not in labels
