"""Inside the cell: step, play, go back, unfold a sum, follow a unit, pass a link on."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import at_rest

LSTM = "/inside?run=demo-lstm&layer=2"


def opened(page: Page, address: str) -> Locator:
    """The page with its numbers."""
    page.goto(address)
    inside = page.get_by_test_id("inside")
    expect(inside).to_have_attribute("data-trace", re.compile("/traces/"))
    return inside


def at_step(inside: Locator, step: int) -> None:
    expect(inside).to_have_attribute("data-step", str(step))


def test_keys_step_and_the_address_follows(page: Page) -> None:
    inside = opened(page, "/inside?input=rex")
    sentence = page.get_by_test_id("sentence")
    expect(sentence).to_contain_text("Step 1 of 4 begins with nothing")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(sentence).to_contain_text("Step 3 of 4 reads “e”")
    expect(sentence).to_contain_text("“x” came")
    page.wait_for_url("**step=3**")
    page.go_back()
    at_step(inside, 1)
    page.go_forward()
    at_step(inside, 3)
    page.keyboard.press("ArrowLeft")
    at_step(inside, 2)
    inside.locator(".inside-cell").focus()
    page.keyboard.press("ArrowDown")
    expect(inside).to_have_attribute("data-unit", "2")
    inside.get_by_role("slider", name="Step").focus()
    page.keyboard.press("End")
    at_step(inside, 4)
    expect(inside.get_by_role("button", name="Next step")).to_be_disabled()


def test_back_over_an_input_and_a_way_shows_both_as_they_were(page: Page) -> None:
    inside = opened(page, "/inside?input=rex")
    name = page.get_by_role("textbox", name="Name, or its first letters")
    name.fill("rax")
    name.press("Enter")
    expect(inside).to_have_attribute("data-trace", re.compile("input=rax"))
    forward = page.get_by_test_id("equations").get_by_role("heading", name="Output")
    expect(forward).to_be_visible()
    inside.get_by_role("button", name="Way back").click()
    expect(forward).not_to_be_attached()
    page.wait_for_url("**way=back**")
    at_rest(page)
    page.evaluate("history.go(-2)")
    expect(inside).to_have_attribute("data-trace", re.compile("input=rex"))
    expect(forward).to_be_visible()


def test_a_unit_of_the_heat_map_is_followed_everywhere(page: Page) -> None:
    inside = opened(page, f"{LSTM}&view=time&step=5")
    plot = inside.locator(".inside-map .nsewdrag").first
    expect(plot).to_be_visible()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] * 2.5 / 12)  # the third of 12 rows
    expect(inside).to_have_attribute("data-unit", "3")
    at_step(inside, 1)
    page.wait_for_url("**unit=3**")
    inside.get_by_role("button", name="Step by step").click()
    expect(page.get_by_test_id("sentence")).to_contain_text("Unit 3")
    expect(inside.locator(".inside-maps")).not_to_be_visible()


def test_a_pasted_link_shows_the_same_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    inside = opened(
        page, "/inside?run=demo-gru&checkpoint=20&input=2019-10-07&step=7&unit=4&layer=2"
    )
    for name, value in {"step": "7", "unit": "4", "layer": "2", "way": "forward"}.items():
        expect(inside).to_have_attribute(f"data-{name}", value)
    expect(page.get_by_test_id("sentence")).to_contain_text("Step 7 of 10 reads 2019-10-01")
    assert inside.evaluate("place => place.scrollWidth <= place.clientWidth")
    inside.get_by_text("Numbers of this step").click()
    expect(page.get_by_test_id("numbers").locator("[aria-current] th")).to_have_text("4")


def test_panels_and_their_numbers_stand_in_the_address(page: Page) -> None:
    inside = opened(page, f"{LSTM}&gradient_steps=20")
    page.get_by_text(re.compile("^How far back does a gradient reach")).click()
    words = page.get_by_text(re.compile("^Of the gradient at the last of"))
    expect(words).to_contain_text("last of 20 steps")
    page.get_by_role("slider", name="Steps").press("ArrowLeft")
    expect(words).to_contain_text("last of 19 steps")
    inside.get_by_role("button", name="Next step").click()
    page.wait_for_url(re.compile("gradient_steps=19.*open=gradient.*&step=2"))
    page.go_back()
    page.go_back()
    expect(words).to_contain_text("last of 20 steps")
