"""A server of its own and a real Chromium for the journeys of a user."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.chromium import chromium as installed
from benchmarks.server import Dashboard, dashboard
from core.runs.store import Store

ELSEWHERE = "lab.test"  # a name of this computer that the server has to take for another's


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    if path := installed():
        return path
    sentence = "No Chromium found: on Debian, `apt-get install chromium-headless-shell` gets one."
    if os.environ.get("SEQUENCE_LAB_REQUIRE_BROWSER"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard with an empty store, workers started and warm."""
    with dashboard(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def store(shared: Dashboard) -> Store:
    """The runs of the server."""
    return shared.store


@pytest.fixture(scope="session")
def server(shared: Dashboard) -> str:
    """The address of the server."""
    return shared.address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=60_000)  # a loaded machine is slow, not wrong
    with sync_playwright() as playwright:
        args = ["--no-sandbox", f"--host-resolver-rules=MAP {ELSEWHERE} localhost"]
        running = playwright.chromium.launch(executable_path=chromium, args=args)
        yield running
        running.close()


@pytest.fixture(scope="session")
def opener(browser: Browser, server: str) -> Iterator[Page]:
    """A page that opens others: in its process they find Streamlit's scripts compiled already."""
    context = browser.new_context(
        base_url=server, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(60_000)  # as above
    opened = context.new_page()
    opened.goto("/stock")
    expect(opened.locator(".lab-prices .main-svg").first).to_be_visible()
    yield opened
    context.close()


@pytest.fixture
def page(opener: Page) -> Iterator[Page]:
    """A page at 1280 px; a traceback on it, or an error in its scripts, fails the test."""
    with opener.expect_popup() as popup:
        opener.evaluate("void window.open('about:blank')")
    opened = popup.value
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    tracebacks = opened.get_by_test_id("stException").all_inner_texts()
    opened.close()
    assert not tracebacks
    assert not problems
