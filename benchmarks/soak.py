"""Whether the server's memory grows while pages are opened, watched and left.

    python benchmarks/soak.py [--minutes 60] [--watchers 5] [--json]

GE trainings follow one another on a server of its own. Each is watched by pages of its own
(`page.py`) from its beginning to its end; then they are left. `mb` is the server's resident
memory, looked at in between.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.page import Page
from benchmarks.server import Dashboard, dashboard
from core.runs.settings import Kind
from core.stocks.settings import PRESETS
from core.stocks.sources import bundled_prices

MINUTE = 60.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--watchers", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON, an object a look")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, dashboard(Path(folder)) as running:
        asyncio.run(_soak(running, arguments))


async def _soak(running: Dashboard, arguments: argparse.Namespace) -> None:
    prices = bundled_prices("GE")
    kept = running.store.save_dataset(Kind.STOCK, prices.title, prices.to_bytes())
    pages, began, looked = 0, time.monotonic(), 0.0
    while (minutes := (time.monotonic() - began) / MINUTE) < arguments.minutes:
        run = running.store.create_run(PRESETS["ge"], kept, "soak")
        watched = [_watch(running, run.id) for _ in range(arguments.watchers)]
        await asyncio.gather(*watched)
        pages += len(watched)
        if not looked or minutes - looked >= 1:
            looked = minutes
            _say(minutes, pages, running.process.memory_info().rss, as_json=arguments.json)


async def _watch(running: Dashboard, run_id: str) -> None:
    """A page from its opening to the end of the run."""
    page = Page(running.address, "stock", run_id)
    await page.load()
    await page.watch(lambda _: None)
    await page.run_script()
    page.close()


def _say(minutes: float, pages: int, resident: int, *, as_json: bool) -> None:
    look = {"minutes": round(minutes, 1), "pages": pages, "mb": round(resident / 1e6)}
    line = "{minutes:8} minutes {pages:8} pages {mb:8} MB".format(**look)
    print(json.dumps(look) if as_json else line, flush=True)


if __name__ == "__main__":
    main()
