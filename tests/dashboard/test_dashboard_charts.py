import numpy as np
import pandas as pd
import pytest

from core.names.corpus import END
from core.names.sampling import SampledName
from dashboard.charts.frame import Palette, faded, loss_chart
from dashboard.charts.names_charts import (
    MOST_LETTERS,
    bits_chart,
    letter_chart,
    likeness_chart,
    pair_chart,
)
from dashboard.charts.price_chart import CONTEXT, PriceLines, price_chart

PALETTE = Palette(
    ink="#111111",
    model="#0000ff",
    baseline="#888888",
    new="#00ff00",
    copied="#ff8800",
    line="#dddddd",
    background="#ffffff",
    sequential=("#ffffff", "#8888ff", "#0000ff"),
)
DAYS = pd.bdate_range("2019-01-01", periods=30)
ACTUAL = pd.Series(range(100, 130), index=DAYS, dtype=float)
SPLIT = DAYS[25]
PREDICTION = pd.Series([150.0, 90, 127, 128, 129], index=DAYS[25:])


@pytest.fixture
def forecast():
    return PriceLines(ACTUAL, SPLIT, test_prediction=PREDICTION)


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_without_a_split_there_is_one_line_of_actual_prices():
    figure = price_chart(PriceLines(ACTUAL), PALETTE, unit="Price (USD)")
    assert list(traces(figure)) == ["Actual"]
    assert figure.layout.yaxis.title.text == "Price (USD)"


def test_a_prediction_never_stands_without_yesterdays_price(forecast):
    lines = traces(price_chart(forecast, PALETTE, unit=""))
    assert list(lines["Model, test"].y) == list(PREDICTION)
    yesterday = lines["Repeating yesterday"]
    assert list(yesterday.y) == list(ACTUAL[24:29])
    assert list(yesterday.x) == list(DAYS[25:])
    assert yesterday.line.dash == "dash"


def test_the_actual_prices_of_training_are_told_from_those_of_the_test(forecast):
    lines = traces(price_chart(forecast, PALETTE, unit=""))
    assert list(lines["Actual, training"].x) == list(DAYS[:26])
    assert list(lines["Actual, test"].x) == list(DAYS[25:])


def test_only_the_model_is_marked_day_by_day(forecast):
    lines = traces(price_chart(forecast, PALETTE, unit=""))
    assert [name for name, line in lines.items() if "markers" in line.mode] == ["Model, test"]


def test_the_axes_do_not_move_with_the_prediction(forecast):
    moved = PriceLines(ACTUAL, SPLIT, test_prediction=PREDICTION * 3)
    one, other = (
        price_chart(lines, PALETTE, unit="", only_test_days=True) for lines in (forecast, moved)
    )
    assert one.layout.yaxis.range == other.layout.yaxis.range
    assert one.layout.xaxis.range == other.layout.xaxis.range


def test_test_days_are_shown_with_what_came_before_them(forecast):
    figure = price_chart(forecast, PALETTE, unit="", only_test_days=True)
    first, last = figure.layout.xaxis.range
    assert DAYS[29 - 5 * (CONTEXT + 1)] < first <= DAYS[30 - 5 * (CONTEXT + 1)]
    assert last > DAYS[-1]


def test_the_run_before_is_a_pale_dotted_line():
    lines = PriceLines(ACTUAL, SPLIT, test_prediction=PREDICTION, before=PREDICTION + 1)
    before = traces(price_chart(lines, PALETTE, unit=""))["Run before"]
    assert before.line.dash == "dot"
    assert before.line.color == faded(PALETTE.model, 0.4)


def test_a_loss_curve_has_room_for_the_whole_training():
    empty = loss_chart(PALETTE, total=100, x_title="Epoch", y_title="Loss")
    assert empty.layout.xaxis.range == (0, 100)
    assert not empty.layout.shapes
    assert [trace.name for trace in empty.data] == ["Loss"]


BITS = bits_chart(PALETTE, total=2000, blind=4.75, held_out=True)


def test_a_blind_guess_is_always_on_the_axis_of_the_bits():
    assert set(traces(BITS)["Blind guess"].y) == {4.75}
    assert BITS.layout.yaxis.range == (0, BITS.layout.meta["most"])
    assert BITS.layout.meta["most"] > 4.75


def test_bits_of_names_held_out_are_drawn_where_there_are_any_and_where_a_run_went_on_is_marked():
    known = ["Names it learned from", "Names it never saw", "Blind guess"]
    assert [line.name for line in BITS.data] == known
    assert not BITS.layout.shapes
    alone = bits_chart(PALETTE, total=2000, blind=4.75, held_out=False, continued=1000)
    assert "Names it never saw" not in traces(alone)
    assert alone.layout.shapes[0].x0 == alone.layout.meta["continued"] == 1000


def test_fading_keeps_the_colour():
    assert faded("#0063B2", 0.5) == "rgba(0, 99, 178, 0.5)"


def test_the_heat_map_of_a_name_marks_the_letters_drawn():
    probabilities = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])  # places; end, a, b
    figure = letter_chart(SampledName("b", probabilities), END + "ab", PALETTE)
    heat = figure.data[0]
    np.testing.assert_array_equal(heat.z, [[0.7, 0.3], [0.2, 0.1], [0.1, 0.6]])  # a, b, end
    assert figure.layout.yaxis.ticktext == ("a", "b", "⏎ end")
    assert figure.layout.xaxis.ticktext == ("b", "⏎")
    assert list(figure.data[-1].y) == [1, 2]
    assert heat.customdata[1][0].tolist() == ["b", 1]


def test_a_name_that_was_cut_has_no_end():
    figure = letter_chart(SampledName("ab", np.full((2, 3), 1 / 3)), END + "ab", PALETTE)
    assert figure.layout.xaxis.ticktext == ("a", "b")


def test_of_a_large_alphabet_the_likeliest_letters_and_the_drawn_one_are_shown():
    alphabet = END + "".join(chr(0x4E00 + place) for place in range(500))
    probabilities = np.linspace(1, 0, 501)[np.newaxis]
    figure = letter_chart(SampledName(alphabet[-1], probabilities), alphabet, PALETTE)
    assert len(figure.layout.yaxis.ticktext) == MOST_LETTERS + 1
    assert alphabet[-1] in figure.layout.yaxis.ticktext


def test_letter_pairs_start_on_top_and_end_on_the_right():
    shares = np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.2, 0.8, 0.0]])  # start/end, a, b
    figure = pair_chart(shares, END + "ab", PALETTE)
    assert figure.layout.yaxis.ticktext == ("start", "a", "b")
    assert figure.layout.xaxis.ticktext == ("a", "b", "⏎")
    np.testing.assert_array_equal(figure.data[0].z, [[1, 0, 0], [0, 0.5, 0.5], [0.8, 0, 0.2]])


@pytest.mark.parametrize(
    "figure",
    [likeness_chart(PALETTE, total=2000, real=0.9), BITS],
    ids=["likeness", "bits"],
)
def test_figures_of_checkpoints_differ_by_more_than_colour(figure):
    lines = [trace for trace in figure.data if trace.meta]
    looks = {(line.line.dash, line.marker.symbol) for line in lines}
    assert len(looks) == len(lines) >= 2
    assert figure.layout.xaxis.range[0] < 0 < 2000 < figure.layout.xaxis.range[1]
    assert {trace.line.color for trace in figure.data if not trace.meta} == {PALETTE.baseline}


def test_the_level_of_real_names_says_of_which_line_it_is():
    lines = traces(likeness_chart(PALETTE, total=2000, real=0.9))
    assert set(lines["Triples in real names"].y) == {0.9}
    assert "Triples in the list" in lines


def test_the_validation_days_are_told_from_training_and_test_days():
    days = ACTUAL.index
    said = pd.Series(1.0, days[-4:-2])
    forecast = PriceLines(
        ACTUAL,
        days[-2],
        test_prediction=pd.Series(1.0, days[-2:]),
        validation_days=said.index,
        validation_prediction=said,
    )
    figure = price_chart(forecast, PALETTE, unit="")
    lines = traces(figure)
    assert list(lines["Model, validation"].x) == list(said.index)
    assert lines["Model, validation"].line.dash != lines["Model, test"].line.dash
    assert list(lines["Actual, before the test days"].x) == list(days[:-1])  # to where the test is
    assert "Actual, training" not in lines
    marks = [note.text for note in figure.layout.annotations]
    assert marks == ["test days from here →", "validation days from here →"]
