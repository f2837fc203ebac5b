"""How fast the fused engine trains with vectors of 16 lanes (AVX-512) and with 8 (AVX2).

    python benchmarks/lanes.py [--runs 5]

Two processes take turns, one compiled for this processor as it is, the other as for one that has
AVX2 and nothing later. A row gives the medians of the runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import MIN_RUNS, seconds
from core.stocks.engines.fused import FusedEngine
from core.stocks.engines.fused.cells import CELLS
from core.stocks.engines.fused.vectors import LANES
from core.stocks.settings import PRESETS, StockSettings

EIGHT = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}
WINDOWS, EPOCHS = 500, {"ge": 5, "tataglobal": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=MIN_RUNS)
    runs = parser.parse_args().runs
    sides = [_process({}), _process(EIGHT)]
    heads = [f"{side.submit(lanes).result()} lanes" for side in sides]
    print(f"ms an epoch of {WINDOWS} windows" + "".join(f"{head:>10}" for head in heads))
    for preset, settings in PRESETS.items():
        for cell in CELLS:
            row = settings.model_copy(update={"cell": cell, "epochs": EPOCHS[preset]})
            times = [[side.submit(epoch, row).result() for side in sides] for _ in range(runs)]
            medians = (statistics.median(side) for side in zip(*times, strict=True))
            title = f"{preset}, {cell}"
            print(f"{title:28}" + "".join(f"{1e3 * median:10.2f}" for median in medians))


def lanes() -> int:
    """What this process computes with."""
    return LANES


def epoch(settings: StockSettings) -> float:
    """Seconds of an epoch, the mean of several, with one thread."""
    random = np.random.default_rng(0)
    x = random.random((WINDOWS, settings.timesteps, 1), np.float32)
    y, order = x.mean(axis=(1, 2)), random.permutation(WINDOWS)
    engine = FusedEngine(settings, threads=1)

    def train() -> None:
        for _ in range(settings.epochs):
            list(engine.epoch(x, y, order))

    list(engine.epoch(x, y, order))
    return seconds(train) / settings.epochs


def _process(environment: Mapping[str, str]) -> ProcessPoolExecutor:
    """A process that has started with `environment`."""
    pool = ProcessPoolExecutor(1, get_context("spawn"))
    before = dict(os.environ)
    os.environ.update(environment)
    pool.submit(lanes).result()
    os.environ.clear()
    os.environ.update(before)
    return pool


if __name__ == "__main__":
    main()
