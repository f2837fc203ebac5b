"""The panels that judge a run: any epoch, any state, any prediction."""

import numpy as np
import pytest

from core.events import Checkpoint
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.judgement.lag import SHIFTS, lag
from core.stocks.judgement.skill import Skill
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled
from core.stocks.windows import prepare
from dashboard.charts.stock.lag import correlation_chart, shifted_chart
from dashboard.charts.stock.skill import LOWEST, skill_chart
from dashboard.stock.judgement.lag import KEY as LATE
from dashboard.stock.judgement.skill import KEY as BETTER
from tests.core.stocks.histories import make_history
from tests.dashboard.conftest import component
from tests.dashboard.test_dashboard_charts import PALETTE, traces

SETTINGS = StockSettings(epochs=4, timesteps=5, units=4, layers=1)


def ended(lab, said, *, history=None, settings=SETTINGS, state=RunState.FINISHED):
    """A run that said `said(windows)` after its first epoch and yesterday's price after two."""
    history = history or bundled("GE")
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
    monkeypatch.setattr("dashboard.stock.judgement.judged.judge", None)
    page = opened(open_page, run)
    labels = [panel.label for panel in page.expander]
    assert "Is it better than repeating yesterday?" in labels
    assert "Is the line just yesterday's price, late?" in labels
    assert not page.dataframe


def test_a_panel_speaks_of_the_epoch_on_show(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    first = words(opened(open_page, run, BETTER, epoch="1"))
    assert "After 1 of 4 epochs: better than repeating yesterday." in first
    assert "Skill 100 %, 90 % interval 100 % to 100 %" in first
    last = words(opened(open_page, run, BETTER, epoch="2"))
    assert "After 2 of 4 epochs: no telling whether it beats repeating yesterday." in last
    none = words(opened(open_page, run, BETTER, epoch="0"))
    assert "Before the first epoch: worse than repeating yesterday." in none


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
    assert table.Verdict[:2].tolist() == ["worse", "no telling"]
    assert "below 1 does not mean better than yesterday's price" in words(page)


def test_yesterdays_price_is_found_out(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    page = opened(open_page, run, LATE)
    assert "After 2 of 4 epochs: this line is yesterday's price, late" in words(page)
    assert "Where it stands, its correlation" in words(page)
    page.slider(key="lag").set_value(1).run()
    assert "Moved 1 day back, its correlation with the actual line is 1.000" in words(page)
    assert not page.exception


def test_a_url_that_moves_the_line_opens_the_panel(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    page = open_page("stock", run=run.id, lag="-2")
    assert page.slider(key="lag").value == -2
    assert "Moved 2 days ahead" in words(page)


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
    page = opened(open_page, run, BETTER, LATE, epoch="1")
    assert "too few days to tell whether it beats repeating yesterday; it takes 10" in words(page)
    changes = "0 changes" if days == 1 else "1 change"
    assert f"too few days in a row to tell whether the line is late: {changes} of it can be" in (
        words(page)
    )


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
    history = bundled("GE").frame.Open
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
    prices = bundled("GE").frame.Open.to_numpy()
    rows = np.arange(225, 250)
    found = lag(prices, rows, prices[rows - 1])
    chart = traces(correlation_chart(found, 1, PALETTE))
    assert list(chart["Changes"].x) == list(SHIFTS)
    assert chart["Changes"].y[SHIFTS.index(1)] == pytest.approx(1)
    assert chart["Levels"].y[SHIFTS.index(1)] == pytest.approx(1)


def test_every_epoch_says_its_verdict(open_page, lab):
    run = ended(lab, lambda windows: windows.test.actual)
    said = component(open_page("stock", run=run.id, epoch="1"), "stock")["frame"]["verdict"]
    assert said.startswith("Better than repeating yesterday. Typical miss 0 cents over 25 days")
