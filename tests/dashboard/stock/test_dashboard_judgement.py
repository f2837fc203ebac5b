"""The panels that judge a run: any epoch, any state, any prediction."""

import numpy as np
import pandas as pd
import pytest

from core.events import Checkpoint
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.judgement.honesty import SHIFTS, lag
from core.stocks.judgement.verdict import Skill
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from dashboard.charts.judgement_charts import LOWEST, correlation_chart, shifted_chart, skill_chart
from dashboard.stock.judgement_panels import BETTER_THAN_YESTERDAY as BETTER
from dashboard.stock.judgement_panels import LATE
from tests.core.stocks.histories import make_history
from tests.dashboard.conftest import component
from tests.dashboard.test_dashboard_charts import PALETTE, traces

SETTINGS = StockSettings(epochs=2, timesteps=5, units=4, layers=1)


def ended(lab, said, *, history=None, settings=SETTINGS, state=RunState.FINISHED):
    """A run that said `said(windows)` after its first epoch and yesterday's price after two."""
    history = history or bundled_prices("GE")
    dataset = lab.save_dataset(Kind.STOCK, history.title, history.to_bytes())
    run = lab.create_run(settings, dataset)
    lab.claim("test")
    windows = prepare(settings, history)
    steps = [windows.test.actual + 1, said(windows), windows.test.yesterday]
    lab.append(
        run.id,
        [Checkpoint(step, 0.1, 1.0, {"prediction": line}) for step, line in enumerate(steps)],
    )
    lab.finish(run.id, state)
    return run


def opened(open_page, run, *panels, **query):
    """The stock page with these panels unfolded."""
    page = open_page("stock", run=run.id, **query)
    for panel in panels:
        page.session_state[panel] = True
    page.run()
    assert not page.exception
    return page


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption]).replace("\\", "")


def test_panels_are_folded_and_nothing_is_worked_out_for_them(open_page, lab, monkeypatch):
    run = ended(lab, lambda windows: windows.test.actual)
    monkeypatch.setattr("dashboard.stock.judgement_panels.judge", None)
    page = opened(open_page, run)
    labels = [panel.label for panel in page.expander]
    assert "Is it better than repeating yesterday?" in labels
    assert "Is the line just yesterday's price, late?" in labels
    assert not page.dataframe


def test_a_panel_speaks_of_the_epoch_on_show(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    first = words(opened(open_page, run, BETTER, epoch="1"))
    assert "After 1 of 2 epochs: typical miss (RMSE) 0 cents over 25 days" in first
    assert "Skill 100 %, 90 % interval 100 % to 100 %" in first
    last = words(opened(open_page, run, BETTER, epoch="2"))
    assert "After 2 of 2 epochs: about as good as repeating yesterday, within 5 %." in last
    none = words(opened(open_page, run, BETTER, epoch="0"))
    assert "Before the first epoch: typical miss (RMSE) $1.00 over 25 days" in none


def test_the_table_begins_with_the_model_and_the_ratios(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual + 0.5, state=RunState.STOPPED)
    page = opened(open_page, run, BETTER, epoch="1")
    [table] = [each.value for each in page.dataframe if "rRMSE" in each.value]
    assert list(table.columns[:3]) == ["Forecast", "rRMSE", "rMAE"]
    assert table.Forecast.tolist() == [
        *("Model", "Repeating yesterday", "Drift", "Moving average of 5 days", "AR(1) on changes")
    ]
    assert table.RMSE[0] == pytest.approx(0.5)
    assert table.rRMSE[0] == pytest.approx(0.5 / table.RMSE[1])
    assert pd.isna(table.Verdict[0])  # of another epoch than the planned one
    assert table.Verdict[1] == "as good"
    assert "below 1 does not mean better than yesterday's price" in words(page)


def test_yesterdays_price_is_found_out(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    page = opened(open_page, run, LATE)
    assert "After 2 of 2 epochs: this line is yesterday's price, late" in words(page)
    assert "Where it stands, its correlation" in words(page)
    page.slider(key="lag").set_value(1).run()
    assert "Moved 1 day back, its correlation with the actual line is 1.000" in words(page)
    assert not page.exception


def test_a_url_that_moves_the_line_opens_the_panel(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    page = open_page("stock", run=run.id, lag="-2")
    assert page.slider(key="lag").value == -2
    assert "Moved 2 days ahead" in words(page)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["nonsense", "99", "1e400", "1.5"])
def test_nonsense_in_the_url_moves_nothing(open_page, lab, wrong):
    run = ended(lab, lambda windows: windows.test.actual)
    page = open_page("stock", run=run.id, lag=wrong)
    assert not page.exception
    assert page.slider(key="lag").value in SHIFTS


@pytest.mark.parametrize("days", [1, 2])
def test_tiny_tests_get_a_sentence(open_page, lab, days):
    settings = SETTINGS.model_copy(update={"test_days": days})
    run = ended(lab, lambda windows: windows.test.actual + 1, settings=settings)
    page = opened(open_page, run, BETTER, LATE, epoch="2")
    assert "too few days to tell whether it beats repeating yesterday; it takes 20" in words(page)
    changes = "0 changes" if days == 1 else "1 change"
    assert f"too few days in a row to tell whether the line is late: {changes} of it can be" in (
        words(page)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ([5.0] * 60, 5.0),
        ([1e-12, 1e15] * 30, -3e38),
        (list(np.linspace(1, 2, 60)), 0.0),
        ([5.0] * 45 + [9.0] * 15, 1e50),
    ],
)
def test_constant_predictions_of_odd_prices(open_page, lab, prices, said):
    settings = SETTINGS.model_copy(update={"test_days": 16})
    run = ended(
        lab,
        lambda _: np.full(16, said),
        history=make_history(prices),
        settings=settings.model_copy(update={"price_column": "Open"}),
    )
    shown = words(opened(open_page, run, BETTER, LATE, epoch="1"))
    assert "the line does not move as the price does" in shown
    assert "nan" not in shown
    assert "inf " not in shown


def test_an_interval_has_a_row_and_the_model_comes_first():
    skills = {"Model": Skill(25, 0.1, -0.2, 0.3, 0.4), "Drift": Skill(25, 0.0, None, None, None)}
    figure = skill_chart(skills, PALETTE)
    line, point = figure.data[0], figure.data[1]
    assert list(line.x) == [-20, 30]
    assert list(point.x) == [10]
    assert point.marker.color == PALETTE.model
    assert figure.data[3].marker.color == PALETTE.baseline
    low, high = figure.layout.xaxis.range
    assert low < -20
    assert high > 30


def test_a_hopeless_forecast_is_marked_at_the_edge():
    figure = skill_chart({"Model": Skill(25, -1e40, -1e41, -1e39, 0.0)}, PALETTE)
    assert list(figure.data[1].x) == [LOWEST]
    assert figure.data[1].marker.symbol == "triangle-left"
    assert figure.layout.xaxis.range[0] > 2 * LOWEST


@pytest.mark.parametrize("shift", [-3, 0, 1])
def test_a_line_is_moved_by_trading_days(shift):
    history = bundled_prices("GE").frame.Open
    line = history.shift(1).where(history.index >= history.index[-25])
    chart = traces(shifted_chart(history[-30:], line[-30:], shift, PALETTE, unit="USD"))
    moved = next(
        trace for name, trace in chart.items() if name.startswith("Model") and trace.mode != "lines"
    )
    by_day = dict(zip(moved.x, moved.y, strict=True))
    days = history.index
    for row in range(len(days) - 25, len(days)):
        if len(days) - 30 <= row - shift < len(days):
            assert by_day[days[row - shift]] == history.iloc[row - 1]
    assert ("Model as it stands" in chart) == (shift != 0)


def test_correlations_are_drawn_by_shift():
    prices = bundled_prices("GE").frame.Open.to_numpy()
    rows = np.arange(225, 250)
    found = lag(prices, rows, prices[rows - 1])
    chart = traces(correlation_chart(found, 1, PALETTE))
    assert list(chart["Changes"].x) == list(SHIFTS)
    assert chart["Changes"].y[SHIFTS.index(1)] == pytest.approx(1)
    assert chart["Levels"].y[SHIFTS.index(1)] == pytest.approx(1)


RISES = np.cumsum(np.random.default_rng(1).normal(size=60)) + 50
SENTENCES = {
    "better": ("Better than repeating yesterday.", lambda test: (test.actual + test.yesterday) / 2),
    "worse": ("Worse than repeating yesterday.", lambda test: test.actual + 9),
    "as good": (
        "About as good as repeating yesterday, within 5 %.",
        lambda test: test.yesterday + 1e-6,
    ),
    "too close": (
        "Too close to call.",
        lambda test: test.yesterday + np.roll(test.actual - test.yesterday, 3) / 2,
    ),
}
FEW = "Too few days to tell whether it beats repeating yesterday; it takes 20."
WHY = (
    "The verdict is for epoch 2, as planned: if one may pick the epoch, 9 of 100 random walks come "
    "out “better”."
)


def shown(open_page, lab, said, *, days=25, reached=2, epoch=2, mistake="none"):
    """The sentences of a run that said `said(test)` at `epoch`: on its page, panel and card."""
    settings = SETTINGS.model_copy(update={"test_days": days, "mistake": mistake})
    history = make_history(list(RISES))
    settings = settings.model_copy(update={"price_column": history.price_columns[0]})
    test = prepare(settings, history).test
    run = lab.create_run(settings, lab.save_dataset(Kind.STOCK, "Made", history.to_bytes()))
    lab.claim("test")
    points = [
        Checkpoint(step, 0.5 / (step + 1), 1.0, {"prediction": said(test)})
        for step in range(reached + 1)
    ]
    lab.append(run.id, points)
    lab.finish(run.id, RunState.FINISHED if reached == settings.epochs else RunState.STOPPED)
    page = opened(open_page, run, BETTER, epoch=str(epoch))
    [card] = [each.value for each in open_page("runs").markdown if "Typical miss" in each.value]
    drawn = component(page, "stock")["frame"]["verdict"]
    return page, drawn, words(page), card.replace("\\", "")


@pytest.mark.slow
@pytest.mark.parametrize("word", SENTENCES)
def test_the_planned_epoch_gets_one_of_four_words(open_page, lab, word):
    sentence, said = SENTENCES[word]
    page, drawn, panel, card = shown(open_page, lab, said)
    assert drawn.startswith(f"{sentence} Typical miss (RMSE) ")
    assert f"After 2 of 2 epochs: {sentence[0].lower()}{sentence[1:]}" in panel
    assert card.startswith(f"{sentence} Typical miss (RMSE) ")
    [table] = [each.value for each in page.dataframe if "rRMSE" in each.value]
    assert table.Verdict[0] == word
    assert "take a difference of at least 5 % of the miss and a test" in panel


def test_too_few_days_get_no_word_whatever_they_show(open_page, lab):
    _, drawn, panel, card = shown(open_page, lab, lambda test: test.actual, days=19)
    assert drawn.startswith(f"{FEW} Typical miss (RMSE) ")
    assert card.startswith(f"{FEW} Typical miss (RMSE) ")
    assert "it takes 20 days to say how sure that is" in panel


@pytest.mark.slow
@pytest.mark.parametrize("word", ["better", "as good"])
@pytest.mark.parametrize(("reached", "epoch"), [(2, 1), (2, 0), (1, 1)])
def test_no_other_epoch_gets_a_word_but_says_why(open_page, lab, word, reached, epoch):
    """Neither where the slider is moved, nor where a run was stopped before the planned epoch."""
    sentence, said = SENTENCES[word]
    page, drawn, panel, card = shown(open_page, lab, said, reached=reached, epoch=epoch)
    assert drawn.startswith("Typical miss (RMSE) ")
    assert drawn.endswith(WHY)
    assert WHY in panel
    assert sentence not in drawn
    assert (WHY in card) == (reached < 2)
    assert (sentence in card) == (reached == 2)
    [table] = [each.value for each in page.dataframe if "rRMSE" in each.value]
    assert pd.isna(table.Verdict[0])


def test_a_mistake_on_purpose_is_said_above_the_word(open_page, lab):
    sentence, said = SENTENCES["better"]
    page, drawn, _, _ = shown(open_page, lab, said, mistake="scaler_on_all_rows")
    assert drawn.startswith(sentence)
    assert "Made with a mistake on purpose: scaler fitted on all rows." in page.warning[0].value
