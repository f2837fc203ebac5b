"""What a first visit costs, and that nothing on a page jumps while a training runs through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from benchmarks.first_visit import Wire
from benchmarks.server import Dashboard, dashboard
from core.names.corpus import bundled as bundled_names
from core.names.settings import NamesSettings
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled

MOST_MEGABYTES = 3.0
MOST_SHIFT = 0.02
FINISHED = 120_000  # milliseconds

# The cumulative layout shift as browsers define it: the largest sum of shifts within a window of
# at most five seconds, without a pause of a second, that nobody's input has caused.
NOTE_SHIFTS = """
window.shift = { largest: 0, sum: 0, first: -Infinity, last: -Infinity, what: [] };
new PerformanceObserver((list) => {
  for (const { value, startTime, hadRecentInput, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    const { shift } = window;
    if (startTime - shift.last > 1000 || startTime - shift.first > 5000) {
      shift.sum = 0;
      shift.first = startTime;
    }
    shift.last = startTime;
    shift.sum += value;
    shift.largest = Math.max(shift.largest, shift.sum);
    const moved = sources.map(({ node }) => node?.className || node?.nodeName).join(" | ");
    shift.what.push(`${value.toFixed(4)} at ${Math.round(startTime)} ms: ${moved}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SETTLED = "performance.now() - Math.max(0, window.shift.last) > 1500"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with dashboard(tmp_path_factory.mktemp("first_visit")) as server:
        yield server


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody with nothing in the browser's cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def price_run(store: Store) -> Run:
    prices = bundled("GE")
    kept = store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    return store.create_run(StockSettings(epochs=300), kept)


def names_run(store: Store) -> Run:
    names = bundled_names()
    kept = store.save_dataset(Kind.NAMES, names.title, names.to_bytes())
    return store.create_run(NamesSettings(iterations=100_000), kept)


def test_a_first_visit_and_a_training_fit_the_wire(running: Dashboard, visitor: Page) -> None:
    session: CDPSession = visitor.context.new_cdp_session(visitor)
    wire = Wire(session)
    visitor.goto(running.address)
    visitor.get_by_role("button", name="Train on GE").click()
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished", timeout=FINISHED)
    visitor.wait_for_load_state("networkidle")
    assert 1.0 < wire.bytes / 1e6 < MOST_MEGABYTES


def assert_calm(visitor: Page) -> None:
    visitor.wait_for_function(SETTLED)
    shift = visitor.evaluate("window.shift")
    assert shift["largest"] < MOST_SHIFT, "\n".join(shift["what"])


@pytest.mark.parametrize("page", ["stock", "names"])
def test_nothing_jumps_on_the_page_of_a_run(running: Dashboard, visitor: Page, page: str) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    run = (price_run if page == "stock" else names_run)(running.store)
    visitor.goto(f"{running.address}/{page}?run={run.id}")
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished", timeout=FINISHED)
    assert_calm(visitor)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", ["stock", "names"])
def test_nothing_jumps_when_a_finished_run_is_opened(
    running: Dashboard, visitor: Page, page: str, width: int
) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    visitor.set_viewport_size({"width": width, "height": 844})
    run = (price_run if page == "stock" else names_run)(running.store)
    while running.store.run(run.id).active:
        visitor.wait_for_timeout(100)
    visitor.goto(f"{running.address}/{page}?run={run.id}")
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished")
    assert_calm(visitor)


@pytest.mark.parametrize("page", ["", "runs"])
def test_nothing_jumps_where_runs_are_listed(running: Dashboard, visitor: Page, page: str) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    run = price_run(running.store)
    visitor.goto(f"{running.address}/{page}")
    expect(visitor.get_by_text("General Electric").first).to_be_visible()
    while running.store.run(run.id).active:
        visitor.wait_for_timeout(100)
    assert_calm(visitor)
