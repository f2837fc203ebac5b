"""The report: from a claim to its figures, and on to the page where one sees it oneself."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_a_claim_is_opened_and_its_button_arrives_with_the_settings(page: Page) -> None:
    page.goto("/report")
    claim = page.get_by_role("heading", name="Gradients are clipped at 10")
    expect(claim).to_be_attached()  # before that there is nowhere to go
    page.get_by_role("link", name="Gradients are clipped at 10").first.click()
    expect(page).to_have_url(re.compile("#clip$"))
    expect(claim).to_be_in_viewport()
    page.get_by_text("With which value do its names come out?").click()
    expect(page.locator(".lab-names-beside mark").first).to_have_css("font-weight", "700")
    # By key: while the panel unfolds, the button moves away from under the pointer.
    page.get_by_role("button", name="Clip value 10").press("Enter")
    expect(page).to_have_url(re.compile(r"/names\?.*names_clip_value=10"))
    expect(page.get_by_role("spinbutton", name="Iterations")).to_have_value("10000")


def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/report?open_table1=true&open_direction=true")
    expect(page.locator(".lab-names-beside")).to_be_visible()
    expect(page.locator(".main-svg").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    beside = page.locator(".lab-names-beside")
    assert beside.evaluate("element => element.scrollWidth <= element.clientWidth")
