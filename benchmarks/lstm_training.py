"""How fast the fused engine trains, against Keras and PyTorch, and against its own limit.

    python benchmarks/lstm_training.py [--preset ge|tataglobal] [--cell lstm|gru|rnn] [--epochs 20]
                                       [--runs 5] [--json]

One run is a whole training call on the preset's bundled history; see README.md for what is in it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.products import blas_gflops, own_gflops, shape_of
from benchmarks.timing import MIN_RUNS, median_ratio, paired
from core.stocks.engines.fused import FusedEngine
from core.stocks.engines.fused.cells import CELLS
from core.stocks.engines.fused.engine import flop_per_window
from core.stocks.engines.keras import build
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.history import PriceHistory, bundled_prices
from core.stocks.trainer import train
from core.stocks.windows import Part, prepare

SYMBOLS = {"ge": "GE", "tataglobal": "TATAGLOBAL"}
EPOCHS = {"ge": 20, "tataglobal": 3}

Training = Callable[[], object]


def main() -> None:
    arguments = _arguments()
    epochs = arguments.epochs or EPOCHS[arguments.preset]
    changes = {"epochs": epochs, "cell": arguments.cell}
    settings = PRESETS[arguments.preset].model_copy(update=changes)
    history = bundled_prices(SYMBOLS[arguments.preset])
    figures = {
        "preset": arguments.preset,
        "epochs": epochs,
        **measure(settings, history, arguments.runs),
    }
    print(json.dumps(figures) if arguments.json else _table(figures, arguments.cell))


def measure(settings: StockSettings, history: PriceHistory, runs: int) -> dict[str, Any]:
    """Medians, ratios and shares of `runs` paired runs."""
    windows = prepare(settings, history).train
    threads = FusedEngine(settings).threads
    blas, own = [], []
    works = {
        "ours": _ours(settings, history),
        "keras": _keras(settings, windows),
        "torch": _torch(settings, windows),
        "blas": lambda: blas.append(blas_gflops(settings)),
        "own": lambda: own.append(own_gflops(settings, threads)),
    }
    times = paired({name: work for name, work in works.items() if work}, runs)
    ours = statistics.median(times["ours"])
    flop = (
        flop_per_window(shape_of(settings), settings.timesteps) * len(windows.y) * settings.epochs
    )
    limit = max(statistics.median(blas), statistics.median(own))
    return {
        "runs": runs,
        "ours_s": _rounded(ours),
        **{f"{peer}_s": _median(times.get(peer)) for peer in ("keras", "torch")},
        **{f"vs_{peer}": _ratio(times.get(peer), times["ours"]) for peer in ("keras", "torch")},
        "gflops": _rounded(flop / ours / 1e9),
        "gemm_share": _rounded(flop / ours / 1e9 / limit),
        "gemm_gflops": _rounded(limit),
        "blas_gflops": _rounded(statistics.median(blas)),
        "threads": threads,
    }


def _ours(settings: StockSettings, history: PriceHistory) -> Training:
    """The trainer as the workers run it, predictions of the test days after every epoch and all."""

    def run() -> None:
        for _ in train(settings, history):
            pass

    for _ in train(settings.model_copy(update={"epochs": 1}), history):
        pass
    return run


def _keras(settings: StockSettings, windows: Part) -> Training:
    """Plain `fit`, nothing but the training."""
    model = build(settings)

    def run(epochs: int = settings.epochs) -> None:
        model.fit(windows.x, windows.y, batch_size=settings.batch_size, epochs=epochs, verbose=0)

    run(epochs=1)
    return run


def _torch(settings: StockSettings, windows: Part) -> Training | None:
    try:
        from benchmarks.torch_network import Trainer
    except ImportError:
        print("PyTorch is not installed: torch_s and vs_torch are null.", file=sys.stderr)
        return None
    trainer = Trainer(settings, windows.x, windows.y)
    trainer.run(1)
    return lambda: trainer.run(settings.epochs)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--preset", choices=sorted(PRESETS), default="ge")
    parser.add_argument("--cell", choices=sorted(CELLS), default="lstm")
    parser.add_argument("--epochs", type=int, help="of one run; 20 for ge, 3 for tataglobal")
    parser.add_argument("--runs", type=int, default=MIN_RUNS, help="of each, at least 5")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if arguments.runs < MIN_RUNS:
        parser.error(f"--runs is {arguments.runs}; take at least {MIN_RUNS}.")
    if arguments.epochs is not None and arguments.epochs < 1:
        parser.error(f"--epochs is {arguments.epochs}; take at least 1.")
    return arguments


def _median(times: list[float] | None) -> float | None:
    return _rounded(statistics.median(times)) if times else None


def _ratio(theirs: list[float] | None, ours: list[float]) -> float | None:
    return _rounded(median_ratio(theirs, ours)) if theirs else None


def _rounded(number: float) -> float:
    """Four significant digits."""
    return float(f"{number:.4g}")


def _table(figures: dict[str, Any], cell: str) -> str:
    runs = f"medians of {figures['runs']} paired runs"
    lines = [
        f"{figures['preset']}, {cell}, {figures['epochs']} epochs, {runs}",
        f"  fused    {figures['ours_s']:9.3f} s   {figures['gflops']:.0f} GFLOP/s, "
        f"threads: {figures['threads']}",
    ]
    for peer, title in (("keras", "Keras"), ("torch", "PyTorch")):
        if figures[f"{peer}_s"] is not None:
            seconds, ratio = figures[f"{peer}_s"], figures[f"vs_{peer}"]
            lines.append(f"  {title:8} {seconds:9.3f} s   {ratio:.1f} x the fused engine's time")
    lines.append(
        f"  bare matrix products of these sizes: {figures['gemm_gflops']:.0f} GFLOP/s "
        f"(NumPy's BLAS {figures['blas_gflops']:.0f}); the engine reaches "
        f"{100 * figures['gemm_share']:.0f} %"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
