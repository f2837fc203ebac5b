"""The panels of a result that ask how sure it is, how far it sees and whether it knows tomorrow."""

import io
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import train
from dashboard.charts.judgement_charts import band_chart, free_running_chart, scramble_chart
from dashboard.stock import details, honesty_panels
from tests.core.stocks.histories import WAYS
from tests.dashboard.conftest import carried_out, component
from tests.dashboard.test_dashboard_charts import ACTUAL, DAYS, PALETTE

SETTINGS = StockSettings(epochs=2, timesteps=5, units=4, layers=1)
GE = bundled_prices("GE")


@pytest.fixture
def trained(lab):
    """Trains on GE and returns the finished run."""

    def made(settings=SETTINGS):
        run = lab.create_run(settings, lab.save_dataset(Kind.STOCK, GE.title, GE.to_bytes()))
        return carried_out(lab, run, train(settings, GE))

    return made


@pytest.fixture
def opened(open_page, trained):
    """Opens one panel of a finished run, and maybe other settings of the page."""

    def panel(key, settings=SETTINGS, **query):
        page = open_page("stock", run=trained(settings).id, **query)
        page.session_state[key] = True
        return page.run()

    return panel


def changed(**changes):
    return SETTINGS.model_copy(update=changes)


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def charts(page):
    return [
        element.proto.json
        for element in page.get("bidi_component")
        if element.proto.component_name == "lab_chart"
    ]


def saved(monkeypatch, module):
    """Keeps the tables that a panel offers for download."""
    tables = []

    def kept(_label, make, *_args, **_kwargs):
        tables.append(pd.read_csv(io.BytesIO(make()), index_col="Date", parse_dates=True))

    monkeypatch.setattr(module, "download", kept)
    return tables


def test_the_panels_are_folded_at_first(open_page, trained, monkeypatch):
    monkeypatch.setattr(honesty_panels, "_samples", None)  # would fail where it is called
    page = open_page("stock", run=trained().id)
    assert not page.exception
    assert "Does it know tomorrow?" in [one.label for one in page.expander]
    assert not charts(page)


def test_bands_and_what_they_hold(opened, monkeypatch):
    tables = saved(monkeypatch, honesty_panels)
    page = opened("how_sure")
    assert not page.exception
    said = re.search(
        r"50 % band holds \*\*(\d+) of 25\*\* .* 90 % band holds \*\*(\d+) of 25\*\*", words(page)
    )
    [table] = tables
    for held, percent in zip(said.groups(), ("50 %", "90 %"), strict=True):
        inside = table["Actual"].between(table[f"{percent} from"], table[f"{percent} to"])
        assert int(held) == inside.sum()
    assert table["Predicted"].between(table["90 % from"], table["90 % to"]).mean() > 0.5
    assert len(charts(page)) == 1


def test_the_number_of_samples_can_be_chosen(opened):
    page = opened("how_sure")
    assert "predicted 100 times" in words(page)
    page.button_group(key="samples").set_value(20).run()
    assert "predicted 20 times" in words(page)
    assert not page.exception


def test_of_twenty_samples_no_band_of_ninety_percent_is_offered(opened, monkeypatch):
    tables = saved(monkeypatch, honesty_panels)
    page = opened("how_sure")
    page.button_group(key="samples").set_value(20).run()
    assert "50 % band holds" in words(page)
    assert "90 % band holds" not in words(page)
    assert "A 90 % band takes 100 samples." in words(page)
    assert "90 % from" in tables[0]
    assert "90 % from" not in tables[-1]


def test_a_network_without_dropout_has_no_doubt(opened):
    page = opened("how_sure", changed(dropout=0.0))
    assert "no doubt" in words(page)
    assert not charts(page)


def test_the_free_run_says_from_when_on_it_is_worse(opened, monkeypatch):
    tables = saved(monkeypatch, honesty_panels)
    page = opened("free_run")
    assert not page.exception
    [table] = tables
    worse = table["Free running, RMSE so far"] > table["Last known, RMSE so far"]
    assert worse.iloc[-1] == ("**worse**" in words(page))
    assert (table["Last known"] == GE.frame["Open"].iloc[-26]).all()
    assert len(charts(page)) == 1


@pytest.mark.parametrize(
    ("rmse", "said"),
    [([1, 3], "from day 2, 2019-01-02, on"), ([3, 3], "from day 1 on"), ([1, 1], "not worse")],
)
def test_the_free_run_in_a_sentence(rmse, said):
    table = pd.DataFrame(index=DAYS[:2])
    run = honesty_panels.FreeRun(np.zeros(2), 9.5, np.array(rmse), np.array([2, 2]))
    sentence = honesty_panels._free_run_sentence(run, table, "USD")
    assert said in sentence
    assert "9" in sentence


@pytest.mark.parametrize("mistake", ["newest_first", "shuffled_split"])
def test_there_is_no_free_run_where_days_do_not_follow_one_another(opened, mistake):
    page = opened("free_run", changed(mistake=mistake))
    assert "no free run" in words(page)
    assert not page.exception


def scrambled(page):
    page.button(key="scramble").click().run()
    assert not page.exception
    return re.findall(r"`([\d.]+)`", words(page))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_an_honest_forecast_does_not_know_tomorrow(opened, way):
    page = opened("tomorrow", changed(**way))
    assert "`" not in words(page)
    one, other = scrambled(page)
    assert one == other
    assert "The same to the last bit" in words(page)
    assert len(charts(page)) == 1


def test_a_leaking_forecast_knows_tomorrow(opened):
    page = opened("tomorrow", changed(mistake="scaler_on_all_rows"))
    one, other = scrambled(page)
    assert one != other
    assert "knows tomorrow. The mistake of this run: scaler fitted on all rows" in words(page)


def test_another_day_is_scrambled_by_another_click(opened):
    page = opened("tomorrow")
    scrambled(page)
    [slider] = page.select_slider
    slider.set_value(slider.options[0]).run()
    assert "`" not in words(page)
    assert scrambled(page)


def test_without_a_day_after_it_nothing_is_scrambled(opened):
    page = opened("tomorrow", changed(test_days=1))
    assert "no tomorrow to scramble" in words(page)
    assert not page.exception


def test_the_weights_are_those_of_the_last_epoch_whatever_is_on_show(opened):
    assert "only its last weights" not in words(opened("tomorrow"))
    assert "After epoch 2: only its last weights" in words(opened("tomorrow", epoch="1"))


@pytest.mark.processes
def test_the_panels_need_neither_tensorflow_nor_numba():
    script = (
        "import sys\n"
        "import core.stocks.judgement.uncertainty\n"
        "import core.stocks.judgement.honesty\n"
        "print([name for name in ('tensorflow', 'keras', 'numba') if name in sys.modules])\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert finished.stdout == "[]\n"


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_bands_are_filled_and_the_actual_price_lies_on_top():
    columns = ["Actual", "Predicted", "Yesterday", "50 % from", "50 % to", "90 % from", "90 % to"]
    table = pd.DataFrame(dict.fromkeys(columns, ACTUAL))
    drawn = traces(band_chart(table, PALETTE, unit="Price (USD)"))
    assert [name for name, trace in drawn.items() if trace.fill] == ["90 % band", "50 % band"]
    assert list(drawn)[-1] == "Actual"
    assert drawn["Repeating yesterday"].line.dash == "dash"


def test_the_free_run_stands_beside_one_step_and_the_last_known_price():
    columns = ["Actual", "One step", "Free running", "Last known"]
    drawn = traces(
        free_running_chart(pd.DataFrame(dict.fromkeys(columns, ACTUAL)), PALETTE, unit="")
    )
    assert drawn["Model, free running"].line.dash == "dot"
    assert drawn["Last known price"].line.dash == "dash"


def test_noise_takes_the_place_of_what_came_after():
    drawn = traces(scramble_chart(ACTUAL, ACTUAL * 2, DAYS[9], (110.0, 111.0), PALETTE, unit=""))
    assert list(drawn["Actual"].x) == list(DAYS[:10])
    assert list(drawn["Noise in its place"].y) == list(ACTUAL[10:] * 2)
    assert (drawn["Model"].y, drawn["Model, with noise"].y) == ((110,), (111,))
    assert drawn["Model"].marker.symbol != drawn["Model, with noise"].marker.symbol


def test_target_and_mistake_are_in_the_form_and_the_address(open_page, lab):
    page = open_page(
        "stock", stock_target="Change since yesterday", stock_mistake="Newest day first"
    )
    assert page.radio(key="stock_mistake").value == "newest_first"
    page.button(key="train").click().run()
    [run] = lab.runs()
    assert run.settings == StockSettings(target="change", mistake="newest_first")
    assert "Try a common mistake" in [one.label for one in page.expander]


def test_a_mistake_is_marked_and_measured_once_there_is_an_honest_run(open_page, trained):
    mistaken = trained(changed(mistake="shuffled_split"))
    page = open_page("stock", run=mistaken.id)
    assert "Made with a mistake on purpose: shuffled split." in page.warning[0].value
    assert "otherwise trained the same" not in words(page)
    assert component(page, "stock")["next"]["label"] == "Train the honest one"

    trained(changed(seed=1))  # another one
    assert "otherwise trained the same" not in words(open_page("stock", run=mistaken.id))
    honest = trained()
    for shown in ({"run": mistaken.id}, {"run": honest.id, "before": mistaken.id}):
        page = open_page("stock", **shown)
        assert "otherwise trained the same" in words(page)
        assert not page.exception
    assert not page.warning
    assert "otherwise trained the same" not in words(open_page("stock", run=honest.id))


@pytest.mark.parametrize("days", ["Test days", "All days"])
def test_scattered_test_days_have_no_split_on_the_chart(open_page, trained, days):
    run = trained(changed(mistake="shuffled_split"))
    page = open_page("stock", run=run.id, days=days)
    drawn = component(page, "stock")["figure"]
    assert "Actual" in [line["name"] for line in drawn["data"]]
    assert not drawn["layout"].get("shapes")
    fresh = component(open_page("stock", stock_mistake="Shuffled split"), "stock")
    assert "drawn at random" in fresh["hint"]


@pytest.mark.parametrize("name", ["home", "runs"])
def test_a_mistake_is_marked_on_its_card(open_page, trained, name):
    trained()
    assert "Mistake on purpose" not in words(open_page(name))
    trained(changed(mistake="scaler_on_all_rows"))
    said = words(open_page(name))
    assert said.count("Mistake on purpose") == 1
    assert "mistake Scaler fitted on all rows" in said


def test_a_mistake_is_marked_in_the_predictions(trained):
    table = details._predictions(trained(changed(mistake="newest_first")), 2)
    assert set(table["Mistake"]) == {"newest_first"}
    assert "Mistake" not in details._predictions(trained(), 2)
