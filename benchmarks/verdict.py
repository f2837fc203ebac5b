"""Whether the verdict on a forecast keeps what it promises, on prices whose truth is known.

    python -m benchmarks.verdict [--walks 200] [--structured 200] [--json]

On random walks nothing beats yesterday's price: *better* may be said of a network in at most 5 %.
Where the changes of the price follow an AR(1), the AR baseline does beat it: *better* must be said
of it in at least 95 %. And a forecast that goes twice as far from yesterday's price as it should is
exactly as good as yesterday's price: what the test says of it, and what the interval alone would.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

os.environ.setdefault("NUMBA_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Result
from core.stocks.judgement.baselines import AR1
from core.stocks.judgement.judge import judge
from core.stocks.judgement.skill import skill
from core.stocks.judgement.verdict import Verdict, verdict
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.bundled import bundled
from core.stocks.sources.history import PriceHistory, date_index
from core.stocks.trainer import train
from core.stocks.windows import prepare

GE = bundled("GE")
COEFFICIENT: Final = 0.6  # of the structured changes
STRUCTURED_DAYS: Final = 2000
TEST_SHARE: Final = 0.1  # of the days, as in the report's GE
EQUAL_DAYS: Final = 25  # that GE is tested on
BURN_IN: Final = 50  # changes until an AR(1) has forgotten its beginning
# Two words that a forecast as good as yesterday's price may be called by mistake.
WORDS: Final = (Verdict.BETTER, Verdict.WORSE)


def main() -> None:
    arguments = _arguments()
    settings = PRESETS["ge"].model_copy(update={"epochs": arguments.epochs})
    walks = [network_on_a_walk(seed, settings) for seed in range(arguments.walks)]
    structured = [ar_on_structure(seed) for seed in range(arguments.structured)]
    equal = [equally_good(seed) for seed in range(arguments.equal)]
    figures = {
        "random_walks": len(walks),
        "epochs": arguments.epochs,
        "said_better": walks.count(Verdict.BETTER),
        "said_worse": walks.count(Verdict.WORSE),
        "structured": len(structured),
        "ar_said_better": structured.count(Verdict.BETTER),
        "equal": len(equal),
        **{f"equal_said_{word}": [test for test, _ in equal].count(word) for word in WORDS},
        **{f"equal_interval_{word}": [alone for _, alone in equal].count(word) for word in WORDS},
    }
    print(json.dumps(figures) if arguments.json else _table(figures))


def network_on_a_walk(seed: int, settings: StockSettings) -> Verdict:
    """What is said of a network trained on a random walk of GE's length, first price and unrest."""
    prices = GE.frame[settings.price_column].to_numpy()
    unrest = np.diff(np.log(prices)).std()
    steps = np.random.default_rng(seed).normal(0, unrest, len(prices) - 1)
    walk = prices[0] * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    seeded = settings.model_copy(update={"seed": seed})
    *_, result = train(seeded, history(walk, settings.price_column))
    assert isinstance(result, Result)
    return Verdict(str(result.values["verdict"]))


def ar_on_structure(seed: int) -> Verdict:
    """What is said of the AR baseline on prices that it describes."""
    changes = ar_changes(seed, STRUCTURED_DAYS - 1)
    prices = 1000 + np.concatenate([[0.0], np.cumsum(changes)])
    settings = StockSettings(test_days=round(TEST_SHARE * len(prices)))
    windows = prepare(settings, history(prices, settings.price_column))
    return judge(windows, windows.test.yesterday).baselines[AR1].verdict


def equally_good(seed: int, days: int = EQUAL_DAYS) -> tuple[Verdict, Verdict]:
    """What the test says, and the interval alone would, of a forecast as good as yesterday's price.

    The change is c a + e, with a that of the day before. Yesterday's price misses it by c a + e;
    the forecast of a change of 2 c a misses it by c a - e: as much, on average.
    """
    changes = ar_changes(seed, days + 1)
    found = skill(2 * COEFFICIENT * changes[:-1] - changes[1:], -changes[1:])
    assert found.low is not None
    assert found.high is not None
    if found.low <= 0 <= found.high:
        alone = Verdict.TOO_CLOSE
    else:
        alone = Verdict.BETTER if found.low > 0 else Verdict.WORSE
    return verdict(found), alone


def ar_changes(seed: int, days: int) -> NDArray[np.float64]:
    """Changes of a price, (days,), that follow an AR(1)."""
    unrest = np.random.default_rng(seed).normal(size=BURN_IN + days)
    changes = np.zeros(BURN_IN + days)
    for day in range(1, BURN_IN + days):
        changes[day] = COEFFICIENT * changes[day - 1] + unrest[day]
    return changes[BURN_IN:]


def history(prices: NDArray[np.float64], column: str) -> PriceHistory:
    """Made-up prices on as many weekdays."""
    days = date_index(pd.bdate_range("2010-01-04", periods=len(prices)))
    frame = pd.DataFrame({column: prices}, index=days)
    return PriceHistory("MADE", "USD", "Made up", "made up", "", (), frame)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--walks", type=int, default=200, help="random walks, a training each")
    parser.add_argument("--epochs", type=int, default=20, help="of each training")
    parser.add_argument("--structured", type=int, default=200, help="series with structure")
    parser.add_argument("--equal", type=int, default=1000, help="forecasts as good as yesterday's")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _table(figures: dict[str, Any]) -> str:
    walks, structured, equal = (figures[name] for name in ("random_walks", "structured", "equal"))
    rows: Sequence[tuple[str, int, int]] = (
        (
            f"network, {figures['epochs']} epochs, random walk: better",
            figures["said_better"],
            walks,
        ),
        ("the same: worse", figures["said_worse"], walks),
        ("AR(1) where changes are AR(1): better", figures["ar_said_better"], structured),
        ("as good as yesterday's price: better", figures["equal_said_better"], equal),
        ("the same: worse", figures["equal_said_worse"], equal),
        ("by the interval alone: better", figures["equal_interval_better"], equal),
        ("the same: worse", figures["equal_interval_worse"], equal),
    )
    return "\n".join(
        f"{what:50}{said:5} of {all_:5}{_share(said, all_)}" for what, said, all_ in rows
    )


def _share(said: int, of: int) -> str:
    return f"{100 * said / of:8.1f} %" if of else ""


if __name__ == "__main__":
    main()
