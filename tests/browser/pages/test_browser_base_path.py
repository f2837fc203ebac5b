"""The dashboard behind a path of its own, as a proxy puts it, and without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Dashboard, dashboard
from core.runs.records import Run, RunState
from core.runs.store import Store
from core.runs.workers.host import SCHEDULER_VARIABLE
from core.runs.workers.reporter import Reporter
from tests.browser.made_runs import begun, report

THE_LINE = """() => {
  const chart = document.querySelector(".lab-prices");
  return JSON.stringify(chart?.data?.find((trace) => trace.name === "Model, test")?.y ?? null);
}"""


HEARS_LIFE = """(stream) => new Promise((tell) => {
  new EventSource(stream).addEventListener("alive", () => tell(true));
})"""


@pytest.fixture(scope="module")
def behind_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """One without workers, since the test is the worker: their scheduler is not there."""
    nowhere = {SCHEDULER_VARIABLE: "tcp://127.0.0.1:1"}
    with dashboard(tmp_path_factory.mktemp("base_path"), "/lab", **nowhere) as server:
        yield server


@pytest.fixture(params=["shared", pytest.param("behind_a_path", marks=pytest.mark.rare)])
def running(request: pytest.FixtureRequest) -> Dashboard:
    server: Dashboard = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems


# Without a path of its own, every other test here opens them so.
@pytest.mark.rare
@pytest.mark.parametrize(
    ("path", "title"), [("stock", "Stock prices"), ("names", "Dinosaur names")]
)
def test_deep_links_open_their_page(
    behind_a_path: Dashboard, visitor: Page, path: str, title: str
) -> None:
    visitor.goto(f"{behind_a_path.address}/{path}")
    expect(visitor.get_by_role("heading", name=title, level=1)).to_be_visible()
    visitor.goto(f"{behind_a_path.address}/{path}?present=true")
    expect(visitor.get_by_role("heading", name=title, level=1)).to_be_visible()


@pytest.fixture
def run(running: Dashboard) -> Iterator[Run]:
    """A run that is under way, after its first epoch."""
    begun_run = begun(running.store)
    report(running.store, begun_run, 0)
    with Reporter(running.store, begun_run.id):  # keeps its heart beating
        yield begun_run
    running.store.finish(begun_run.id, RunState.STOPPED)


def expect_the_line_to_move(page: Page, store: Store, run: Run) -> None:
    page.wait_for_function(f"() => ({THE_LINE})() !== 'null'")
    before = page.evaluate(THE_LINE)
    epoch = store.run(run.id).done + 1
    report(store, run, epoch, miss=epoch)  # no epoch's line is that of another
    page.wait_for_function(f"(before) => ({THE_LINE})() !== before", arg=before)


def test_the_line_moves_until_the_run_has_ended(
    running: Dashboard, visitor: Page, run: Run
) -> None:
    visitor.goto(f"{running.address}/stock?run={run.id}")
    expect(visitor.get_by_test_id("verdict")).to_contain_text("Typical miss")
    expect_the_line_to_move(visitor, running.store, run)
    expect_the_line_to_move(visitor, running.store, run)
    running.store.finish(run.id, RunState.STOPPED)
    expect(visitor.get_by_test_id("status")).to_contain_text("Stopped after")


@contextmanager
def under_way(store: Store, number: int) -> Iterator[list[Run]]:
    """So many runs that are trained at the same time, each after its first epoch."""
    with ExitStack() as hearts:
        runs = [begun(store) for _ in range(number)]
        for run in runs:
            report(store, run, 0)
            hearts.enter_context(Reporter(store, run.id))
        yield runs
        for run in runs:
            store.finish(run.id, RunState.STOPPED)


def test_a_browser_hears_the_signs_of_life(running: Dashboard, visitor: Page) -> None:
    """By them it tells a stream without news from one that is held back."""
    visitor.goto(f"{running.address}/live?once=1")
    assert visitor.evaluate(HEARS_LIFE, f"{running.address}/live")


def test_seven_windows_of_one_browser_all_move(running: Dashboard, visitor: Page) -> None:
    """On plain HTTP a browser has six connections for all of them together."""
    with under_way(running.store, 7) as runs:
        pages = [visitor, *(visitor.context.new_page() for _ in runs[1:])]
        for page, run in zip(pages, runs, strict=True):
            page.goto(f"{running.address}/stock?run={run.id}")
        for _ in range(2):
            for page, run in zip(pages, runs, strict=True):
                expect_the_line_to_move(page, running.store, run)
        for page in pages[:6]:  # those that streamed leave; the last one moves still
            page.close()
        expect_the_line_to_move(pages[-1], running.store, runs[-1])
