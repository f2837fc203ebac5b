"""Is the forecast any good? The panels below a run, as somebody opens them."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, expect

from core.events import Checkpoint
from core.runs.records import Run, RunState
from core.runs.store import Store
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from tests.browser.made_runs import SETTINGS, begun, finished
from tests.browser.steps import download
from tests.browser.steps import finished as shown

# How far the model's line is from the actual one on the chart, at most, where both are drawn.
APART = """chart => {
  const line = name => chart._fullData.find(trace => trace.name.startsWith(name));
  const prices = new Map([...line("Actual").x].map((day, place) => [day, line("Actual").y[place]]));
  const model = chart._fullData.findLast(trace => trace.name.startsWith("Model"));
  const said = [...model.x].map((day, place) => [day, model.y[place]]);
  const gaps = said.filter(([, price]) => Number.isFinite(price)).map(
    ([day, price]) => Math.abs(price - prices.get(day)));
  return Math.max(...gaps);
}"""


def repeating_yesterday(store: Store) -> Run:
    """A finished run that says yesterday's price."""
    run = begun(store)
    test = prepare(SETTINGS, bundled_prices("GE")).test
    store.append(run.id, [Checkpoint(100, 0.1, 1.0, {"prediction": test.yesterday})])
    store.finish(run.id, RunState.FINISHED)
    return run


def test_the_verdict_is_opened_read_and_taken_away(page: Page, store: Store) -> None:
    run = finished(store)  # it misses every price by 50 cents
    page.goto(f"/stock?run={run.id}")
    shown(page)
    expect(page.get_by_test_id("verdict")).to_contain_text("Worse than repeating yesterday")
    page.get_by_text("Is it better than repeating yesterday?").click()
    panel = page.locator(".st-key-better_than_yesterday")
    expect(panel).to_contain_text("After 100 of 100 epochs: worse than repeating yesterday")
    expect(panel).to_contain_text(re.compile("Skill −108 %, 90 % interval −.* % to −.* %"))
    expect(panel.locator(".ytick", has_text="Moving average")).to_be_visible()
    expect(panel.get_by_test_id("stDataFrame")).to_be_visible()
    table = pd.read_csv(Path(download(page, "Table").path()))
    assert table.Forecast[0] == "Model"
    assert table.Verdict[0] == "worse"


def test_a_slider_lays_the_line_over_the_actual_one(page: Page, store: Store) -> None:
    run = repeating_yesterday(store)
    page.goto(f"/stock?run={run.id}")
    shown(page)
    page.get_by_text("Is the line just yesterday's price, late?").click()
    panel = page.locator(".st-key-late")
    expect(panel).to_contain_text("this line is yesterday's price, late")
    chart = panel.locator(".chart", has=page.locator(".legendtext", has_text="Actual"))
    expect(chart.locator(".legendtext", has_text="Model")).to_be_visible()
    assert chart.evaluate(APART) > 0.1  # dollars
    panel.get_by_role("slider").press("ArrowRight")
    expect(chart.locator(".legendtext", has_text="Model, 1 day earlier")).to_be_visible()
    assert chart.evaluate(APART) < 1e-6
    expect(panel).to_contain_text("Moved 1 day back, its correlation with the actual line is 1.000")
    expect(page).to_have_url(re.compile("lag=1"))

    page.reload()  # the address alone opens it again
    expect(panel).to_contain_text("Moved 1 day back")
    expect(panel.get_by_role("slider")).to_have_value("1")
