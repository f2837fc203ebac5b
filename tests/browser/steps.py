"""What the journeys have in common."""

from __future__ import annotations

import re

from playwright.sync_api import Download, Locator, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LOOK_EVERY = 100  # milliseconds; with every frame, a look at a whole page would be all it does


def train(page: Page) -> None:
    """Clicks Train and waits until the page shows a run that was not there before."""
    before = page.url
    button = page.get_by_role("button", name="Train", exact=True)
    expect(button).to_be_enabled()
    button.click()
    page.wait_for_url(lambda url: "run=" in url and run_of(url) != run_of(before))


def run_of(url: str) -> str | None:
    """The run that an address names."""
    found = re.search(r"[?&]run=(\w+)", url)
    return found[1] if found else None


def status(page: Page) -> Locator:
    """The line that says where the run stands."""
    return page.get_by_test_id("status")


def finished(page: Page, words: str = "") -> None:
    """Waits until the run on show has ended, and the page has its result."""
    expect(status(page)).to_contain_text(f"Finished: {words}")


def at_rest(page: Page) -> None:
    """Waits until the page has ended its look."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def download(page: Page, name: str, timeout: float = 60_000) -> Download:
    """Saves a file by its button, once the page has ended its look and made it anew.

    By key: while a panel unfolds, what is in it moves away from under the pointer.
    """
    at_rest(page)
    with page.expect_download(timeout=timeout) as saved:
        page.get_by_role("button", name=name, exact=True).press("Enter")
    return saved.value


def fill_in(page: Page, label: str, value: str) -> None:
    """Changes a number of the form as somebody does who types it."""
    field = page.get_by_role("spinbutton", name=label)
    field.fill(value)
    field.press("Enter")


def walk_back_and_forward(
    page: Page, begin: int, consistent: str, units_of: dict[str | None, str]
) -> set[str | None]:
    """Goes back to entry `begin` of the browser's history and forward again; the runs it met.

    At every step it waits until the page is `consistent`, a function of what units each run has.
    Nobody goes on before the page rests: what was still to be told would belong to another entry.
    """
    steps = page.evaluate("history.length") - begin
    met = set()
    for walk in (page.go_back, page.go_forward):
        for _ in range(steps):
            at_rest(page)
            walk(wait_until="commit")
            page.wait_for_function(consistent, arg=units_of, polling=LOOK_EVERY)
            met.add(run_of(page.url))
    return met


class SlowLine:
    """The line to the server: what it says can be held back."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[bytes] | None = None
        page.route_web_socket("**/_stcore/stream", self._connect)

    def hold(self) -> None:
        self._held = []

    def wait_until_answered(self) -> None:
        """Waits until the server has said all that it has to say to a change."""
        while not any(map(_ends_a_look, self._held or [])):
            self._page.wait_for_timeout(20)

    def let_go(self) -> None:
        held, self._held = self._held or [], None
        for message in held:
            self._browser.send(message)

    def _connect(self, browser: WebSocketRoute) -> None:
        self._browser = browser
        browser.connect_to_server().on_message(self._hear)

    def _hear(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        if self._held is None or _kind(message) == "file_urls_response":  # else no file arrives
            self._browser.send(message)
        else:
            self._held.append(message)


def _ends_a_look(message: bytes) -> bool:
    return _kind(message) == "script_finished"


def _kind(message: bytes) -> str | None:
    return ForwardMsg.FromString(message).WhichOneof("type")
