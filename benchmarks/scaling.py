"""How the cost of the fused engine grows with the settings and the data.

    python benchmarks/scaling.py [--runs 5]

One setting is changed at a time, from the same base; a row gives the median of the runs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.products import shape_of
from benchmarks.timing import seconds
from core.stocks.engines.fused import FusedEngine
from core.stocks.engines.fused.engine import flop_per_window
from core.stocks.settings import StockSettings

BASE = StockSettings(timesteps=30, units=50, layers=4, batch_size=16)
ROWS = 1000
STEPS: dict[str, tuple[int, ...]] = {
    "timesteps": (7, 15, 30, 60, 120),
    "units": (10, 25, 50, 100, 200),
    "layers": (1, 2, 3, 4),
    "batch_size": (1, 3, 8, 16, 32, 64, 256),
    "windows": (250, 500, 1000, 2000, 4000),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(
        f"Base: {ROWS} windows, "
        + ", ".join(f"{name} {getattr(BASE, name)}" for name in STEPS if name != "windows")
    )
    print(f"{'':>18} {'ms an epoch':>12} {'us a window':>12} {'GFLOP/s':>8} {'threads':>8}")
    for name, values in STEPS.items():
        for value in values:
            print(f"{name:>12} {value:5} " + _row(name, value, runs))


def _row(name: str, value: int, runs: int) -> str:
    windows = value if name == "windows" else ROWS
    settings = BASE if name == "windows" else BASE.model_copy(update={name: value})
    engine = FusedEngine(settings)
    epoch = statistics.median(_epochs(engine, settings.timesteps, windows, runs))
    gflops = flop_per_window(shape_of(settings), settings.timesteps) * windows / epoch / 1e9
    return f"{1e3 * epoch:12.1f} {1e6 * epoch / windows:12.2f} {gflops:8.0f} {engine.threads:8}"


def _epochs(engine: FusedEngine, timesteps: int, windows: int, runs: int) -> list[float]:
    random = np.random.default_rng(0)
    x = random.random((windows, timesteps, 1), np.float32)
    y = x.mean(axis=(1, 2))
    order = random.permutation(windows)
    times = [seconds(lambda: list(engine.epoch(x, y, order))) for _ in range(runs + 1)]
    return times[1:]


if __name__ == "__main__":
    main()
