"""From the home page to the list of runs and back into a run."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from core.runs.records import Run, RunState
from core.runs.store import Store
from core.runs.workers.reporter import Reporter
from tests.browser.made_runs import begun, finished, finished_names, report
from tests.browser.steps import at_rest

COUNT_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) window.shifted += shift.value;
    }).observe({ type: "layout-shift" });
"""


def card_of(page: Page, run: Run) -> Locator:
    return page.locator(f".st-key-card_{run.id}")


def followed_card(page: Page, run: Run) -> Locator:
    """The card, once the scripts that follow it have been loaded: they name it."""
    card = card_of(page, run)
    expect(card).to_have_attribute("aria-label", re.compile("^(General Electric|Dinosaur names): "))
    return card


def requests_of(page: Page) -> list[str | bytes]:
    """What the page will have asked of Streamlit: every run of its script is one of these."""
    sent: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))

    page.on("websocket", listen)
    return sent


def test_one_click_at_home_trains_on_real_data(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Train on GE").click()
    expect(page).to_have_url(re.compile(r"/stock\?run="))
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 100 of 100 epochs")


def test_a_run_is_opened_changed_and_trained_again(page: Page) -> None:
    page.goto("/stock?stock_epochs=2&stock_units=8&stock_layers=1&stock_timesteps=11")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 2 of 2")
    expect(page).to_have_url(re.compile("run="))
    run_id = parse_qs(urlsplit(page.url).query)["run"][0]
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", name="Sequence Lab")).to_be_visible()
    page.get_by_role("link", name="Runs", exact=True).first.click()
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    card = page.locator(f".st-key-card_{run_id}")
    expect(card).to_contain_text("11 timesteps")
    expect(card).to_contain_text("repeating yesterday: 24 cents")
    card.get_by_role("link", name=re.compile("Open")).click()
    timesteps = page.get_by_role("spinbutton", name="Timesteps")
    expect(timesteps).to_have_value("11")
    timesteps.fill("12")
    timesteps.press("Enter")
    expect(page).to_have_url(re.compile("stock_timesteps=12"))
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".legendtext", has_text="Before: timesteps 11")).to_be_visible()
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 2 of 2")


def test_cards_follow_their_runs_without_a_reload_a_script_or_a_jump(
    page: Page, store: Store
) -> None:
    asked = requests_of(page)
    page.goto("/")
    expect(page.get_by_test_id("spoken")).to_be_attached()
    page.evaluate("window.same = true")
    run = begun(store)
    with Reporter(store, run.id):  # keeps its heart beating
        card = card_of(page, run)
        expect(card).to_contain_text("Running")
        report(store, run, 0)
        report(store, run, 20)
        expect(card).to_contain_text("20 of 100 epochs")
        at_rest(page)  # the cards below have made room for it
        page.evaluate(COUNT_SHIFTS)
        before = len(asked)
        for epoch in (40, 60):
            report(store, run, epoch)
            expect(card).to_contain_text(f"{epoch} of 100 epochs")
        assert len(asked) == before
    report(store, run, 100)
    store.finish(run.id, RunState.FINISHED)
    expect(card).to_contain_text("Typical miss (RMSE) 50 cents; repeating yesterday: 24 cents")
    expect(page.get_by_test_id("spoken")).to_contain_text("General Electric: Finished: 100 of 100")
    assert page.evaluate("window.same")
    assert page.evaluate("window.shifted") < 0.02


def test_a_run_is_deleted_by_keyboard_and_the_focus_is_kept(page: Page, store: Store) -> None:
    older, newer = finished(store), finished(store)
    page.goto("/runs")
    delete = followed_card(page, newer).get_by_role("button", name="Delete")
    asked = page.get_by_role("dialog", name="Delete")
    good = asked.get_by_role("button", name="Delete for good")
    delete.press("Enter")
    expect(asked).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(delete).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked).to_be_focused()
    page.keyboard.press("Tab")
    expect(good).to_be_focused()
    page.keyboard.press("Enter")
    expect(card_of(page, newer)).to_have_count(0)
    expect(page.get_by_test_id("spoken")).to_have_text("Run deleted: General Electric")
    expect(asked).to_have_count(0)
    next_one = page.get_by_role("group", name=re.compile("General Electric: Finished")).first
    expect(next_one).to_have_class(re.compile(f"st-key-card_{older.id}"))
    expect(next_one.get_by_role("link")).to_be_focused()


def test_the_focus_stays_on_the_card_of_a_run_that_is_stopped(page: Page, store: Store) -> None:
    run = begun(store)
    for epoch in (0, 20):
        report(store, run, epoch)
    with Reporter(store, run.id):  # keeps its heart beating
        page.goto("/runs")
        card = followed_card(page, run)
        card.get_by_role("button", name="Stop").press("Enter")
        expect(page.get_by_test_id("spoken")).to_have_text("Stopping the run on General Electric")
        assert store.should_stop(run.id)
    store.finish(run.id, RunState.STOPPED)
    expect(card).to_contain_text("Typical miss (RMSE) 50 cents after 20 of 100 epochs")
    expect(page.get_by_test_id("spoken")).to_contain_text("Stopped after 20 of 100 epochs")
    expect(card.get_by_role("link", name=re.compile("Open"))).to_be_focused()


def test_every_page_has_its_title_and_headings_that_skip_no_level(page: Page, store: Store) -> None:
    stock, names = f"/stock?run={finished(store).id}", f"/names?run={finished_names(store).id}"
    titles = {
        "/": "Home",
        "/stock": "Stock prices",
        stock: "Stock prices",
        "/names": "Dinosaur names",
        names: "Dinosaur names",
        "/runs": "Runs",
        "/compare": "Compare",
        f"/compare?runs={finished(store).id},{finished(store).id}": "Compare",
    }
    for path, title in titles.items():
        page.goto(path)
        expect(page).to_have_title(f"{title} · Sequence Lab")
        at_rest(page)
        headings = page.locator("h1, h2, h3, h4, h5, h6")
        expect(headings.first).to_be_visible()
        levels = headings.evaluate_all("all => all.map((heading) => Number(heading.tagName[1]))")
        steps = zip([0, *levels], levels, strict=False)
        assert all(level <= above + 1 for above, level in steps), (path, levels)
        assert levels.count(1) == 1, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone(page: Page, store: Store, scheme: str) -> None:
    finished(store)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/", "/stock", "/names", "/runs", "/compare"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if path in ("/", "/runs"):
            expect(page.locator("[class*='st-key-card_']").first).to_be_visible()
        overflow = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        assert overflow <= 0, path


def test_a_database_that_is_away_is_told_wherever_one_is_and_comes_back(
    page: Page, store: Store
) -> None:
    run = begun(store)
    report(store, run, 1)
    file = Path(store.url.removeprefix("sqlite:///"))
    with Reporter(store, run.id):  # keeps its heart beating
        page.goto(f"/stock?run={run.id}")
        status = page.get_by_test_id("status")
        expect(status).to_contain_text("1 of 100 epochs")
        away = file.rename(file.with_name("away.sqlite"))
        try:
            expect(status).to_contain_text("Waiting for the database: its file lab.sqlite was del")
            page.reload()
            expect(page.get_by_role("alert")).to_contain_text("put it back, or restart")
        finally:
            away.rename(file)
        page.get_by_role("button", name="Try again").click()
        expect(status).to_contain_text("1 of 100 epochs")
    store.finish(run.id, RunState.STOPPED)
