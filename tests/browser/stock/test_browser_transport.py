"""Playing a training back: line, figures, verdict, loss mark and table are of the same epoch."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from core.runs.records import Run
from core.runs.store import Store
from core.stocks.settings import StockSettings
from tests.browser.made_runs import trained
from tests.browser.steps import download, finished

SETTINGS = StockSettings(epochs=40, units=8, layers=1)

# All of it at once, as it stands whenever the epoch has changed.
RECORD = """lab => {
  const onShow = () => ({
    slider: Number(lab.querySelector("input[type=range]").value),
    label: lab.querySelector("output").textContent,
    line: lab.querySelector(".lab-prices").data.find(line => line.name === "Model, test").y,
    training: lab.querySelector(".lab-prices").data.find(
      line => line.name === "Model, training").visible ?? null,
    mark: lab.querySelector(".lab-loss").layout.shapes[0].x0,
    verdict: lab.querySelector(".lab-verdict").textContent,
    figures: [...lab.querySelectorAll(".lab-figures dd")].map(figure => figure.textContent),
    heading: lab.querySelector(".lab-table th:nth-child(3)").textContent,
    newest: lab.querySelector(".lab-table td:nth-child(3)").textContent,
  });
  lab.shown = [];
  new MutationObserver(() => lab.shown.push(onShow())).observe(
    lab.querySelector("output"), {childList: true});
}"""


@pytest.fixture(scope="module")
def trained_run(store: Store) -> Run:
    return trained(store, SETTINGS)


@pytest.fixture
def run(page: Page, trained_run: Run) -> None:
    """A finished run on show, its table open."""
    page.goto(f"/stock?run={trained_run.id}")
    finished(page, "40 of 40 epochs")
    expect(slider(page)).to_be_enabled()
    page.get_by_text("Predictions day by day").first.click()
    expect(page.locator(".lab-table td").first).to_be_visible()


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Epoch")


def frames(page: Page) -> dict[int, dict[str, Any]]:
    """What the server has of each epoch."""
    run_id = re.search(r"run=(\w+)", page.url)
    assert run_id
    reply = page.request.get(f"/frames/{run_id[1]}")
    return {frame["epoch"]: frame for frame in reply.json()}


def shown(page: Page) -> list[dict[str, Any]]:
    """What was on show at each change of the epoch since `RECORD`."""
    seen: list[dict[str, Any]] = page.locator(".lab-stock").evaluate("lab => lab.shown")
    return seen


def check_one_epoch(shown: dict[str, Any], known: dict[int, dict[str, Any]]) -> None:
    """Everything on the page is of the epoch that the slider says."""
    frame = known[shown["slider"]]
    assert shown["label"] == f"epoch {frame['epoch']} of 40"
    assert shown["line"] == frame["line"]
    assert shown["training"] == (None if frame["epoch"] == 40 else "legendonly")
    assert shown["mark"] == frame["epoch"]
    assert shown["verdict"] == frame["verdict"]
    assert sorted(shown["figures"]) == sorted(model for model, _ in frame["figures"])
    assert shown["heading"] == f"Predicted, epoch {frame['epoch']}"
    assert shown["newest"] == f"{frame['line'][-1]:.2f}"


@pytest.mark.usefixtures("run")
def test_the_keyboard_goes_to_any_epoch_and_the_address_keeps_it(page: Page) -> None:
    known = frames(page)
    page.locator(".lab-stock").evaluate(RECORD)
    slider(page).press("Home")
    for _ in range(3):
        slider(page).press("ArrowRight")
    expect(page.get_by_text("epoch 3 of 40")).to_be_visible()
    expect(page).to_have_url(re.compile("epoch=3"))
    seen = shown(page)
    assert [epoch for epoch, _ in groupby(one["slider"] for one in seen)] == [0, 1, 2, 3]
    for one in seen:
        check_one_epoch(one, known)
    saved = download(page, "Predictions")
    assert saved.suggested_filename.endswith("epoch-3.csv")
    page.reload()
    expect(slider(page)).to_have_value("3")
    expect(page.get_by_test_id("verdict")).to_have_text(known[3]["verdict"])
    slider(page).press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    slider(page).press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
