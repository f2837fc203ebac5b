"""How long the inside of a cell takes to answer a key, a pointer, or a change of what it computes.

    python -m benchmarks.stepping [--times 120] [--json]

A network as large as the report's larger one (60 timesteps, 4 layers of 50 units) is trained for an
epoch and looked into by Chromium. Each action is handed to the page in a frame of its own;
milliseconds are counted from there until that frame is painted: script, styles, layout and paint,
without the wait for the screen's next refresh; a frame has 16.7 ms. A change fixes a unit at
another value each time, which the server has to trace anew: from the click until its numbers are
painted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.chromium import chromium
from benchmarks.server import Dashboard, dashboard
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

LARGE = StockSettings(epochs=1, timesteps=60, units=50, layers=4)
LOOK_EVERY = 0.1  # seconds
PATIENCE = 120_000  # milliseconds

# From a frame's begin to the first task after it was painted.
TIMED = """
async ([action, times]) => {
  const inside = document.querySelector(".lab-inside");
  const cell = inside.querySelector(".inside-cell");
  const wires = [...cell.querySelectorAll("[data-symbol]")];
  const key = (key) => cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const point = (at) => at.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  const actions = {
    step: (at) => key(at % 100 < 50 ? "ArrowRight" : "ArrowLeft"),
    unit: (at) => key(at % 80 < 40 ? "ArrowDown" : "ArrowUp"),
    wire: (at) => point(wires[at % wires.length]),
  };
  const took = [];
  for (let at = 0; at < times; at += 1) {
    took.push(await new Promise((done) => requestAnimationFrame(() => {
      const began = performance.now();
      actions[action](at);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - began);
      port2.postMessage("");
    })));
  }
  return took;
}
"""

# From the click to the first task after the changed numbers were painted.
CHANGED = """
async (times) => {
  const inside = document.querySelector(".lab-inside");
  const form = inside.querySelector(".inside-fix");
  const value = form.querySelector("input");
  const took = [];
  for (let at = 0; at < times; at += 1) {
    const before = inside.dataset.trace;
    value.value = String(at / times);
    const began = performance.now();
    form.requestSubmit();
    while (inside.dataset.trace === before) await new Promise(requestAnimationFrame);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    took.push(performance.now() - began);
  }
  return took;
}
"""
EACH = 4  # changes are repeated less often: one is worth many frames


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=120, help="that each action is repeated")
    parser.add_argument("--json", action="store_true", help="print JSON, an object an action")
    flags = parser.parse_args()
    if chromium() is None:
        parser.exit(message="No Chromium found: stepping is not measured.\n")
    with opened() as page:
        for view, way, actions in (
            ("step", "forward", ("step", "unit", "wire")),
            ("step", "back", ("step", "unit", "wire")),
            ("time", "forward", ("step",)),
        ):
            show(page, view, way)
            for action in actions:
                report(f"{view}, {way}", action, page.evaluate(TIMED, [action, flags.times]), flags)
        show(page, "step", "forward")
        report("step, forward", "change", page.evaluate(CHANGED, flags.times // EACH), flags)


@contextmanager
def opened() -> Iterator[Page]:
    """The page, its network trained."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        dashboard(Path(folder)) as running,
    ):
        run = train(running)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{running.address}/inside?run={run}&layer=2")
        page.locator(".lab-inside[data-trace]").wait_for(timeout=PATIENCE)
        yield page
        browser.close()


def train(running: Dashboard) -> str:
    """The id of a run that the server's workers have carried out."""
    prices = bundled_prices("TATAGLOBAL")
    dataset = running.store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    run = running.store.create_run(LARGE, dataset)
    while running.store.run(run.id).active:
        time.sleep(LOOK_EVERY)
    return run.id


def show(page: Page, view: str, way: str) -> None:
    """Turns to a view, in the middle of the sequence."""
    page.locator(f".lab-inside [data-way={way}]").click()
    page.locator(f".lab-inside [data-view={view}]").click()
    page.locator(f".lab-inside[data-view={view}][data-way={way}]").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(2_000)  # until the address has followed, and the maps are drawn


def report(shown: str, action: str, took: list[float], flags: argparse.Namespace) -> None:
    """Prints an action's times."""
    row = {
        "view": shown,
        "action": action,
        "p50": round(statistics.median(took), 1),
        "p95": round(statistics.quantiles(took, n=20)[-1], 1),
        "load": round(os.getloadavg()[0], 1),
    }
    if flags.json:
        print(json.dumps(row), flush=True)
        return
    print(
        f"{shown:15}{action:7}{row['p50']:7} ms median,{row['p95']:7} ms p95; load {row['load']}",
        flush=True,
    )


if __name__ == "__main__":
    main()
