"""Inside the cell: choose a day, come from a prediction, zoom by keys, unfold a large network."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.events import Checkpoint, Weights
from core.runs.records import Run, RunState
from core.runs.store import Store
from core.stocks.engines.engine import named
from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.windows import prepare
from tests.browser.inside.test_browser_inside import opened
from tests.browser.made_runs import begun
from tests.browser.steps import at_rest

LARGE = StockSettings(epochs=2, layers=2, units=256, timesteps=12)
LAST = "2019-11-08"


@pytest.fixture(scope="module")
def large(store: Store) -> Run:
    """A run of a network whose weights are too many to be sent at once, kept at epoch 0 and 2."""
    run = begun(store, LARGE)
    random = np.random.default_rng(0)
    weights = named([0.1 * random.standard_normal(shape, np.float32) for shape in shapes(LARGE)])
    prediction = prepare(LARGE, bundled_prices("GE")).test.actual + 0.3
    for epoch in range(3):
        store.append(run.id, [Checkpoint(epoch, 0.1, epoch, {"prediction": prediction + epoch})])
    store.append(run.id, [Weights(epoch, weights, stays=True) for epoch in (0, 2)])
    store.finish(run.id, RunState.FINISHED)
    return run


def zoomed(inside: Locator, level: str) -> None:
    expect(inside).to_have_attribute("data-zoom", level)


def test_a_day_is_chosen_on_the_chart_and_by_keys(page: Page) -> None:
    inside = opened(page, "/inside?run=demo-lstm&step=4")
    page.get_by_text("Which day? Choose it on the chart").click()
    said = page.get_by_test_id("day-said")
    expect(said).to_contain_text(f"{LAST}: the network says $")
    expect(said).to_contain_text("repeating yesterday would say $")
    plot = page.get_by_test_id("day-chart").locator(".nsewdrag")
    expect(plot).to_be_visible()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    page.wait_for_url("**input=2019-04-**")
    expect(page.get_by_test_id("sentence")).to_contain_text("Step 1 of 10 reads 2019-0")
    expect(said).to_contain_text("2019-04-")
    page.get_by_role("group", name=re.compile("^Choose a day")).focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("2019-11-07: the network says")
    page.wait_for_url("**input=2019-11-07**")
    expect(inside).to_have_attribute("data-trace", re.compile("input=2019-11-07"))


def test_a_prediction_leads_to_the_numbers_inside(page: Page, large: Run) -> None:
    page.goto(f"/stock?run={large.id}")
    why = page.get_by_test_id("why")
    link = why.get_by_role("link")
    expect(link).to_have_text(re.compile(rf"^Why did it say \$13\.\d\d on {LAST}\?$"))
    why.get_by_role("button", name="Day before").press("Enter")
    expect(link).to_have_text(re.compile("on 2019-11-07"))
    page.get_by_role("slider", name="Epoch").focus()
    page.keyboard.press("ArrowLeft")
    expect(link).to_contain_text("epoch 2: of this one no weights are kept")
    plot = page.locator(".lab-prices .nsewdrag")
    box = plot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.5)
    expect(link).not_to_contain_text("2019-11-07")
    words = re.search(r"on ([\d-]+)", link.inner_text())
    assert words is not None
    link.press("Enter")
    expect(page.get_by_test_id("inside")).to_have_attribute(
        "data-trace", re.compile(rf"/traces/{large.id}\?checkpoint=2&input={words[1]}")
    )


def test_one_zooms_by_keys_from_the_network_to_a_product_and_to_where_it_comes_from(
    page: Page,
) -> None:
    inside = opened(page, "/inside?run=demo-lstm&layer=2&step=6&unit=4&zoom=network")
    boxes = inside.locator(".inside-network .cell")
    expect(boxes).to_have_count(2 * 10)
    expect(inside.locator(".inside-network .cell.chosen")).to_have_count(1)
    for level in ("layer", "cell", "unit", "product"):
        page.keyboard.press("+")
        zoomed(inside, level)
    lit = inside.get_by_role("button", name="Product", exact=True)
    expect(lit).to_have_attribute("aria-pressed", "true")
    page.wait_for_url("**zoom=product**")
    numbers = inside.locator(".inside-factors .inside-large")
    value, weight, product = (text.replace("−", "-") for text in numbers.all_inner_texts())
    assert float(value) * float(weight) == pytest.approx(float(product), rel=0.01)
    inside.get_by_role("combobox", name="Sum").select_option("zi")
    inside.get_by_role("button", name="Smaller product").press("Enter")
    page.wait_for_url("**term=zi.**")
    terms = inside.locator(".inside-product .inside-term")
    terms.filter(has_text="unit 3").first.press("Enter")
    page.get_by_role("button", name="Go there").press("Enter")
    zoomed(inside, "unit")
    expect(inside).to_have_attribute("data-unit", "3")
    page.wait_for_url("**zoom=unit**")
    at_rest(page)
    page.go_back()
    zoomed(inside, "product")
    page.keyboard.press("-")
    zoomed(inside, "unit")


def test_a_layer_is_seen_step_by_step_and_on_its_way_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    inside = opened(page, "/inside?run=demo-gru&zoom=layer&step=7&layer=2")
    drawing = inside.get_by_role("img", name=re.compile("^Layer 2 at steps .*: a "))
    expect(drawing.locator(".column.now")).to_have_count(1)
    assert inside.evaluate("place => place.scrollWidth <= place.clientWidth")
    drawing.locator(".column.now .strip").first.locator("[data-unit='2']").click()
    expect(inside).to_have_attribute("data-unit", "3")
    inside.get_by_role("button", name="Way back").click()
    expect(inside.get_by_role("img", name=re.compile("unit 3: da "))).to_be_visible()


def test_presented_the_drawing_is_large_and_the_choices_are_gone(page: Page) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    inside = opened(page, "/inside?run=demo-lstm&layer=2&step=6")
    type_size = "element => parseFloat(getComputedStyle(element).fontSize)"
    button = inside.get_by_role("button", name="Next step")
    before = button.evaluate(type_size)
    page.get_by_text("Present", exact=True).click()
    page.wait_for_url("**present=true**")
    expect(page.get_by_text("Day that is predicted")).not_to_be_visible()
    expect(inside.get_by_role("combobox", name="Speed")).not_to_be_visible()
    assert button.evaluate(type_size) == pytest.approx(1.6 * before, 0.01)
    cell = inside.locator(".inside-cell svg")
    expect(cell).to_be_in_viewport(ratio=0.99)
    box = cell.bounding_box()
    assert box is not None
    assert box["height"] > 0.6 * 1080
    for level in ("Network", "Layer 2"):
        inside.get_by_role("button", name=level).click()
        expect(inside.locator("svg:visible")).to_be_in_viewport(ratio=0.99)
