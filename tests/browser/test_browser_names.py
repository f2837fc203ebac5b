"""The names page as a user meets it: train, slide along the checkpoints, Table 1."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from core.names.table1 import TABLE1


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("run="))


def chips(page: Page) -> Locator:
    return page.get_by_test_id("stButtonGroup").filter(has_text="Names it invents")


def test_train_slide_along_the_checkpoints_and_compare_with_table_1(page: Page) -> None:
    page.goto("/names?names_iterations=10000")
    train(page)
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 10,000 of 10,000 iterations")

    table = page.locator(".st-key-names_table1")
    for row in TABLE1[:3]:  # 0, 2000 and 10000
        line = page.get_by_text(re.compile(rf"Iteration {row.iteration:,} ·"))
        expect(line).to_contain_text("7 of 7 names agree")
        expect(table.get_by_text(row.names[0])).to_have_count(2)  # the report's and ours

    slider = page.get_by_role("slider", name="Checkpoint")
    expect(chips(page)).to_contain_text("Jeroposaura")
    slider.press("Home")
    expect(page).to_have_url(re.compile("checkpoint=0"))
    expect(chips(page)).to_contain_text("Kesnnpvacb")
    page.reload()
    expect(chips(page)).to_contain_text("Kesnnpvacb")

    with page.expect_download() as saved:
        page.get_by_role("button", name="Names", exact=True).click()
    assert len(Path(saved.value.path()).read_text("utf-8").splitlines()) == 1 + 7


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
    expect(page.get_by_test_id("status")).to_contain_text("Finished: 300 of 300 iterations")
    expect(chips(page)).to_be_visible()
