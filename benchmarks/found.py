"""Whether a network that says changes finds what is to be found in them, and nothing else.

    python -m benchmarks.found [--series 100] [--batch-size 3] [--json]

On prices whose changes follow an AR(1), *better* must be said of it in at least 90 %; on random
walks, in at most 6 %. Both by what it reads: changes from day to day, or levels as in the report.
Beside it what the error is of the spread of the changes, and what it would be if the coefficient
were known.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.verdict import COEFFICIENT, ar, history
from core.events import Result
from core.runs.settings import build
from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import StockSettings
from core.stocks.trainer import train

Changes = NDArray[np.float64]

DAYS: Final = 900
TEST_DAYS: Final = 200
FIRST_PRICE: Final = 1000.0
LONG: Final = {"units": 50, "epochs": 100}
SHORT: Final = {"units": 10, "epochs": 15}


def with_structure(seed: int, days: int) -> Changes:
    """Changes of a price, (days,), that follow an AR(1)."""
    return ar(np.random.default_rng(seed), COEFFICIENT, days)


def without(seed: int, days: int) -> Changes:
    """Changes without any structure, (days,)."""
    return np.random.default_rng(seed).normal(size=days)


_WAYS: Final = {"ar": with_structure, "walk": without}


def main() -> None:
    arguments = _arguments()
    rows = [
        of_series(what, reads, size, arguments.series, arguments.batch_size)
        for size in (LONG, SHORT)
        for reads in ("changes", "levels")
        for what in _WAYS
    ]
    print(json.dumps(rows) if arguments.json else "\n".join(map(_line, rows)))


def of_series(
    what: str, reads: str, size: dict[str, int], series: int, batch_size: int
) -> dict[str, Any]:
    """What is said of networks on as many series, a training each."""
    one_layer = {"layers": 1, "dropout": 0.0, "batch_size": batch_size, **size}
    asked = {"target": "change", "reads": reads, "test_days": TEST_DAYS, **one_layer}
    settings = build(StockSettings, asked)
    found = [_trained(settings, _WAYS[what], seed) for seed in range(series)]
    verdicts = [verdict for verdict, _, _ in found]
    errors, optima = (np.array([row[place] for row in found]) for place in (1, 2))
    return {
        "changes_are": what,
        "reads": reads,
        **size,
        "batch_size": batch_size,
        "series": series,
        "said": {str(word): verdicts.count(word) for word in Verdict},
        "error": _quantiles(errors),
        "optimum": _quantiles(optima),
    }


def _trained(
    settings: StockSettings, draw: Callable[[int, int], Changes], seed: int
) -> tuple[Verdict, float, float]:
    """The verdict, and both errors as shares of the spread of the changes on the test days."""
    changes = draw(seed, DAYS - 1)
    prices = FIRST_PRICE + np.concatenate([[0.0], np.cumsum(changes)])
    seeded = settings.model_copy(update={"seed": seed})
    *_, result = train(seeded, history(prices, settings.price_column))
    assert isinstance(result, Result)
    before, came = changes[-TEST_DAYS - 1 : -1], changes[-TEST_DAYS:]
    known = COEFFICIENT if draw is with_structure else 0.0
    best = float(np.sqrt(np.mean((came - known * before) ** 2)))
    spread = float(came.std())
    error = result.arrays["test_prediction"] - prices[-TEST_DAYS:]
    miss = float(np.sqrt(np.mean(error**2)))
    return Verdict(str(result.values["verdict"])), miss / spread, best / spread


def _quantiles(values: NDArray[np.float64]) -> list[float]:
    """5 %, the middle and 95 %."""
    return [round(float(value), 3) for value in np.quantile(values, (0.05, 0.5, 0.95))]


def _line(row: dict[str, Any]) -> str:
    said = ", ".join(f"{word} {count}" for word, count in row["said"].items())
    return (
        f"{row['changes_are']:5}reads {row['reads']:8} 1 x {row['units']}, {row['epochs']} epochs: "
        f"{said}; error {row['error']} of the changes' deviation, optimum {row['optimum']}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--series", type=int, default=100, help="of each kind, a training each")
    parser.add_argument("--batch-size", type=int, default=StockSettings().batch_size)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
