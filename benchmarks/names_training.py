"""How fast the fused character RNN trains, against the plain NumPy reference.

    python benchmarks/names_training.py [--iterations 34999] [--pairs 5] [--json]

One run is a whole training call and seven names sampled at each of its checkpoints. Runs are
paired: reference and fused one after the other, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from time import perf_counter
from typing import Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Checkpoint
from core.names.corpus import Corpus
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.trainer import train

WARM_UP = 200  # iterations
MIN_PAIRS = 5


def main() -> None:
    arguments = _arguments()
    corpus = bundled_names()
    for engine in ("reference", "fused"):
        _seconds(engine, WARM_UP, corpus)
    reference, ours = [], []
    for _ in range(arguments.pairs):
        reference.append(_seconds("reference", arguments.iterations, corpus))
        ours.append(_seconds("fused", arguments.iterations, corpus))
    ratios = [theirs / own for theirs, own in zip(reference, ours, strict=True)]
    figures = {
        "iterations": arguments.iterations,
        "runs": arguments.pairs,
        "ours_s": round(statistics.median(ours), 4),
        "reference_s": round(statistics.median(reference), 4),
        "vs_reference": round(statistics.median(ratios), 2),
    }
    print(json.dumps(figures) if arguments.json else _table(figures, ratios))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--iterations", type=int, default=34_999, help="the last iteration")
    parser.add_argument("--pairs", type=int, default=MIN_PAIRS, help="runs of each, at least 5")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if arguments.pairs < MIN_PAIRS:
        parser.error(f"--pairs is {arguments.pairs}; take at least {MIN_PAIRS}.")
    return arguments


def _seconds(engine: Literal["reference", "fused"], iterations: int, corpus: Corpus) -> float:
    """Wall time of a training with its sampling."""
    settings = NamesSettings(iterations=iterations, engine=engine)
    began = perf_counter()
    for event in train(settings, corpus):
        if isinstance(event, Checkpoint):
            sample_report_names(event.arrays, corpus.alphabet)
    return perf_counter() - began


def _table(figures: dict[str, float], ratios: list[float]) -> str:
    return "\n".join(
        [
            f"names, {figures['iterations']:,} iterations, medians of {figures['runs']} pairs",
            f"  plain NumPy  {figures['reference_s']:8.3f} s",
            f"  fused        {figures['ours_s']:8.3f} s",
            f"  ratio        {figures['vs_reference']:8.1f} x  "
            f"({min(ratios):.1f} to {max(ratios):.1f})",
        ]
    )


if __name__ == "__main__":
    main()
