"""How many runs a minute a sweep makes with one and with two workers, beside joblib.

    python -m benchmarks.sweep [--runs 36] [--rounds 3] [--epochs 20] [--json]

Each side trains the same settings: ours as `python -m core sweep` does, every run with its queue,
its reports and its place in a database; joblib (loky) nothing but the trainer. All are warmed up by
a sweep of a few runs, take turns, and count from the first training's start to the last one's end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from joblib import Parallel, delayed

from benchmarks.timing import seconds
from core.runs.groups.plan import Plan, Purpose, first_points, make_plan, runs_of
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.settings import Kind, RunSettings
from core.runs.store import Store
from core.runs.workers.executor import Executor
from core.runs.workers.host import WORKERS_VARIABLE
from core.stocks import trainer
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory, bundled_prices

VARY = ("timesteps=3,7,14", "units=10,50")
LOOK_EVERY = 0.05  # seconds
GE = bundled_prices("GE")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=36, help="of a sweep, a multiple of 6")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    flags = parser.parse_args()
    with our_sweep(1) as one, our_sweep(2) as two:
        sides = {
            "ours_1": one,
            "ours_2": two,
            "joblib_1": joblib_sweep(1),
            "joblib_2": joblib_sweep(2),
        }
        for side in sides.values():
            side(1, flags.epochs)
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(flags.rounds):
            for name, side in sides.items():
                rates[name].append(60 * flags.runs / side(flags.runs // 6, flags.epochs))
    report({name: statistics.median(found) for name, found in rates.items()}, flags)


def report(rates: dict[str, float], flags: argparse.Namespace) -> None:
    """Prints runs a minute, and how they compare."""
    row = rates | {
        "speedup": rates["ours_2"] / rates["ours_1"],
        "vs_joblib": rates["ours_2"] / rates["joblib_2"],
        "runs": flags.runs,
        "load": os.getloadavg()[0],
    }
    if flags.json:
        print(json.dumps(row))
        return
    print(f"{flags.runs} runs on GE, {flags.epochs} epochs each, {' x '.join(VARY)}, seeds")
    for name, words in (("ours", "sweep"), ("joblib", "joblib")):
        one, two = rates[f"{name}_1"], rates[f"{name}_2"]
        print(f"{words:8}{one:8.0f} a minute with 1 worker,{two:8.0f} with 2: {two / one:.2f} x")
    print(f"sweep beside joblib, 2 workers each: {row['vs_joblib']:.2f} x; load {row['load']:.1f}")


@contextmanager
def our_sweep(workers: int) -> Iterator[Callable[[int, int], float]]:
    """Workers of their own, and a sweep on them: (seeds, epochs) -> seconds."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[WORKERS_VARIABLE] = str(workers)
        executor = Executor(Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}"))
        executor.warm()
        while executor.workers != workers:
            executor.warm()
            time.sleep(LOOK_EVERY)
        dataset = executor.store.save_dataset(Kind.STOCK, GE.title, GE.to_bytes())

        def swept(seeds: int, epochs: int) -> float:
            group = executor.submit_group(planned(dataset, seeds, epochs), Purpose.SWEEP)
            while (now := Groups(executor.store).group(group.id)).active:
                time.sleep(LOOK_EVERY)
            return now.seconds

        yield swept
        executor.shutdown()


def joblib_sweep(workers: int) -> Callable[[int, int], float]:
    """The same by joblib: (seeds, epochs) -> seconds."""

    def swept(seeds: int, epochs: int) -> float:
        plan = planned("", seeds, epochs)
        runs = runs_of(plan, first_points(plan), GE)
        parallel = Parallel(n_jobs=workers, backend="loky" if workers > 1 else "sequential")
        return seconds(lambda: parallel(delayed(train)(run, GE) for run in runs))

    return swept


def train(settings: RunSettings, history: PriceHistory) -> None:
    """A training that nobody watches."""
    assert isinstance(settings, StockSettings)
    for _ in trainer.train(settings, history):
        pass


def planned(dataset: str, seeds: int, epochs: int) -> Plan:
    """Six points on so many seeds."""
    vary = [read_vary(Kind.STOCK, text) for text in VARY]
    return make_plan(StockSettings(epochs=epochs), dataset, vary=vary, seeds=seeds)


if __name__ == "__main__":
    main()
