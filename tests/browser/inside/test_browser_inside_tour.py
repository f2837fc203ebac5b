"""The tour of the cell: guesses, what is done at once, leaving and resuming, a pasted link."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.inside.test_browser_inside import at_step, opened

NAMED = "/inside?run=demo-names&checkpoint=10000&input=tyrannosaurus"


def station(page: Page, number: int) -> Locator:
    """The tour, once it is at a station and the page shows what that is about."""
    tour = page.get_by_test_id("tour")
    expect(tour).to_have_attribute("data-station", str(number))
    expect(tour.locator(".tour-progress")).to_contain_text(f"{number} of")
    return tour


def done(tour: Locator) -> None:
    expect(tour).to_have_attribute("data-done", "true")


def guess(tour: Locator, words: str | re.Pattern[str]) -> None:
    """Takes a guess, and waits until the page has said whether it is right."""
    expect(tour.locator(".tour-because")).to_be_empty()
    tour.get_by_role("button", name=words).click()
    expect(tour.locator(".tour-because")).not_to_be_empty()
    expect(tour.locator(".tour-choices .right")).to_contain_text("✓")


def test_the_tour_is_walked_left_and_resumed(page: Page) -> None:
    inside = opened(page, "/inside")
    page.get_by_role("button", name="Take the tour").click()
    tour = station(page, 1)
    expect(inside).to_have_attribute("data-trace", re.compile("tyrannosaurus"))
    expect(tour).to_have_attribute("data-done", "false")
    page.keyboard.press("ArrowRight")
    done(tour)
    tour.get_by_role("button", name="Next").click()
    station(page, 2)
    at_step(inside, 2)
    expect(tour).to_have_attribute("data-done", "false")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    done(tour)
    page.keyboard.press("Enter")  # Next still has the focus
    station(page, 3)
    inside.locator("g.wire[data-symbol=a] .strip rect[data-unit='6']").first.click()
    done(tour)
    tour.get_by_role("button", name="Next").click()
    station(page, 4)
    expect(tour).to_have_attribute("data-done", "false")
    inside.get_by_text(re.compile(r"^\d+ terms$")).first.click()
    done(tour)
    tour.get_by_role("button", name="Leave").click()
    page.wait_for_url(lambda url: "station" not in url)
    expect(inside).to_have_attribute("data-trace", re.compile("tyrannosaurus"))
    at_step(inside, 4)
    page.get_by_role("button", name="Resume the tour at 4").click()
    station(page, 4)
    page.wait_for_url("**station=4**")


def test_it_asks_before_it_shows(page: Page) -> None:
    inside = opened(page, f"{NAMED}&step=5&station=5")
    tour = station(page, 5)
    guess(tour, "“n”")
    at_step(inside, 6)
    expect(tour.locator(".tour-because")).to_contain_text("Not so. It expects “o” most")
    done(tour)
    tour.get_by_role("button", name="Next").click()
    station(page, 6)
    expect(inside).to_have_attribute("data-way", "forward")
    guess(tour, "At step 14")
    expect(tour.locator(".tour-because")).to_contain_text("Right.")
    expect(inside).to_have_attribute("data-way", "back")
    at_step(inside, 14)
    inside.get_by_role("slider", name="Step").fill("7")
    page.keyboard.press("ArrowLeft")
    inside.get_by_role("button", name="Step before").click()
    done(tour)
    page.go_back()
    page.wait_for_url(lambda url: "step=6" not in url)


def test_the_unit_is_found_and_its_memory_taken_away(page: Page) -> None:
    inside = opened(
        page,
        "/inside?run=demo-lstm&checkpoint=100&input=2019-11-08&layer=2&step=10&view=time&station=7",
    )
    tour = station(page, 7)
    unit = inside.get_by_role("spinbutton", name="Unit")
    unit.fill("3")
    expect(inside).to_have_attribute("data-unit", "3")
    expect(tour).to_have_attribute("data-done", "false")
    unit.fill("10")
    done(tour)
    tour.get_by_role("button", name="Next").click()
    station(page, 8)
    expect(page.get_by_test_id("sentence")).not_to_contain_text("was")
    guess(tour, "It is 0")
    expect(page.get_by_test_id("sentence")).to_contain_text("(was 0.")
    expect(tour.locator(".tour-choices .right")).to_have_text("Only what this day adds is left ✓")
    page.wait_for_url("**change=f2**")


def test_a_pasted_link_shows_a_station_and_its_panel_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    inside = opened(page, "/inside?run=demo-lstm&checkpoint=100&input=2019-11-08&layer=2&station=9")
    tour = station(page, 9)
    guess(tour, re.compile("the last day"))
    expect(page.get_by_text(re.compile("mattered most"))).to_be_attached()
    tour.get_by_role("button", name="Go to the panel").click()
    expect(page.locator(".st-key-inside_mattered")).to_be_in_viewport()
    assert inside.evaluate("place => place.scrollWidth <= place.clientWidth")
    link = page.url
    page.goto("/inside")
    expect(page.get_by_test_id("tour")).to_have_attribute("data-station", "0")
    page.goto(link)
    expect(station(page, 9).locator(".tour-because")).to_contain_text("2019-11-07")


def test_the_glossary_leads_to_where_a_term_is_seen(page: Page) -> None:
    page.goto("/glossary?find=forget gate")
    expect(page.get_by_role("heading", name="Forget gate", level=3)).to_be_visible()
    expect(page.get_by_role("heading", name="Softmax", level=3)).not_to_be_attached()
    page.get_by_role("link", name="The forget gate of an LSTM").click()
    inside = page.get_by_test_id("inside")
    expect(inside).to_have_attribute("data-trace", re.compile("demo-lstm"))
    at_step(inside, 10)


def test_the_training_is_watched_to_its_end_and_the_tour_with_it(page: Page) -> None:
    inside = opened(
        page, "/inside?run=demo-names&checkpoint=0&input=tyrannosaurus&view=training&station=11"
    )
    tour = station(page, 11)
    expect(tour).to_have_attribute("data-done", "false")
    expect(inside).to_have_attribute("data-film", re.compile("/films/"))
    inside.locator(".lab-transport input[type=range]").press("End")
    done(tour)
    tour.get_by_role("button", name="Next").click()
    station(page, 12)
    expect(tour).to_have_attribute("data-done", "false")
    tour.get_by_role("button", name="Dinosaur names").click()
    page.wait_for_url("**/names**")
    page.get_by_role("link", name="Inside the cell").click()
    expect(page.get_by_role("button", name="Resume the tour at 12")).to_be_visible()
