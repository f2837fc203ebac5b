"""The page that compares: what it shows of which runs, and what it refuses to say."""

import re

import numpy as np
import pytest

from core.events import Checkpoint, Result
from core.names.bits import letter_bits
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.charts.compare_charts import LETTER_HEIGHT, Line, Look, apart, compared_chart
from dashboard.compare.comparison import look_of, swatch
from tests.dashboard.conftest import component, drawn
from tests.dashboard.test_dashboard_charts import PALETTE

SETTINGS = StockSettings(epochs=4, timesteps=9, units=4, layers=1)


@pytest.fixture
def prices(lab):
    history = bundled_prices("GE")
    return lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())


@pytest.fixture
def names(lab):
    corpus = bundled_names()
    return lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())


def missing_by(lab, dataset, miss, settings=SETTINGS, state=RunState.FINISHED):
    """A run that misses every price by `miss` dollars."""
    run = lab.create_run(settings, dataset)
    lab.claim("test")
    prediction = prepare(settings, bundled_prices("GE")).test.actual + miss
    lab.append(
        run.id,
        [
            Checkpoint(epoch, miss / (1 + epoch), 1.0, {"prediction": prediction})
            for epoch in (0, 4)
        ],
    )
    if state is not RunState.RUNNING:
        lab.finish(run.id, state)
    return run.id


def trained(lab, dataset, **changes):
    settings = NamesSettings(iterations=600, checkpoint_interval=300, **changes)
    run = lab.create_run(settings, dataset)
    lab.claim("test")
    lab.append(run.id, train(settings, bundled_names()))
    lab.finish(run.id, RunState.FINISHED)
    return run.id


def words(page):
    shown = [*page.markdown, *page.caption, *page.info, *page.warning]
    return " ".join(element.value for element in shown).replace("\\", "")


def html(page):
    return " ".join(element.proto.body for element in page.get("html"))


def lines(page, key):
    """The lines of a chart by their names."""
    figure = drawn(page, "chart", key)["figure"]
    return {trace["name"]: trace for trace in figure["data"]}


def test_without_runs_it_says_how_to_choose_some(open_page, lab, prices):
    page = open_page("compare")
    assert "Choose 2 to 12 runs" in words(page)
    run = missing_by(lab, prices, 0.5)
    assert "One run is not enough" in words(open_page("compare", runs=run))


def test_runs_on_the_same_prices_are_overlaid_and_ranked(open_page, lab, prices):
    ids = [
        missing_by(lab, prices, 0.5),
        missing_by(lab, prices, 0.1, SETTINGS.model_copy(update={"units": 8})),
    ]
    page = open_page("compare", runs=",".join(ids))
    assert not page.exception
    shown = lines(page, "compared_predictions")
    assert set(shown) == {"Actual", "Repeating yesterday", "A", "B"}
    actual = prepare(SETTINGS, bundled_prices("GE")).test.actual
    assert shown["B"]["y"] == pytest.approx(list(actual + 0.1))
    assert "B misses least: typically (RMSE) 10 cents" in words(page)
    assert "One training each" in words(page)
    table = html(page)
    row_of_a, row_of_b = table.split("<tbody>")[1].split("</tr>")[:2]
    assert "best" not in row_of_a
    assert "$0.10 <small>★ best</small>" in row_of_b
    assert ">Units</th>" in table
    assert ">Timesteps</th>" not in table
    assert "All share: timesteps 9, epochs 4, layers 1" in words(page)


def test_beside_a_reference_everything_is_a_difference(open_page, lab, prices):
    ids = [missing_by(lab, prices, 0.5), missing_by(lab, prices, 0.1)]
    page = open_page("compare", runs=",".join(ids), reference="A")
    shown = lines(page, "compared_predictions")
    assert shown["B"]["y"] == pytest.approx([-0.4] * 25)
    assert shown["A"]["y"] == pytest.approx([0.0] * 25)
    assert shown["Actual"]["y"] == pytest.approx([-0.5] * 25)
    losses = lines(page, "compared_losses")
    assert losses["B"]["y"] == pytest.approx([0.2, 0.2])  # logarithmic: as a multiple
    page.toggle(key="logarithmic").set_value(False).run()
    assert lines(page, "compared_losses")["B"]["y"] == pytest.approx([-0.4, -0.08])
    assert "−$0.40 better <small>$0.10</small>" in html(page)
    assert "$0.50 <small>reference</small>" in html(page)


def test_runs_on_other_ground_are_shown_and_not_ranked(open_page, lab, prices):
    close = SETTINGS.model_copy(update={"price_column": "Close"})
    ids = [missing_by(lab, prices, 0.5), missing_by(lab, prices, 0.1, close)]
    page = open_page("compare", runs=",".join(ids), reference="A")
    assert not page.exception
    assert "nobody is ranked. The price column differs: A has Open; B has Close." in words(page)
    assert "best" not in html(page)
    assert "$0.10 <small>not comparable</small>" in html(page)
    assert set(lines(page, "compared_predictions")) == {"Actual", "Repeating yesterday", "A"}
    apart = open_page("compare", runs=",".join(ids))
    assert "They predict different prices" in words(apart)
    assert set(lines(apart, "predictions_B")) == {"Actual", "Repeating yesterday", "B"}


def test_side_by_side_all_have_the_same_axis(open_page, lab, prices):
    ids = [missing_by(lab, prices, miss) for miss in (0.5, 3)]
    page = open_page("compare", runs=",".join(ids), predictions="Side by side")
    axes = [
        drawn(page, "chart", f"predictions_{letter}")["figure"]["layout"]["yaxis"]["range"]
        for letter in "AB"
    ]
    assert axes[0] == axes[1]


def test_a_deleted_run_leaves_a_sentence_and_the_others_their_letters(open_page, lab, prices):
    ids = [missing_by(lab, prices, miss) for miss in (0.1, 0.2, 0.3)]
    lab.delete(ids[1], by=HOST)
    page = open_page("compare", runs=",".join(ids))
    assert f"B: There is no run '{ids[1]}'; it may have been deleted." in words(page)
    assert set(lines(page, "compared_predictions")) == {"Actual", "Repeating yesterday", "A", "C"}


def test_runs_of_the_other_experiment_and_too_many_are_said(open_page, lab, prices, names):
    ids = [missing_by(lab, prices, 0.1) for _ in range(2)]
    other = lab.create_run(NamesSettings(), names).id
    page = open_page("compare", runs=",".join([*ids, other]))
    assert f"C: Run '{other}' is one of the other experiment" in words(page)
    many = open_page("compare", runs=",".join([*ids, *(f"gone{n}" for n in range(11))]))
    assert "At most 12 runs are compared: these are the first of 13" in words(many)


def test_a_run_that_has_not_begun_waits_beside_the_others(open_page, lab, prices):
    ids = [missing_by(lab, prices, 0.1), missing_by(lab, prices, 0.2, state=RunState.RUNNING)]
    ids.append(lab.create_run(SETTINGS, prices).id)
    page = open_page("compare", runs=",".join(ids))
    assert not page.exception
    assert "So far: A misses least" in words(page)
    assert set(lines(page, "compared_losses")) == {"A", "B", "C"}
    assert component(page, "runs")["states"] == dict(
        zip(ids, ["finished", "running", "queued"], strict=True)
    )


def test_names_are_of_the_same_checkpoint_with_the_same_dice(open_page, lab, names):
    ids = [trained(lab, names), trained(lab, names), trained(lab, names, hidden_units=20)]
    page = open_page("compare", runs=",".join(ids), reference="A", checkpoint="300")
    assert not page.exception
    lists = [element.value for element in page.markdown if element.value.startswith("1. ")]
    assert len(lists) == 3
    assert lists[1].count("*= A*") == 7  # the same settings, the same seed, the same dice
    assert lists[2].count("*= A*") < 7
    assert lists[0] == lists[1].replace(" *= A*", "")
    page.select_slider(key="checkpoint").set_value(0).run()
    first = next(element.value for element in page.markdown if element.value.startswith("1. "))
    assert first != lists[0]
    assert "New, name-like" in html(page)


def test_names_of_equal_networks_are_too_close_to_call_and_learn_in_bits(open_page, lab, names):
    ids = [trained(lab, names), trained(lab, names), trained(lab, names, hidden_units=20)]
    page = open_page("compare", runs=",".join(ids))
    assert "At temperature 1 it is too close to call who invents most: A " in words(page)
    assert "★" not in html(page)
    assert re.search(r"\d % <small>\(\d+ to \d+\)</small>", html(page))
    figure = drawn(page, "chart", "compared_losses")["figure"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "Bits a letter, learned names"
    first = lines(page, "compared_losses")["A"]["y"]
    assert first[0] == pytest.approx(4.75, abs=0.02)
    assert first[-1] < first[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shares", "of", "part"),
    [((0.1, 0.0), "learned names", "training"), ((0.1, 0.2), "unseen names", "held_out")],
)
def test_bits_of_all_runs_are_of_the_same_kind_of_names(open_page, lab, names, shares, of, part):
    ids = [trained(lab, names, held_out=share) for share in shares]
    page = open_page("compare", runs=",".join(ids))
    chart = drawn(page, "chart", "compared_losses")
    assert chart["figure"]["layout"]["yaxis"]["title"]["text"] == f"Bits a letter, {of}"
    assert chart["alt"].startswith(f"Bits a letter, {of}: A, B while training; now A ")
    shown = lines(page, "compared_losses")
    for letter, run_id in zip("AB", ids, strict=True):
        settings = lab.run(run_id).settings
        bits = letter_bits(lab.checkpoint(run_id, 600).arrays, settings, bundled_names())
        assert shown[letter]["y"][-1] == pytest.approx(getattr(bits, part))


def test_letters_the_list_does_not_have_are_said(open_page, lab, names):
    ids = [trained(lab, names), trained(lab, names, hidden_units=20)]
    page = open_page("compare", runs=",".join(ids), first_letters="ß")
    assert not page.exception
    assert "is in none of the names" in page.error[0].value.replace("\\", "")


def test_twelve_runs_look_different_and_not_by_colour_alone():
    looks = [look_of(letter, ("#111111",) * 6) for letter in "ABCDEFGHIJKL"]
    assert len({look.symbol for look in looks}) == 12
    assert len({swatch(look) for look in looks}) == 12
    assert len({(look.dash, place % 6) for place, look in enumerate(looks)}) == 12


def test_letters_of_lines_that_end_together_stand_apart():
    places = np.array([50.0, 51, 50, 200])
    moved = apart(places, 300)
    assert np.diff(np.sort(moved)).min() >= LETTER_HEIGHT - 1e-9
    assert moved[3] == 200
    assert moved[:3].mean() == pytest.approx(places[:3].mean())
    assert list(np.argsort(moved)) == [0, 2, 1, 3]
    crowded = apart(np.zeros(5), 300)
    assert (crowded.min(), crowded.max()) == (0, 4 * LETTER_HEIGHT)


def test_a_logarithmic_chart_leaves_out_what_has_no_logarithm():
    look = Look("A", "#0000ff", "solid", "circle")
    line = Line("A", [0, 1, 2], [0.0, float("nan"), 10.0], look)
    figure = compared_chart([line], PALETTE, y_title="Loss", logarithmic=True)
    assert list(figure.data[0].y) == [None, None, 10.0]
    assert figure.layout.annotations[0].text == "<b>A</b>"
    empty = compared_chart([], PALETTE, y_title="Loss", logarithmic=True)
    assert not empty.layout.annotations


def test_a_result_offers_the_other_runs(open_page, lab, prices):
    run, other = missing_by(lab, prices, 0.5), missing_by(lab, prices, 0.1)
    lab.set_name(other, "The other", by=HOST)
    page = open_page("stock", run=run)
    page.session_state["compare_with"] = True
    page.run()
    assert not page.exception
    links = [element.proto for element in page.get("page_link")]
    assert any("The other" in link.label for link in links)


def test_who_compares_by_test_days_is_told(open_page, lab, prices):
    runs = [missing_by(lab, prices, miss) for miss in (0.5, 0.2)]
    page = open_page("compare", runs=",".join(runs))
    assert "B misses least: typically" in words(page)
    assert "The test days that judge it also chose it: expect less on new days." in words(page)


def test_where_validation_days_choose_the_test_days_do_not(open_page, lab, prices):
    settings = SETTINGS.model_copy(update={"validation_days": 20})
    runs = []
    for miss in (0.5, 0.2):  # the validation days say the contrary
        run = lab.create_run(settings, prices)
        lab.claim("test")
        windows = prepare(settings, bundled_prices("GE"))
        arrays = {"test_prediction": windows.test.actual + miss}
        arrays["train_prediction"] = windows.train.actual
        arrays["validation_prediction"] = windows.validation.actual + 1 - miss
        figures = {
            "epochs": 4,
            "validation_rows": 20,
            "validation_rmse": 1 - miss,
            "validation_naive_rmse": 0.5,
        }
        checkpoint = Checkpoint(4, 0.1, 1.0, {"prediction": arrays["test_prediction"]})
        lab.append(run.id, [checkpoint, Result(figures, arrays)])
        lab.finish(run.id, RunState.FINISHED)
        runs.append(run.id)
    page = open_page("compare", runs=",".join(runs))
    assert "A misses least on the validation days: typically (RMSE) 50 cents" in words(page)
    assert "expect less" not in words(page)
    assert html(page).count("★ best") == 2  # of both figures of the validation days
    shown = open_page("stock", run=runs[0])
    assert "Over 20 validation days, to choose by: typical miss (RMSE) 50 cents" in words(shown)
    chart = component(shown, "stock")
    assert "Model, validation" in [trace["name"] for trace in chart["figure"]["data"]]
    assert "20 validation days from" in chart["alt"]
