"""What if ...? Interfere inside a cell, see both futures, undo, pass a link on."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.inside.test_browser_inside import at_step, opened
from tests.browser.steps import at_rest


def chips(page: Page) -> Locator:
    return page.get_by_role("list", name="Your changes").get_by_role("listitem")


def verdict(page: Page) -> Locator:
    return page.get_by_test_id("futures-verdict")


def test_two_changes_are_made_by_keys_seen_and_undone(page: Page) -> None:
    inside = opened(page, "/inside?run=demo-lstm&step=10&unit=3")
    sentence = page.get_by_test_id("sentence")
    expect(sentence).to_contain_text("It says $10.95 for the next day")
    expect(verdict(page)).not_to_be_visible()
    page.get_by_text("What if …?").focus()
    page.keyboard.press("Enter")
    forget = page.get_by_role("button", name="Hold the forget gate of layer 1 at 0")
    forget.press("Enter")
    expect(chips(page)).to_have_count(1)
    expect(forget).to_be_focused()
    expect(forget).to_have_attribute("aria-pressed", "true")
    expect(verdict(page)).to_contain_text(re.compile(r"With the forget gate .* instead of \$10.95"))
    page.wait_for_url("**change=f1%3D0**")
    at_step(inside, 10)
    price = page.get_by_role("spinbutton", name="Another price")
    price.fill("12.5")
    price.press("Enter")
    expect(chips(page).last).to_contain_text("price of 2019-11-07 at $12.50")
    expect(verdict(page)).to_contain_text("With these 2 changes it says")
    expect(page.get_by_test_id("futures").get_by_role("row")).to_have_count(5)
    expect(inside.locator("g.wire[data-symbol=f]")).to_have_class(re.compile("differs"))
    forget_card = inside.locator(".inside-card", has=page.get_by_role("heading", name="Forget"))
    expect(forget_card.locator(".was").last).to_have_text(re.compile(r"^, was 0\.\d+$"))
    inside.get_by_text("Numbers of this step").click()
    expect(page.get_by_test_id("numbers").locator("[aria-current] .was").first).to_be_visible()
    page.keyboard.press("ArrowLeft")
    at_step(inside, 9)
    page.wait_for_url("**change=f1%3D0**change=day9%3D12.5**step=9**")
    page.get_by_role("button", name="Undo: forget gate").press("Enter")
    expect(chips(page)).to_have_count(1)
    expect(chips(page).get_by_role("button")).to_be_focused()
    expect(verdict(page)).to_contain_text("With the price of 2019-11-07 at $12.50 it says")
    page.get_by_role("button", name="Undo all").click()
    expect(chips(page)).to_have_count(0)
    expect(verdict(page)).not_to_be_visible()
    expect(inside.locator("summary", has_text="What if")).to_be_focused()
    expect(inside.locator(".was")).to_have_count(0)
    page.wait_for_url(lambda url: "change" not in url)
    at_rest(page)
    page.go_back()
    expect(chips(page)).to_have_count(1)
    at_rest(page)
    page.go_forward()
    expect(chips(page)).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(sentence).to_contain_text("It says $10.95 for the next day")


def test_drawn_letters_part_where_one_is_overridden(page: Page) -> None:
    inside = opened(page, "/inside?input=aardonyx&step=3")
    page.get_by_text("What if …?").click()
    page.get_by_role("spinbutton", name="Dice").fill("3")
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(chips(page)).to_have_text(["letters after “aa” drawn with dice 3✕"])
    expect(page.get_by_role("textbox", name="Name, or its first letters")).to_have_value("aa")
    inside.get_by_role("button", name="Next step").click()
    at_step(inside, 4)
    page.get_by_role("combobox", name="Letter that comes next").select_option("x")
    page.get_by_role("button", name="Let it come").click()
    expect(verdict(page)).to_contain_text("“x” after step 4")
    expect(verdict(page)).to_contain_text("they part after step 4")
    futures = page.get_by_test_id("futures")
    changed, before = (futures.get_by_role("row", name=row) for row in ("Changed", "As it is"))
    for row in (changed, before):
        expect(row.locator("td:not(.differs)").first).to_have_text("a")
        expect(row.locator("td").nth(3)).to_have_class(re.compile("differs"))
        expect(row.locator("td").nth(2)).not_to_have_class(re.compile("differs"))
    expect(changed.locator("td").nth(3)).to_have_text("x")
    changed.locator("td").nth(1).click()
    at_step(inside, 2)
    page.get_by_role("button", name="Undo the last").click()
    expect(futures).not_to_be_visible()
    expect(chips(page)).to_have_count(1)
    page.get_by_role("button", name="Undo the last").click()
    expect(chips(page)).to_have_count(0)
    expect(inside.locator(".inside-stepper output")).to_have_text("step 2 of 3")
    at_rest(page)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_pasted_link_shows_the_changes_and_their_difference(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    inside = opened(
        page, "/inside?run=demo-gru&view=time&future=difference&change=z1%3D1&change=a2.3%3D0"
    )
    expect(chips(page)).to_have_text(
        ["update gate of layer 1 held at 1✕", "unit 4 of layer 2 silenced✕"]
    )
    expect(verdict(page)).to_contain_text("With these 2 changes it says")
    heading = inside.locator(".inside-map h4").first
    expect(heading).to_contain_text("Hidden state, changed minus as it was")
    assert inside.evaluate("place => place.scrollWidth <= place.clientWidth")
    inside.get_by_role("combobox", name="Changed or as it was").select_option("before")
    expect(heading).to_contain_text("Hidden state, as it was")
    page.wait_for_url("**future=before**")
