"""A sweep from the form beside Train to the runs of a cell, stopped on the way."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from core.runs.groups.store import Groups
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.store import Store
from tests.browser.steps import fill_in

QUICK, ENDLESS = "2", "1000"  # epochs


def heat_map_numbers(page: Page) -> Locator:
    """The numbers in the cells that have one."""
    return page.locator(".heatmaplayer .heatmap-label")


def test_a_sweep_of_2_x_2_x_2_fills_in_and_stops(page: Page, store: Store) -> None:
    page.goto("/stock?stock_units=64&stock_layers=4")
    page.get_by_role("button", name="Sweep").click()
    settings = page.get_by_role("combobox", name="Settings that vary")
    for name, values in (("Epochs", f"{QUICK}, {ENDLESS}"), ("Timesteps", "3, 5")):
        settings.click()
        page.get_by_role("option", name=name, exact=True).click()
        written = page.get_by_role("textbox", name=name)
        expect(written).to_be_visible()
        written.fill(values)
        written.press("Enter")
    fill_in(page, "Seeds", "2")
    expect(page.get_by_text(re.compile("^8 runs"))).to_be_visible()
    page.get_by_role("button", name="Start the sweep").click()
    page.wait_for_url(re.compile(r"/sweep\?group="))

    status = page.locator(".lab-group [data-testid=status]")
    expect(status).to_contain_text("4 of 8 runs")  # the quick ones
    expect(page.get_by_test_id("found")).to_contain_text("So far, best of 2: epochs 2")
    expect(heat_map_numbers(page)).to_have_count(2)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(status).to_contain_text("Stopped: 4 of 8 runs went through")
    expect(page.get_by_test_id("found")).to_contain_text("cannot be told from 4 runs")
    [group] = Groups(store).latest()
    assert group.counts.by_state == {RunState.FINISHED: 4, RunState.STOPPED: 4}

    heat_map_numbers(page).first.click(force=True)
    link = page.get_by_role("link", name=re.compile("epochs 2, timesteps 3, seed 1"))
    link.click()
    expect(page.get_by_test_id("status").first).to_contain_text("Finished: 2 of 2 epochs")
    Groups(store).delete(group.id, by=HOST)
