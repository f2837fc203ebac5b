"""Back and forward: the picture and the form are those of the address, and nothing trains."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.runs.store import Store
from tests.browser.steps import fill_in, finished, run_of, train, walk_back_and_forward

# The run of the address is on show; the form has what the address says, and where that is not
# what the run was trained with, the page says so.
CONSISTENT = """unitsOf => {
  const query = new URLSearchParams(location.search);
  const trained = unitsOf[query.get("run")];
  const form = document.querySelector("input[aria-label=Units]")?.value;
  const settings = document.querySelector(".lab-settings")?.textContent ?? "";
  const said = document.body.textContent.includes(`units ${trained} → ${form}`);
  return settings.includes(`LSTM(${trained})`) && form === query.get("stock_units")
    && (form === trained || said);
}"""


@pytest.mark.parametrize("states", [6, pytest.param(20, marks=pytest.mark.rare)])
def test_many_states_back_and_forward_train_nothing(page: Page, store: Store, states: int) -> None:
    """So many entries of the browser's history."""
    page.goto("/stock?stock_layers=1&stock_epochs=2&stock_units=4&retrain=true")
    train(page)
    finished(page)
    units_of = {run_of(page.url): "4"}
    begin = page.evaluate("history.length")
    while page.evaluate("history.length") < begin + states:
        units = str(4 + len(units_of))
        fill_in(page, "Units", units)
        expect(page.locator(".lab-settings")).to_contain_text(f"LSTM({units})")
        finished(page)
        units_of[run_of(page.url)] = units
        slider = page.get_by_role("slider", name="Epoch")
        expect(slider).to_be_enabled()
        slider.press("Home")
        page.wait_for_url("**epoch=0**")
    trained = len(store.runs(limit=500))
    met = walk_back_and_forward(page, begin, CONSISTENT, units_of)
    assert met == set(units_of)
    assert len(store.runs(limit=500)) == trained
