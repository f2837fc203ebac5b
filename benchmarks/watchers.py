"""How soon watchers see what a training has stored, and what they cost the server.

    python benchmarks/watchers.py [--watchers 50] [--seconds 20] [--json]

A server and workers of its own train the TATAGLOBAL preset on this machine while the watchers
look on. The first one is a real Chromium, if there is one; the others do what its page does
(`page.py`). All load the page of the run; what is measured happens from then on.

- *Stored* is what a worker has written of the run's progress, at its heartbeat: the moment at
  which its transaction begins.
- *Shown* is, in Chromium, the first frame painted after the bar stands there or beyond, and the
  arrival of the message elsewhere.
- A *look* is a message that a watcher has heard. `server_ms_per_look` is the processor time of
  the server, whatever it was for, over all looks; `server_mb` its largest resident memory.
- *Errors* are watchers whose page, session or stream failed, and what a watcher was never shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.chromium import NOTE_SHARES, browser, chromium
from benchmarks.page import Page
from benchmarks.server import Dashboard, dashboard
from core.runs.people import HOST
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.tables import runs
from core.stocks.settings import PRESETS
from core.stocks.sources import bundled_prices

EPOCHS = 1000  # more than are trained meanwhile
LOOK_EVERY = 0.02  # seconds between two looks at the database and at the server's memory
SETTLE = 3.0  # seconds between the last page that loads and the first look that counts
LATE = 3.0  # seconds that what was stored last is given to arrive


@dataclass
class Watcher:
    """What one watcher was shown: (share of the training, time) in the order of time."""

    shown: list[tuple[float, float]] = field(default_factory=list)
    failure: str = ""

    def delays(self, stored: list[tuple[float, float]]) -> Iterator[float]:
        """Seconds from each moment of `stored` until as much was shown; infinite if never."""
        for share, moment in stored:
            yield next((at for seen, at in self.shown if seen >= share), np.inf) - moment


@dataclass
class Server:
    """What the server stored and used while it was watched."""

    stored: list[tuple[float, float]] = field(default_factory=list)  # (share, time)
    bytes: int = 0
    seconds: float = 0.0  # of processor time


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--watchers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, dashboard(Path(folder)) as running:
        figures = asyncio.run(measured(running, arguments.watchers, arguments.seconds))
    print(json.dumps(figures) if arguments.json else _table(figures))


async def measured(running: Dashboard, watchers: int, seconds: float) -> dict[str, object]:
    """The figures of so many watchers over so many seconds."""
    run = _train(running)
    while running.store.run(run.id).done == 0:  # the workers are starting
        await asyncio.sleep(LOOK_EVERY)
    async with AsyncExitStack() as watched:
        looking = [
            await watched.enter_async_context(_watcher(running, run, in_browser=number == 0))
            for number in range(watchers)
        ]
        await asyncio.sleep(SETTLE)
        began = time.time()
        server = await _observe(running, run, seconds)
        ended = time.time()
        await asyncio.sleep(LATE)
        running.store.request_stop(run.id, by=HOST)
    return _figures(looking, server, began, ended)


def _train(running: Dashboard) -> Run:
    prices = bundled_prices("TATAGLOBAL")
    kept = running.store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    settings = PRESETS["tataglobal"].model_copy(update={"epochs": EPOCHS})
    return running.store.create_run(settings, kept, "benchmark")


@asynccontextmanager
async def _watcher(running: Dashboard, run: Run, *, in_browser: bool) -> AsyncIterator[Watcher]:
    """A watcher that has loaded its page and looks on."""
    path = chromium() if in_browser else None
    if path:
        async with _in_chromium(path, running, run) as watcher:
            yield watcher
        return
    watcher = Watcher()
    page = Page(running.address, "stock", run.id)
    await page.load()
    watching = asyncio.create_task(
        page.watch(lambda news: watcher.shown.append((news["share"], time.time())))
    )
    yield watcher
    try:
        await watching  # the run was stopped
        await page.run_script()
    except Exception as failure:  # whatever it is, it counts
        watcher.failure = repr(failure)
    page.close()


@asynccontextmanager
async def _in_chromium(path: str, running: Dashboard, run: Run) -> AsyncIterator[Watcher]:
    watcher = Watcher()
    async with browser(path) as opened:
        page = await opened.new_page(viewport={"width": 1280, "height": 900})
        page.on("pageerror", lambda error: setattr(watcher, "failure", str(error)))
        await page.add_init_script(NOTE_SHARES)
        await page.goto(f"{running.address}/stock?run={run.id}")
        await page.wait_for_function("window.shares.length > 0", timeout=60_000)
        yield watcher
        shares = await page.evaluate("window.shares")
        watcher.shown = [(share, at / 1000) for share, at in shares]


async def _observe(running: Dashboard, run: Run, seconds: float) -> Server:
    """Looks at the database and at the server for so long."""
    server = Server()
    query = select(runs.c.done, runs.c.heartbeat).where(runs.c.id == run.id)
    before = sum(running.process.cpu_times()[:2])
    deadline = time.monotonic() + seconds
    with create_engine(running.store.url).connect() as connection:
        while time.monotonic() < deadline:
            done, moment = connection.execute(query).one()
            connection.rollback()  # what is read next is what is there next
            if not server.stored or done / run.total > server.stored[-1][0]:
                server.stored.append((done / run.total, moment))
            server.bytes = max(server.bytes, running.process.memory_info().rss)
            await asyncio.sleep(LOOK_EVERY)
    server.seconds = sum(running.process.cpu_times()[:2]) - before
    return server


def _figures(
    watchers: list[Watcher], server: Server, began: float, ended: float
) -> dict[str, object]:
    """What is reported; delays in seconds, of the first watcher alone too (Chromium's)."""
    stored = [(share, moment) for share, moment in server.stored if moment >= began]
    delays = [list(watcher.delays(stored)) for watcher in watchers]
    every = np.concatenate(delays)
    arrived = every[np.isfinite(every)]
    looks = sum(began <= at < ended for watcher in watchers for _, at in watcher.shown)
    failures = sum(bool(watcher.failure) for watcher in watchers)
    return {
        "watchers": len(watchers),
        "stored_to_shown_p50": _rounded(np.quantile(arrived, 0.5)),
        "stored_to_shown_p95": _rounded(np.quantile(arrived, 0.95)),
        "first_watcher_p95": _rounded(np.quantile(delays[0], 0.95)),
        "server_ms_per_look": _rounded(1000 * server.seconds / max(1, looks)),
        "server_mb": round(server.bytes / 1e6),
        "errors": failures + int(np.isinf(every).sum()),
        "looks": looks,
        "stored": len(stored),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _rounded(number: float) -> float:
    return round(float(number), 3)


def _table(figures: dict[str, object]) -> str:
    return "\n".join(f"{name:>20} {value}" for name, value in figures.items())


if __name__ == "__main__":
    main()
