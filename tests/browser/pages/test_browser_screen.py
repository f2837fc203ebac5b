"""The stock page on the screens that it is looked at with, and the tools on its charts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Dashboard
from core.names.settings import NamesSettings
from core.stocks.settings import StockSettings
from tests.browser.made_runs import trained
from tests.browser.steps import at_rest, fill_in, finished

SCREENS = [(1024, 768), (1280, 900), (1920, 1080)]


@pytest.fixture(scope="module")
def address(shared: Dashboard) -> str:
    """Where a finished run is on show."""
    run = trained(shared.store, StockSettings(epochs=3, units=8, layers=1))
    return f"{shared.address}/stock?run={run.id}"


@pytest.fixture
def run(page: Page, address: str) -> None:
    """The run, on show."""
    page.goto(address)
    finished(page, "3 of 3 epochs")


@pytest.mark.usefixtures("run")
def test_chart_transport_and_verdict_fit_one_screen(page: Page) -> None:
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for part in (".lab-prices .legend", ".lab-transport", ".lab-verdict"):
            expect(page.locator(part)).to_be_in_viewport(ratio=0.99)


@pytest.mark.usefixtures("run")
def test_presented_the_picture_is_large_and_the_settings_are_gone(page: Page) -> None:
    type_size = "element => parseFloat(getComputedStyle(element).fontSize)"
    before = page.get_by_test_id("status").evaluate(type_size)
    page.get_by_text("Present", exact=True).click()
    expect(page).to_have_url(re.compile("present=true"))
    expect(page.get_by_role("spinbutton", name="Epochs")).not_to_be_visible()
    page.reload()
    finished(page)
    expect(page.get_by_role("spinbutton", name="Epochs")).not_to_be_visible()
    assert page.get_by_test_id("status").evaluate(type_size) == pytest.approx(1.6 * before, 0.01)
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".lab-prices")).to_have_css("height", f"{round(0.65 * height)}px")
        for part in (".lab-prices .legend", ".lab-transport", ".lab-verdict"):
            expect(page.locator(part)).to_be_in_viewport(ratio=0.99)
    page.get_by_text("Present", exact=True).click()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_be_visible()


def test_a_change_moves_no_button(page: Page, shared: Dashboard) -> None:
    """Who has typed a number is about to click Train: on the page with the longer title."""
    run = trained(shared.store, NamesSettings(iterations=20, checkpoint_interval=10))
    page.goto(f"{shared.address}/names?run={run.id}")
    finished(page, "20 of 20 iterations")
    button = page.get_by_role("button", name="Train", exact=True)
    changes = page.locator(".st-key-changes")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        at_rest(page)
        before = button.bounding_box()
        fill_in(page, "Hidden units", "7")
        fill_in(page, "Learning rate", "0.0025")
        expect(changes).to_contain_text("learning rate 0.01 → 0.0025")
        at_rest(page)
        assert button.bounding_box() == before
        page.get_by_role("button", name="Undo").click()
        expect(changes).to_have_count(0)


@pytest.mark.usefixtures("run")
def test_no_tool_of_a_chart_sends_anything_away(page: Page) -> None:
    tools = page.locator(".lab-prices .modebar-btn")
    expect(tools).to_have_count(4)
    labels = ["Zoom", "Reset axes", "Save as PNG", "Save as SVG"]
    for tool, label in zip(tools.all(), labels, strict=True):
        expect(tool).to_have_accessible_name(label)
        expect(tool).to_have_role("button")
    page.locator(".lab-prices").hover()
    for kind in ("PNG", "SVG"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Save as {kind}").first.press("Enter")
        assert saved.value.suggested_filename == f"sequence-lab.{kind.lower()}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_on_a_tool_is_seen(browser: Browser, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    themed = context.new_page()
    themed.goto(address)
    tool = themed.locator(".lab-prices").get_by_role("button", name="Reset axes")
    expect(tool).to_be_attached()
    themed.get_by_role("button", name="Play").focus()
    themed.keyboard.press("Shift+Tab")  # the tools stand before it
    focused = themed.locator(".modebar-btn:focus")
    expect(focused).to_have_css("outline-style", "solid")
    colour = "element => getComputedStyle(element).getPropertyValue('--st-primary-color')"
    primary = themed.locator(".lab-stock").evaluate(colour).strip()
    ring = [int(primary[place : place + 2], 16) for place in (1, 3, 5)]
    expect(focused).to_have_css("outline-color", f"rgb({ring[0]}, {ring[1]}, {ring[2]})")
    expect(themed.locator(".lab-prices .modebar")).to_have_css("opacity", "1")
    context.close()
