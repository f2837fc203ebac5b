"""From the list of runs to a comparison, and its address to somebody else."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from core.runs.records import Run, RunState
from core.runs.store import Store
from core.runs.workers.reporter import Reporter
from tests.browser.made_runs import begun, report


def missing_by(store: Store, miss: float) -> Run:
    """A run that misses every price by so many dollars."""
    run = begun(store)
    for epoch in (0, 100):
        report(store, run, epoch, miss)
    store.finish(run.id, RunState.FINISHED)
    return run


def expect_difference(page: Page) -> None:
    """The page shows how the second run differs from the first."""
    figures = page.get_by_role("region", name="Figures")
    expect(figures).to_contain_text("$0.50 reference")
    expect(figures).to_contain_text("−$0.40 better $0.10")
    chart = page.get_by_label(re.compile("Predictions of A, B .* as differences from A"))
    expect(chart.locator(".main-svg").first).to_be_visible()


def test_two_runs_are_ticked_compared_and_passed_on(
    page: Page, store: Store, server: str, browser: Browser
) -> None:
    worse, better = missing_by(store, 0.5), missing_by(store, 0.1)
    page.goto("/runs")
    for number, run in enumerate((worse, better), start=1):
        card = page.locator(f".st-key-card_{run.id}")
        card.locator("label:has(input[type=checkbox])").click()
        expect(page.get_by_text(f"{number} ticked")).to_be_visible()
    expect(page).to_have_url(re.compile(f"ticked={worse.id}%2C{better.id}"))
    page.get_by_test_id("stMain").get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    expect(page.get_by_text("B misses least: typically (RMSE) 10 cents")).to_be_visible()
    page.get_by_role("radio", name="A", exact=True).click()
    expect(page).to_have_url(re.compile("reference=A"))
    expect_difference(page)

    other = browser.new_context(base_url=server, viewport={"width": 390, "height": 844})
    with other:
        phone = other.new_page()
        phone.goto(page.url)
        expect_difference(phone)
        overflow = phone.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        assert overflow <= 0


def test_a_comparison_follows_the_runs_that_are_active(page: Page, store: Store) -> None:
    ended, active = missing_by(store, 0.5), begun(store)
    report(store, active, 0, 0.3)
    with Reporter(store, active.id):  # keeps its heart beating
        page.goto(f"/compare?runs={ended.id},{active.id}")
        legend = page.locator(".st-key-compared")
        expect(legend).to_contain_text("0 of 100 epochs")
        page.evaluate("window.same = true")
        report(store, active, 60, 0.2)
        expect(legend).to_contain_text("60 of 100 epochs")
        expect(
            page.get_by_text("So far: B misses least: typically (RMSE) 20 cents")
        ).to_be_visible()
    store.finish(active.id, RunState.FINISHED)
    expect(legend).to_contain_text("Finished: 60 of 100 epochs")
    expect(page.get_by_text("So far")).to_have_count(0)
    assert page.evaluate("window.same")
