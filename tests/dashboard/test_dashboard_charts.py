import pandas as pd
import pytest

from dashboard.charts.loss import loss_chart
from dashboard.charts.palette import Palette, faded
from dashboard.charts.prices import CONTEXT, PriceLines, price_chart

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
    yesterday = lines["Yesterday's price"]
    assert list(yesterday.y) == list(ACTUAL[24:29])
    assert list(yesterday.x) == list(DAYS[25:])
    assert yesterday.line.dash == "dash"


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
    losses = pd.Series([0.3, 0.1], index=[0, 1])
    figure = loss_chart(losses, PALETTE, total=100, x_title="Epoch", y_title="Loss", marked=1)
    assert figure.layout.xaxis.range == (0, 100)
    assert figure.layout.shapes[0].x0 == 1


def test_fading_keeps_the_colour():
    assert faded("#0063B2", 0.5) == "rgba(0, 99, 178, 0.5)"
