"""The dashboard behind a path of its own, as a proxy puts it, and without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Dashboard, dashboard
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.settings import PRESETS
from core.stocks.sources import bundled

THE_LINE = """() => {
  const chart = document.querySelector(".lab-prices");
  return JSON.stringify(chart?.data?.find((trace) => trace.name === "Model, test")?.y ?? null);
}"""


@pytest.fixture(scope="module", params=["", "/lab"])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboard]:
    with dashboard(tmp_path_factory.mktemp("base_path"), request.param) as server:
        yield server


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems


def training(store: Store) -> Run:
    prices = bundled("TATAGLOBAL")
    kept = store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    return store.create_run(PRESETS["tataglobal"].model_copy(update={"epochs": 1000}), kept)


@pytest.mark.parametrize(
    ("path", "title"), [("stock", "Stock prices"), ("names", "Dinosaur names")]
)
def test_deep_links_open_their_page(
    running: Dashboard, visitor: Page, path: str, title: str
) -> None:
    visitor.goto(f"{running.address}/{path}")
    expect(visitor.get_by_role("heading", name=title, level=1)).to_be_visible()
    visitor.goto(f"{running.address}/{path}?present=true")
    expect(visitor.get_by_role("heading", name=title, level=1)).to_be_visible()


def test_the_line_moves_while_the_script_rests(running: Dashboard, visitor: Page) -> None:
    run = training(running.store)
    visitor.goto(f"{running.address}/stock?run={run.id}")
    expect(visitor.get_by_test_id("verdict")).to_contain_text("Typical miss")
    visitor.wait_for_load_state("load")
    scripts: list[str] = []
    for line in range(2):
        before = visitor.evaluate(THE_LINE)
        visitor.wait_for_function(f"(before) => ({THE_LINE})() !== before", arg=before)
        scripts.append(f"{line}: {before}")
    assert len(set(scripts)) == 2
    running.store.request_stop(run.id)
    expect(visitor.get_by_test_id("status")).to_contain_text("Stopped after")
    expect(visitor.get_by_text("Download", exact=False).first).to_be_visible()
