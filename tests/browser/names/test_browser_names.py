"""The names page as a user meets it: train, slide along the checkpoints, Table 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from core.names.bits import LetterBits
from core.names.evaluation import Evaluation, Verdict
from core.names.table1 import TABLE1
from core.runs.store import Store
from tests.browser.steps import (
    download,
    fill_in,
    finished,
    run_of,
    status,
    train,
    walk_back_and_forward,
)

SLOW = "/names?names_iterations=200000&names_engine=Plain+NumPy+(readable)&names_hidden_units=200"
STATES = 20  # entries of the browser's history
CHECKPOINTS = ("0", "50", "100", "150")  # where the slider goes, by Home and by arrows

# Also right after the click: on a busy machine what it brings comes late.
WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift" });
}"""

# By how many pixels a verdict pushes the charts down.
PUSHED_DOWN = """words => {
  const verdict = document.querySelector(".lab-verdict");
  const charts = document.querySelector(".lab-charts");
  const before = charts.getBoundingClientRect().top;
  verdict.textContent = words;
  return charts.getBoundingClientRect().top - before;
}"""

# The form has what the address says, and where that is not what the run on show was trained
# with, the page says so; the slider stands where the address says.
CONSISTENT = """unitsOf => {
  const query = new URLSearchParams(location.search);
  const trained = unitsOf[query.get("run")];
  const form = document.querySelector("input[aria-label='Hidden units']")?.value;
  const settings = document.querySelector(".lab-settings")?.textContent ?? "";
  const said = document.body.textContent.includes(`hidden units ${trained} → ${form}`);
  const thumb = document.querySelector(".st-key-checkpoint input");
  return settings.startsWith(`${trained} hidden units`)
    && form === query.get("names_hidden_units") && (form === trained || said)
    && thumb?.getAttribute("aria-valuetext") === (query.get("checkpoint") ?? "200");
}"""


def chips(page: Page) -> Locator:
    return page.get_by_test_id("stButtonGroup").filter(has_text="Names it invents")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Checkpoint")


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(status(page)).to_contain_text("Stopped after")


def live_names(page: Page) -> Locator:
    return page.get_by_test_id("live-names")


def axis(chart: str) -> str:
    """JavaScript for the axes of a chart."""
    return f"document.querySelector('{chart}')?._fullLayout"


def test_train_slide_along_the_checkpoints_and_compare_with_table_1(page: Page) -> None:
    page.goto("/names?names_iterations=10000")
    train(page)
    finished(page, "10,000 of 10,000 iterations")

    table = page.locator(".st-key-names_table1")
    for row in TABLE1[:3]:  # 0, 2000 and 10000
        line = page.get_by_text(re.compile(rf"Iteration {row.iteration:,} ·"))
        expect(line).to_contain_text("7 of 7 names agree")
        expect(table.get_by_text(row.names[0])).to_have_count(2)  # the report's and ours

    expect(chips(page)).to_contain_text("Jeroposaura")
    expect(page.get_by_test_id("verdict")).to_contain_text("At temperature 1 it invents names")
    slider(page).press("Home")
    expect(page).to_have_url(re.compile("checkpoint=0"))
    expect(chips(page)).to_contain_text("Kesnnpvacb")
    expect(page.get_by_test_id("verdict")).to_contain_text("At temperature 1 it babbles")
    expect(page.get_by_text("7 gibberish")).to_be_visible()
    expect(live_names(page).locator("tr[aria-current]")).to_contain_text("Kesnnpvacb")
    page.reload()
    expect(chips(page)).to_contain_text("Kesnnpvacb")

    saved = download(page, "Names")
    assert len(Path(saved.path()).read_text("utf-8").splitlines()) == 1 + 7
    saved = download(page, "Figures")
    lines = Path(saved.path()).read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == list(map(str, range(0, 10001, 2000)))


def test_a_pasted_list_is_learned_and_a_bad_one_is_refused(page: Page) -> None:
    page.goto("/names?names_iterations=300&names_checkpoint_interval=100&names_list=Paste")
    names = page.get_by_role("textbox", name="Names, one a line")
    names.fill("only one")
    names.press("Control+Enter")
    expect(page.get_by_test_id("stAlertContentError")).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    names.fill("amsterdam\nberlin\ncairo\ndelhi")
    names.press("Control+Enter")
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    train(page)
    finished(page, "300 of 300 iterations")
    expect(chips(page)).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 900), (1024, 768), (390, 844)], ids=str)
def test_nothing_jumps_from_train_to_finished(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/names?names_iterations=20000")
    expect(page.locator(".lab-pairs .heatmaplayer")).to_be_attached()
    page.evaluate(WATCH_SHIFTS)
    train(page)
    page.locator(".lab-loss").evaluate("chart => chart.dataset.same = 'yes'")
    finished(page)
    expect(page.locator(".st-key-names_letters .heatmaplayer")).to_be_attached()
    expect(page.locator(".lab-loss[data-same=yes]")).to_be_visible()
    expect(live_names(page).get_by_role("row")).to_have_count(1 + 11)
    assert page.evaluate("window.shifts.reduce((sum, shift) => sum + shift, 0)") < 0.02
    shares = dict.fromkeys(Verdict, 0.14)
    longest = Evaluation(0.1, ["rex"] * 100, shares, None, LetterBits(3, None, 0, 4)).sentence
    assert page.evaluate(PUSHED_DOWN, longest) < 1


def test_a_training_that_did_not_learn_says_so_and_what_helps(page: Page) -> None:
    page.goto("/names?names_learning_rate=1&names_iterations=4000")
    train(page)
    finished(page)
    expect(page.locator(".lab-status[data-learned=false]")).to_be_visible()
    expect(page.get_by_test_id("next")).to_contain_text("It has not learned")
    expect(page.get_by_text("fell")).to_have_count(0)
    page.wait_for_function(f"{axis('.lab-loss')}?.yaxis.type === 'log'")
    page.get_by_role("button", name="Try learning rate 0.01").click()
    expect(page.get_by_role("spinbutton", name="Learning rate")).to_have_value("0.01")
    finished(page)
    expect(page.locator(".lab-status[data-learned=true]")).to_be_visible()
    expect(page.get_by_test_id("next")).not_to_contain_text("It has not learned")
    page.wait_for_function(f"{axis('.lab-loss')}?.yaxis.type === 'linear'")


def test_stop_keeps_the_focus_tells_it_and_ends_the_axes_there(page: Page) -> None:
    page.goto(SLOW)
    train(page)
    expect(live_names(page).get_by_role("row").nth(1)).to_be_visible()
    stop(page)
    expect(status(page)).to_be_focused()
    expect(page.locator(".lab-spoken")).to_contain_text("Stopped after")
    expect(page.get_by_role("button", name="Figures", exact=True)).to_be_visible()
    last = page.locator(".st-key-checkpoint").get_by_role("slider")
    expect(last.or_(page.get_by_text("One checkpoint is kept"))).to_be_visible()
    page.wait_for_function(f"{axis('.lab-loss')}?.xaxis.range[1] < 200000")
    page.wait_for_function(f"{axis('.lab-likeness')}?.xaxis.range[1] < 200000")


def test_retraining_keeps_the_page(page: Page) -> None:
    page.goto(SLOW.replace("200000", "500"))
    train(page)
    finished(page)
    expect(chips(page)).to_be_visible()
    fill_in(page, "Iterations (names)", "200000")
    expect(page.get_by_text("Changed:")).to_contain_text("200,000")
    train(page)
    before = page.locator(".st-key-names_before")
    expect(before.get_by_test_id("stButtonGroup")).to_be_visible()
    expect(before).to_have_css("opacity", "0.35")
    expect(page.locator(".lab-names.lab-stale")).to_have_count(0)  # the first names are there
    stop(page)
    expect(page.locator(".st-key-names_result").get_by_test_id("stButtonGroup")).to_be_visible()
    expect(before).to_have_count(0)


def test_the_keyboard_reaches_checkpoints_and_names(page: Page) -> None:
    page.goto("/names?names_iterations=4000")
    train(page)
    finished(page)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(live_names(page).locator("tr[aria-current]")).to_contain_text("2,000")
    third = chips(page).get_by_role("radio").nth(2)
    name = (third.inner_text().split("\u2068")[1]).split("\u2069")[0]
    third.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("chosen=3"))
    expect(page.locator(".st-key-names_result").get_by_text("letter by letter")).to_contain_text(
        name
    )


def test_a_class_sees_large_type_and_no_settings(page: Page) -> None:
    page.goto("/names?names_iterations=2000")
    train(page)
    finished(page)
    verdict = page.get_by_test_id("verdict")
    size = "words => parseFloat(getComputedStyle(words).fontSize)"
    small = verdict.evaluate(size)
    page.get_by_text("Present", exact=True).click()
    expect(page.get_by_role("spinbutton", name="Hidden units")).not_to_be_visible()
    page.wait_for_function(
        f"small => ({size})(document.querySelector('.lab-verdict')) > small", arg=small
    )
    expect(page).to_have_url(re.compile("present=true"))
    for seen in (verdict, page.locator(".lab-loss"), live_names(page).get_by_role("row").nth(1)):
        expect(seen).to_be_in_viewport()


def test_twenty_states_back_and_forward_train_nothing(page: Page, store: Store) -> None:
    page.goto("/names?names_iterations=200&names_checkpoint_interval=50&names_hidden_units=4")
    train(page)
    finished(page)
    units_of = {run_of(page.url): "4"}
    begin = page.evaluate("history.length")
    while page.evaluate("history.length") < begin + STATES:
        units = str(4 + len(units_of))
        fill_in(page, "Hidden units", units)
        page.wait_for_url(f"**names_hidden_units={units}**")
        expect(page.locator(".st-key-changes")).to_contain_text(f"→ {units}")  # it is answered
        train(page)
        expect(page.locator(".lab-settings")).to_contain_text(f"{units} hidden units")
        finished(page)
        units_of[run_of(page.url)] = units
        expect(page.locator(".st-key-names_result")).to_be_visible()  # not of the run before
        expect(slider(page)).to_have_attribute("aria-valuetext", "200")
        for checkpoint in CHECKPOINTS:
            slider(page).press("Home" if checkpoint == "0" else "ArrowRight")
            page.wait_for_url(f"**checkpoint={checkpoint}**")
            lit = live_names(page).locator("tr[aria-current] td").first
            expect(lit).to_have_text(checkpoint)  # the server has heard of it, too
    trained = len(store.runs(limit=500))
    met = walk_back_and_forward(page, begin, CONSISTENT, units_of)
    assert met == set(units_of)
    assert len(store.runs(limit=500)) == trained
