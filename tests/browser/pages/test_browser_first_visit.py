"""What a first visit costs, and that nothing on a page jumps while a training runs through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from benchmarks.first_visit import Wire
from benchmarks.server import Dashboard
from core.names.settings import NamesSettings
from core.runs.records import Run
from core.runs.settings import RunSettings
from core.runs.store import Store
from core.stocks.settings import StockSettings
from tests.browser.made_runs import queued, trained

pytestmark = pytest.mark.rare

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


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody with nothing in the browser's cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


SETTINGS: dict[str, RunSettings] = {
    "stock": StockSettings(),
    "names": NamesSettings(iterations=20_000),
}


@pytest.fixture(scope="module")
def finished_runs(store: Store) -> dict[str, Run]:
    """A trained run of each kind."""
    return {page: trained(store, settings) for page, settings in SETTINGS.items()}


def test_a_first_visit_and_a_training_fit_the_wire(shared: Dashboard, visitor: Page) -> None:
    session: CDPSession = visitor.context.new_cdp_session(visitor)
    wire = Wire(session)
    visitor.goto(shared.address)
    visitor.get_by_role("button", name="Train on GE").click()
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished", timeout=FINISHED)
    visitor.wait_for_load_state("networkidle")
    assert 1.0 < wire.bytes / 1e6 < MOST_MEGABYTES


def assert_calm(visitor: Page) -> None:
    visitor.wait_for_function(SETTLED)
    shift = visitor.evaluate("window.shift")
    assert shift["largest"] < MOST_SHIFT, "\n".join(shift["what"])


@pytest.mark.parametrize("page", ["stock", "names"])
def test_nothing_jumps_on_the_page_of_a_run(shared: Dashboard, visitor: Page, page: str) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    run = queued(shared.store, SETTINGS[page])
    visitor.goto(f"{shared.address}/{page}?run={run.id}")
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished", timeout=FINISHED)
    assert_calm(visitor)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", ["stock", "names"])
def test_nothing_jumps_when_a_finished_run_is_opened(
    shared: Dashboard, finished_runs: dict[str, Run], visitor: Page, page: str, width: int
) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    visitor.set_viewport_size({"width": width, "height": 844})
    visitor.goto(f"{shared.address}/{page}?run={finished_runs[page].id}")
    expect(visitor.get_by_test_id("status")).to_contain_text("Finished")
    assert_calm(visitor)


@pytest.mark.parametrize("page", ["", "runs"])
def test_nothing_jumps_where_runs_are_listed(shared: Dashboard, visitor: Page, page: str) -> None:
    visitor.add_init_script(NOTE_SHIFTS)
    run = queued(shared.store, SETTINGS["stock"])
    visitor.goto(f"{shared.address}/{page}")
    expect(visitor.locator("strong", has_text="General Electric").first).to_be_visible()
    while shared.store.run(run.id).active:
        visitor.wait_for_timeout(100)
    assert_calm(visitor)
