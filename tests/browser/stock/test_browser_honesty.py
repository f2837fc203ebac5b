"""A common mistake as a user meets it: chosen, marked, caught by scrambling tomorrow, measured."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import at_rest, finished, train


def scramble(page: Page) -> Locator:
    """Opens the panel, clicks its button and returns the verdict."""
    page.get_by_text("Does it know tomorrow?").click()
    at_rest(page)
    # By key: while a panel unfolds, what is in it moves away from under the pointer.
    page.get_by_role("button", name="Scramble tomorrow").press("Enter")
    verdict = page.get_by_text(re.compile("knows? tomorrow\\."))
    expect(verdict).to_be_visible()
    return verdict


def test_a_mistake_is_caught_by_scrambling_tomorrow(page: Page) -> None:
    page.goto("/stock?stock_epochs=3&stock_units=8&stock_layers=1")
    page.get_by_text("Try a common mistake").click()
    page.get_by_text("Scaler fitted on all rows").click()
    expect(page).to_have_url(re.compile("stock_mistake="))
    train(page)
    finished(page)
    expect(page.get_by_text("Made with a mistake on purpose")).to_be_visible()
    expect(scramble(page)).to_contain_text("Another price")

    page.get_by_role("button", name="Train the honest one").click()
    expect(page.locator(".lab-settings")).not_to_contain_text("mistake")
    finished(page)
    expect(page.get_by_text("otherwise trained the same")).to_be_visible()
    expect(scramble(page)).to_contain_text("The same to the last bit")
