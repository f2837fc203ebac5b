"""Whether the fused engine learns as others do, over many seeds.

    python -m benchmarks.truth [--seeds 8] [--epochs 20] [--cells lstm gru rnn] [--json]

Training is chaotic: two right engines part ways after some epochs. What they must share is how
their results are spread. So every cell is trained on GE from fresh seeds, and so it is by a recipe
that has nothing of ours but the windows: PyTorch's layers, optimiser and random numbers, or Keras'
`fit` where PyTorch is not installed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import secrets
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Checkpoint, Result
from core.stocks.engines.keras import build
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.history import bundled_prices
from core.stocks.trainer import train
from core.stocks.windows import Windows, prepare

CELLS = ("lstm", "gru", "rnn")
TITLES = {"loss": "loss of epoch 1", "rmse": "test RMSE"}
HISTORY = bundled_prices("GE")


class Outcome(NamedTuple):
    """What a training came to."""

    loss: float  # of the first epoch, the mean of its windows, scaled
    rmse: float  # of the test days, in dollars


Recipe = Callable[[StockSettings], Outcome]


def main() -> None:
    arguments = _arguments()
    peer, recipe = _peer()
    first_seed = secrets.randbelow(2**31 - arguments.seeds)
    seeds = range(first_seed, first_seed + arguments.seeds)
    base = PRESETS["ge"].model_copy(update={"epochs": arguments.epochs})
    figures = {
        "epochs": arguments.epochs,
        "seeds": arguments.seeds,
        "first_seed": first_seed,
        "peer": peer,
        **{cell: compare(base, cell, seeds, recipe) for cell in arguments.cells},
    }
    print(json.dumps(figures) if arguments.json else _table(figures, arguments.cells))


def compare(
    base: StockSettings, cell: str, seeds: Iterable[int], recipe: Recipe
) -> dict[str, dict[str, Any]]:
    """For each figure both spreads, and how far apart the means are."""
    settings = [base.model_copy(update={"cell": cell, "seed": seed}) for seed in seeds]
    ours, theirs = zip(*[(fused(each), recipe(each)) for each in settings], strict=True)
    return {
        figure: _beside(
            [getattr(outcome, figure) for outcome in ours],
            [getattr(outcome, figure) for outcome in theirs],
        )
        for figure in Outcome._fields
    }


def fused(settings: StockSettings) -> Outcome:
    """The fused engine, in the trainer as the workers run it."""
    loss = math.nan
    for event in train(settings, HISTORY):
        if isinstance(event, Checkpoint) and event.step == 1:
            loss = event.loss
        if isinstance(event, Result):
            return Outcome(loss, float(str(event.values["rmse"])))
    raise AssertionError("A training ends with its result.")


def in_torch(settings: StockSettings) -> Outcome:
    """PyTorch's layers from Keras' distributions, and PyTorch's Adam."""
    import torch

    from benchmarks.torch_network import Trainer

    torch.manual_seed(settings.seed)
    windows = prepare(settings, HISTORY)
    trainer = Trainer(settings, windows.train.x, windows.train.y)
    loss = trainer.epoch_loss()
    trainer.run(settings.epochs - 1)
    return Outcome(loss, _rmse(windows, trainer.predict(windows.test.x)))


def in_keras(settings: StockSettings) -> Outcome:
    """Keras' own `fit`."""
    import keras

    keras.utils.set_random_seed(settings.seed)
    windows, model = prepare(settings, HISTORY), build(settings)
    of_fit = {"batch_size": settings.batch_size, "epochs": settings.epochs, "verbose": 0}
    report = model.fit(windows.train.x, windows.train.y, **of_fit)
    prediction = model.predict(windows.test.x, verbose=0)
    return Outcome(report.history["loss"][0], _rmse(windows, prediction))


def _peer() -> tuple[str, Recipe]:
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: the peer is Keras.", file=sys.stderr)
        build(PRESETS["ge"])  # imports Keras without its chatter
        return "keras", in_keras
    torch.set_num_threads(1)  # a batch of 3 windows keeps no more of them busy
    return "torch", in_torch


def _rmse(windows: Windows, scaled: ArrayLike) -> float:
    error = windows.inverse(scaled) - windows.test.actual
    return float(np.sqrt(np.mean(error**2)))


def _beside(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, Any]:
    """Both spreads, and the distance of the means in standard errors of their difference."""
    mine, peer = _spread(ours), _spread(theirs)
    apart = abs(mine["mean"] - peer["mean"]) / math.hypot(mine["error"], peer["error"])
    return {"fused": mine, "peer": peer, "apart": apart}


def _spread(numbers: Sequence[float]) -> dict[str, float]:
    """The mean, the deviation of one training, and the standard error of the mean."""
    deviation = statistics.stdev(numbers)
    error = deviation / math.sqrt(len(numbers))
    return {"mean": statistics.mean(numbers), "deviation": deviation, "error": error}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=8, help="trainings of each, at least 2")
    parser.add_argument(
        "--epochs", type=int, default=20, help="of a training; the report's are 100"
    )
    parser.add_argument("--cells", nargs="+", choices=CELLS, default=CELLS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if arguments.seeds < 2:
        parser.error(f"--seeds is {arguments.seeds}; take at least 2.")
    if arguments.epochs < 1:
        parser.error(f"--epochs is {arguments.epochs}; take at least 1.")
    return arguments


def _table(figures: dict[str, Any], cells: Iterable[str]) -> str:
    lines = [
        f"GE, {figures['epochs']} epochs, {figures['seeds']} fresh seeds from "
        f"{figures['first_seed']} on",
        "mean ± standard error of the mean (deviation of one training)",
        f"{'':24}{'fused':26}{figures['peer']:26}apart, standard errors",
    ]
    for cell in cells:
        for figure, title in TITLES.items():
            row = figures[cell][figure]
            sides = _said(row["fused"]), _said(row["peer"])
            lines.append(f"{cell:6}{title:18}{sides[0]:26}{sides[1]:26}{row['apart']:.1f}")
    return "\n".join(lines)


def _said(spread: dict[str, float]) -> str:
    return f"{spread['mean']:.4f} ± {spread['error']:.4f} ({spread['deviation']:.4f})"


if __name__ == "__main__":
    main()
