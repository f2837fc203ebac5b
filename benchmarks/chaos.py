"""Whether anything is lost, changed or left unsaid while everything goes wrong at once.

    python -m benchmarks.chaos [--minutes 10] [--seed 0] [--json]

A dashboard of its own trains while workers are killed and frozen, its disk is full, its database
is locked and absent, watchers come and go by forty, hostile zips are read, and files are swapped in
a browser. Then it is left alone, what was interrupted is continued, and counted is:

- `lost`: runs that were begun and have no end;
- `changed`: runs whose numbers are not those of the same training left alone, and files that were
  read as the file before;
- `silent`: what ended without a word to who watched, or with an error that has no sentence;
- `held_s`: the longest time for which the server did not answer whether it is well.

A trouble that cannot be made here (only root fills a disk of its own, and swaps want a Chromium)
has 0 under `troubles`.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from benchmarks.chromium import chromium
from benchmarks.hostile_zips import mutations
from benchmarks.server import Dashboard, dashboard
from core.errors import UserError
from core.events import Checkpoint, never
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.continuing import continuation
from core.runs.records import Run, RunState
from core.runs.settings import RunSettings, kind_of
from core.runs.store import Store
from core.runs.takeaway.bundle_read import Bundle, import_runs
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.workers.runner import events, recorded, start_run
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices

SETTINGS: tuple[RunSettings, ...] = (
    NamesSettings(iterations=30_000, checkpoint_interval=10_000),
    StockSettings(epochs=100, units=16, layers=2),
    StockSettings(epochs=150, units=8, layers=1, cell="gru"),
)
LEFT_FREE = 2**30  # bytes of the disk, by what zips bring in
DISK = 256  # MB, of which trainings need little
AT_ONCE = 4  # runs that are queued or trained
TOGETHER = 40  # watchers
TROUBLE_LASTS = 3.0  # seconds, at most
STALE = 6.0  # seconds without a heartbeat after which a worker is taken for dead here
SETTLE = 300.0  # seconds for what is left to end
HEARD_AFTER = 20.0  # seconds after a run's end in which who watches has to hear of it
FILES = {  # each with what a page says of it; with the choices for the first, the second is read
    "german": (
        "Datum;Schluss\n" + "".join(f"{n:02}.01.2019;1.2{n:02},50\n" for n in range(1, 31)),
        "Read .german.: ",
    ),
    "doubtful": (
        "Date,Close\n" + "".join(f"2019-02-{n:02},1.2{n:02}\n" for n in range(1, 29)),
        r"Decimals or thousands\?",
    ),
}


@dataclass(slots=True)
class Found:
    """What came of it; each list says what it counts."""

    runs: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    held: float = 0.0  # seconds
    troubles: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The figures, and what they count."""
        counted = {name: getattr(self, name) for name in ("lost", "changed", "silent")}
        figures = {name: len(cases) for name, cases in counted.items()}
        what = [f"{name}: {case}" for name, cases in counted.items() for case in cases]
        return {"runs": self.runs, **figures, "held_s": round(self.held, 3), "what": what} | {
            "troubles": dict(self.troubles)
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    found = chaos(60 * arguments.minutes, arguments.seed).as_json()
    print(json.dumps(found) if arguments.json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    sys.exit(bool(found["what"]))


def chaos(seconds: float, seed: int = 0) -> Found:
    """Makes trouble for so long, then counts what it has done."""
    found = Found()
    expected = [_numbers(settings) for settings in SETTINGS]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        disk = stack.enter_context(_disk_of_its_own(folder / "disk"))
        lab = stack.enter_context(dashboard(folder / "disk"))
        store = Store(lab.store.url, STALE)
        trainings = Trainings(store, lab.address, found)
        parts: list[Callable[[threading.Event], None]] = [
            trainings.begin_some,
            lambda over: _make_trouble(over, lab, store, random.Random(seed), disk, found),
            lambda over: asyncio.run(_come_and_go(over, lab.address, store, seed, found)),
            lambda over: _try_zips(over, folder / "zips", seed, found),
            lambda over: _ask_whether_it_is_well(over, lab.address, found),
            lambda over: _swap_files(over, lab.address, found),
        ]
        over = threading.Event()
        threads = [threading.Thread(target=_told, args=(part, over, found)) for part in parts]
        for thread in threads:
            thread.start()
        over.wait(seconds)
        over.set()
        for thread in threads:
            thread.join()
        trainings.settle(expected)
    return found


def _told(part: Callable[[threading.Event], None], over: threading.Event, found: Found) -> None:
    """What breaks a part of this program is not passed over either."""
    try:
        part(over)
    except Exception as failure:
        found.silent.append(f"chaos itself: {failure!r}")


@contextmanager
def _disk_of_its_own(folder: Path) -> Iterator[Path | None]:
    """A file system that can be filled; None where there can be none, and a folder in its place."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def _data(settings: RunSettings) -> Any:
    return bundled_names() if isinstance(settings, NamesSettings) else bundled_prices("GE")


def _numbers(settings: RunSettings) -> dict[int, Checkpoint]:
    """The checkpoints of a training that nothing disturbs."""
    reported = events(settings, _data(settings), never)
    return {event.step: event for event in reported if isinstance(event, Checkpoint)}


class Trainings:
    """The runs that are begun, each with somebody who watches it to its end."""

    def __init__(self, store: Store, address: str, found: Found) -> None:
        self._store = store
        self._address = address
        self._found = found
        self._begun: list[tuple[Run, Watcher]] = []

    def begin_some(self, over: threading.Event) -> None:
        """Begins one after the other."""
        for number in count():
            if over.wait(0.2):
                return
            with suppress(UserError):  # the database is in trouble, and says so
                if len(self._store.active()) < AT_ONCE:
                    self._begin(SETTINGS[number % len(SETTINGS)])

    def _begin(self, settings: RunSettings) -> None:
        data = _data(settings)
        dataset = self._store.save_dataset(kind_of(settings), data.title, data.to_bytes())
        run = self._store.create_run(settings, dataset)
        self._begun.append((run, Watcher(self._address, run.id)))
        self._found.runs += 1

    def settle(self, expected: list[dict[int, Checkpoint]]) -> None:
        """Continues what was interrupted, and counts what is not as it should be."""
        deadline = time.monotonic() + SETTLE
        heard_until = deadline
        for run, watcher in self._begun:
            ended = self._ended(run, deadline)
            if ended is None:
                continue
            numbers = expected[SETTINGS.index(run.settings)]
            if not _same(numbers, self._store, ended.id):
                self._found.changed.append(f"run {ended.id}: {ended.settings}")
            heard_until = time.monotonic() + HEARD_AFTER
            if not watcher.heard_the_end(max(0.0, heard_until - time.monotonic())):
                self._found.silent.append(f"the end of run {run.id}")

    def _ended(self, run: Run, deadline: float) -> Run | None:
        """The run once it is finished, or the one that has gone on with it; None if it is lost."""
        known = run.id
        while time.monotonic() < deadline:
            try:
                now = self._store.run(known)
            except UserError as gone:
                self._found.lost.append(f"run {known}: {gone}")
                return None
            if now.state is RunState.FINISHED:
                return now
            if now.state is RunState.INTERRUPTED:
                known = self._went_on(now)
            elif not now.active:
                self._found.lost.append(f"run {known}: {now.state}, {now.error}")
                return None
            time.sleep(0.2)
        self._found.lost.append(f"run {known} does not end: {self._store.run(known).state}")
        return None

    def _went_on(self, run: Run) -> str:
        """Continues a run, or trains it again where its worker died before any state was kept."""
        self._found.troubles["continued"] += 1
        step = self._store.state_step(run.id)
        if step is None:
            return self._store.create_run(run.settings, run.dataset_id).id
        settings = (how := continuation(run, step)).settings(how.usual)
        return self._store.create_run(settings, run.dataset_id, parent_id=run.id).id


def _same(expected: dict[int, Checkpoint], store: Store, run_id: str) -> bool:
    """Whether each checkpoint of a run is the expected one, to the last bit."""
    if store.checkpoints(run_id) != list(expected):
        return False
    kept = dict(store.checkpoint_arrays(run_id, list(expected)))
    return all(
        np.array_equal(array, kept[step][name], equal_nan=True)
        for step, checkpoint in expected.items()
        for name, array in checkpoint.arrays.items()
    )


class Watcher:
    """Somebody who listens to a run until it has ended, in a thread."""

    def __init__(self, address: str, run_id: str) -> None:
        self._live = f"{address}/live/{run_id}"
        self._over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def heard_the_end(self, patience: float) -> bool:
        """Whether it has, within so many seconds."""
        return self._over.wait(patience)

    def _listen(self) -> None:
        while not self._over.is_set():
            with suppress(OSError), urllib.request.urlopen(self._live, timeout=60) as stream:
                for line in stream:
                    data = line.removeprefix(b"data: ").strip()
                    if line.startswith(b"data: ") and json.loads(data).get("active") is False:
                        self._over.set()
            time.sleep(0.5)


def _make_trouble(
    over: threading.Event,
    lab: Dashboard,
    store: Store,
    dice: random.Random,
    disk: Path | None,
    found: Found,
) -> None:
    """One trouble after the other, with some peace in between."""
    database = Path(store.url.removeprefix("sqlite:///"))
    makers: dict[str, Callable[[float], bool]] = {
        "killed": lambda _: _signalled(store, dice, signal.SIGKILL),
        "frozen": lambda pause: _frozen(store, dice, pause),
        "locked": lambda pause: _locked(database, pause),
        "absent": lambda pause: _absent(database, pause),
        "full disk": lambda pause: disk is not None and _filled(disk, pause),
    }
    waiting: list[str] = []
    while not over.wait(dice.uniform(0.3, 1.0)) and lab.process.is_running():
        waiting = waiting or dice.sample(sorted(makers), len(makers))
        name = waiting.pop()
        found.troubles[name] += makers[name](dice.uniform(0.3, 1.0) * TROUBLE_LASTS)


def _signalled(store: Store, dice: random.Random, number: signal.Signals) -> bool:
    """Sends a signal to the worker of some run; False if none is being trained."""
    with suppress(UserError, ProcessLookupError):
        workers = {run.worker for run in store.active() if run.state is RunState.RUNNING}
        if workers:
            worker = dice.choice(sorted(filter(None, workers)))
            os.kill(int(worker.rpartition(":")[2]), number)
            return True
    return False


def _frozen(store: Store, dice: random.Random, pause: float) -> bool:
    again = random.Random()
    again.setstate(dice.getstate())  # the same worker
    if not _signalled(store, dice, signal.SIGSTOP):
        return False
    time.sleep(pause)
    _signalled(store, again, signal.SIGCONT)
    return True


def _locked(database: Path, pause: float) -> bool:
    other = sqlite3.connect(database, timeout=10)
    with suppress(sqlite3.OperationalError):
        other.execute("BEGIN IMMEDIATE")
        time.sleep(pause)
    other.close()
    return True


def _absent(database: Path, pause: float) -> bool:
    elsewhere = database.with_name("elsewhere")
    database.rename(elsewhere)
    time.sleep(pause)
    elsewhere.rename(database)
    return True


def _filled(disk: Path, pause: float) -> bool:
    filling = disk / "filling"
    with suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(2**16))
    time.sleep(pause)
    filling.unlink()
    return True


async def _come_and_go(
    over: threading.Event, address: str, store: Store, seed: int, found: Found
) -> None:
    """Watchers who leave at random moments, forty at once."""
    dice = random.Random(seed)
    host, _, port = address.removeprefix("http://").partition(":")

    async def watch(run_id: str) -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /live/{run_id} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.read(), dice.uniform(0.0, 1.5))
        writer.close()

    while not over.is_set():
        with suppress(UserError, OSError):
            watched = await asyncio.to_thread(lambda: [run.id for run in store.active()])
            if watched:
                some = [watch(dice.choice(watched)) for _ in range(TOGETHER)]
                await asyncio.gather(*some, return_exceptions=True)
                found.troubles["watchers"] += TOGETHER
        await asyncio.sleep(0.1)


def _try_zips(over: threading.Event, folder: Path, seed: int, found: Found) -> None:
    """Reads zips with something wrong in them, into a store of their own."""
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'zips.sqlite'}")
    small = (
        NamesSettings(iterations=40, checkpoint_interval=20, hidden_units=6),
        StockSettings(epochs=2, units=4, layers=1),
    )
    for settings in small:
        data = _data(settings)
        run = start_run(store, settings, data)
        train = lambda stop, what=settings, data=data: events(what, data, stop)  # noqa: E731
        for _ in recorded(store, run, train, never):
            pass
    good = io.BytesIO()
    write_bundle(store, [run.id for run in store.runs()], good)
    for number in count(seed):
        for what, content in mutations(good.getvalue(), number):
            if over.is_set() or shutil.disk_usage(folder).free < LEFT_FREE:
                return
            found.troubles["zips"] += 1
            try:
                _try_zip(store, content)
            except Exception as failure:
                found.silent.append(f"a zip ({what}): {failure!r}")


def _try_zip(store: Store, content: bytes) -> None:
    """It comes in, and can be taken away again, or it is refused."""
    with suppress(UserError):
        ids = import_runs(store, Bundle(io.BytesIO(content)))
        write_bundle(store, list(ids.values()), io.BytesIO())


def _ask_whether_it_is_well(over: threading.Event, address: str, found: Found) -> None:
    """Asks all the time; the longest that an answer took is kept."""
    while not over.wait(0.02):
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=60):
                pass
        except OSError as failure:
            found.silent.append(f"the server does not answer: {failure}")
        found.held = max(found.held, time.monotonic() - began)


def _swap_files(over: threading.Event, address: str, found: Found) -> None:
    """Puts one file in the place of another and looks whether each is read as itself."""
    path = chromium()
    if path is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        page.set_default_timeout(60_000)
        page.goto("/stock?prices=Upload+a+CSV")
        while not over.is_set():
            for name, (text, told) in FILES.items():
                if words := _misread(page, name, text, told):
                    found.changed.append(f"the file {name}: {words}")
                found.troubles["swapped"] += 1
        browser.close()


def _misread(page: Page, name: str, text: str, told: str) -> str | None:
    """What stands on the page where it does not say of a file what it should."""
    again = page.get_by_role("button", name="Try again")
    file: Any = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text.encode()}
    place = page.locator("input[type=file]").first
    expect(place.or_(again).first).to_be_attached()
    while again.is_visible():  # the database was away
        with suppress(TookTooLong):  # it came back by itself
            again.click(timeout=1000)
        page.wait_for_timeout(500)
    place.set_input_files(file)
    read = page.get_by_text(re.compile(told))
    try:
        expect(read.or_(again).first).to_be_visible(timeout=60_000)
    except AssertionError:
        return " ".join(page.locator("[data-testid=stMain]").inner_text().split())
    return None


if __name__ == "__main__":
    main()
