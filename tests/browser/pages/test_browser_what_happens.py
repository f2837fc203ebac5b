"""What happens here: folded, moving, also on a phone, on both pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

PAGES = {
    "stock": ("/stock?stock_timesteps=9", "9 days in, 1 day out"),
    "names": ("/names", "A letter in, the next letter's odds out"),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_is_folded_and_moves_once_it_is_open(page: Page, name: str) -> None:
    address, words = PAGES[name]
    page.goto(address)
    place = page.get_by_test_id("happens")
    picture = place.get_by_role("img")
    expect(place).to_contain_text(words)
    expect(picture).not_to_be_visible()
    place.locator("summary").click()
    expect(picture).to_have_accessible_name(re.compile("one by one|day by day"))
    expect(place).to_have_attribute("data-step", "1")
    place.get_by_role("button", name="Pause").click()
    expect(place.get_by_role("button", name="Play")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    fits = "place => place.querySelector('svg').getBBox().width <= place.clientWidth"
    assert place.evaluate(fits)
