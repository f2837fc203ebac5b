"""A server of its own and a real Chromium for the journeys of a user."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.runs.local import stop_local
from core.runs.store import Store

ROOT = Path(__file__).parents[2]
NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
START_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in NAMES_OF_CHROMIUM:
        if path := shutil.which(name):
            return path
    sentence = "No Chromium found: on Debian, `apt-get install chromium` gets one."
    if os.environ.get("SEQUENCE_LAB_REQUIRE_BROWSER"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps its runs."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def store(folder: Path) -> Store:
    """The runs of the server."""
    return Store(database_of(folder))


def database_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'lab.sqlite'}"


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    """The address of a dashboard with an empty store, workers started and warm."""
    environment = os.environ | {
        "SEQUENCE_LAB_DATABASE": database_of(folder),
        "SEQUENCE_LAB_WORKERS": "2",
    }
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    flags = ["--server.port", str(port), "--server.fileWatcherType", "none"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command + flags, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://localhost:{port}"
        _wait_until_up(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        stop_local(folder)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=60_000)  # a loaded machine is slow, not wrong
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page at 1280 px; a traceback on it, or an error in its scripts, fails the test."""
    context = browser.new_context(
        base_url=server, viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(60_000)  # as above
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    tracebacks = opened.get_by_test_id("stException").all_inner_texts()
    context.close()
    assert not tracebacks
    assert not problems


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The dashboard did not answer within {START_SECONDS} s.")
