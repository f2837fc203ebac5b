"""A training as a film: play, scrub, follow a unit, pass a link on."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from core.inside.demonstrations import demonstration
from core.inside.film import NAMES, SEED
from core.names.sampling import sample_names
from core.names.sources import bundled_names

NAMED = "/inside?input=rex&view=training"
LSTM = "/inside?run=demo-lstm&layer=2&view=training"

RECORD = """place => {
  place.seen = [];
  const note = () => place.seen.push(Number(place.dataset.checkpoint));
  new MutationObserver(note).observe(place, {attributeFilter: ["data-checkpoint"]});
}"""


def opened(page: Page, address: str) -> Locator:
    """The page with its film."""
    page.goto(address)
    inside = page.get_by_test_id("inside")
    expect(inside).to_have_attribute("data-film", re.compile("/films/"))
    return inside


def at_checkpoint(inside: Locator, step: int) -> None:
    expect(inside).to_have_attribute("data-checkpoint", str(step))


def drawn(step: int) -> list[str]:
    """The names that belong to a checkpoint of the demonstration."""
    parameters = demonstration("demo-names").weights[step]
    names = sample_names(parameters, bundled_names().alphabet, count=NAMES, seed=SEED)
    return [name.title for name in names]


def colours(inside: Locator, name: str) -> list[int]:
    """The pixels of a map."""
    canvas = inside.get_by_role("img", name=re.compile(f"^{name}"))
    pixels: list[int] = canvas.evaluate(
        "map => [...map.getContext('2d').getImageData(0, 0, map.width, map.height).data]"
    )
    return pixels


def test_it_plays_to_the_end_and_is_scrubbed_back_to_the_beginning(page: Page) -> None:
    inside = opened(page, f"{NAMED}&checkpoint=0")
    names = page.get_by_test_id("film-names").get_by_role("listitem")
    sentence = page.get_by_test_id("sentence")
    slider = inside.get_by_role("slider", name="Checkpoint")
    expect(names).to_have_text(drawn(0))
    expect(sentence).to_contain_text("Before any training (iteration 0)")
    pale = colours(inside, "Wax")
    inside.evaluate(RECORD)
    inside.get_by_role("combobox", name="Speed").select_option("2")
    inside.get_by_role("button", name="Play").click()
    page.get_by_text("What does this unit do?").click()  # the page looks again meanwhile
    at_checkpoint(inside, 10_000)
    page.wait_for_url("**checkpoint=10000**")
    expect(inside.get_by_role("button", name="Play")).to_be_visible()
    expect(names).to_have_text(drawn(10_000))
    expect(sentence).to_contain_text("From iteration 4,000 to 10,000 the loss on “rex”")
    expect(slider).to_have_attribute("aria-valuetext", "iteration 10,000 of 10,000")
    expect(page.get_by_role("slider", name="Iteration")).to_have_value("3")
    assert colours(inside, "Wax") != pale
    seen = inside.evaluate("place => place.seen")
    assert seen == sorted(seen)
    slider.press("Home")
    at_checkpoint(inside, 0)
    expect(names).to_have_text(drawn(0))
    page.wait_for_url("**checkpoint=0**")
    assert colours(inside, "Wax") == pale


def test_keys_go_through_the_training_and_back_undoes_it(page: Page) -> None:
    inside = opened(page, f"{LSTM}&checkpoint=5")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    at_checkpoint(inside, 2)
    page.wait_for_url("**checkpoint=2**")
    expect(inside).to_have_attribute("data-trace", re.compile("checkpoint=2&"))
    page.go_back()
    at_checkpoint(inside, 5)
    page.get_by_role("slider", name="Epoch").press("End")
    at_checkpoint(inside, 100)
    expect(page.get_by_test_id("sentence")).to_contain_text("yesterday's price was $")
    inside.get_by_role("button", name="Step by step").click()
    expect(page.get_by_test_id("sentence")).to_contain_text("Step 1 of 10")
    page.keyboard.press("ArrowRight")
    expect(inside).to_have_attribute("data-step", "2")


def test_a_pasted_link_shows_the_same_on_a_phone_without_motion(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    inside = opened(page, f"{NAMED}&checkpoint=1000&unit=7&order=by activity")
    at_checkpoint(inside, 1000)
    expect(inside).to_have_attribute("data-unit", "7")
    expect(page.get_by_test_id("film-names").get_by_role("listitem")).to_have_text(drawn(1000))
    expect(inside.get_by_role("combobox", name="Order of the units")).to_have_value("by activity")
    expect(inside.get_by_role("button", name="Play")).not_to_be_visible()
    assert inside.evaluate("place => place.scrollWidth <= place.clientWidth")
