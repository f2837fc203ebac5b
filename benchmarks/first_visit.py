"""How long visitors wait, from opening Home to the first line of a clicked "Train on GE".

    python benchmarks/first_visit.py [--visitors 4] [--json]

The first visitor comes as soon as a fresh server answers, while its workers still start; the
others follow, each in a Chromium of their own with nothing in its cache. Seconds after Home was
asked for: `button` can be clicked (it is, at once), the `page` of the run shows its chart,
the model's `line` is on it. `mb` is all that went over the wire, compressed as it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.chromium import chromium
from benchmarks.server import dashboard

PATIENCE = 60_000  # milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--json", action="store_true", help="print JSON, an object a visitor")
    arguments = parser.parse_args()
    path = chromium()
    if path is None:
        parser.exit(message="No Chromium found: first visits are not measured.\n")
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        dashboard(Path(folder)) as running,
    ):
        for number in range(1, arguments.visitors + 1):
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            visit = {"visitor": number} | _visit(browser, running.address)
            browser.close()
            columns = "  ".join(f"{name} {figure}" for name, figure in visit.items())
            print(json.dumps(visit) if arguments.json else columns, flush=True)


def _visit(browser: Browser, address: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    wire = Wire(page.context.new_cdp_session(page))
    times = {}
    began = time.perf_counter()

    def note(name: str) -> None:
        times[name] = round(time.perf_counter() - began, 2)

    page.goto(address, wait_until="commit")
    train = page.get_by_role("button", name="Train on GE")
    train.wait_for(timeout=PATIENCE)
    note("button")
    train.click()
    page.locator(".lab-prices .main-svg").first.wait_for(timeout=PATIENCE)
    note("page")
    page.get_by_text("Typical miss").wait_for(timeout=PATIENCE)
    note("line")
    return times | {"mb": round(wire.bytes / 1e6, 2)}


class Wire:
    """Counts the bytes that a page receives, as they go over the wire."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = 0
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._told)

    def _loaded(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _told(self, event: dict[str, dict[str, str]]) -> None:
        self.bytes += len(event["response"]["payloadData"])


if __name__ == "__main__":
    main()
