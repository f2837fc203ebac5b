"""From the home page to the list of runs and back into a run."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect


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
    expect(card).to_contain_text("Finished")
    card.get_by_role("link", name=re.compile("Open")).click()
    timesteps = page.get_by_role("spinbutton", name="Timesteps")
    expect(timesteps).to_have_value("11")
    timesteps.fill("12")
    timesteps.press("Enter")
    expect(page).to_have_url(re.compile("stock_timesteps=12"))
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".legendtext", has_text="Before: timesteps 11")).to_be_visible()
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 2 of 2")


def test_pages_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", "/stock", "/names", "/runs"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        overflow = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        assert overflow <= 0, path
