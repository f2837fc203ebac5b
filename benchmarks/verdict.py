"""Whether the verdict on a forecast keeps what it promises, on prices whose truth is known.

    python -m benchmarks.verdict [--walks 140] [--structured 200] [--series 2000] [--json]

On random walks nothing beats yesterday's price: *better* may be said of a network in at most 6 %,
and what somebody finds who may choose the epoch shows why only the planned one gets a word. Where
the changes of the price follow an AR(1), the AR baseline does beat it: *better* must be said of it
in at least 95 %. And of forecasts that are exactly as good as yesterday's price, or better or worse
by a known share, while their losses hang together from day to day: what each of some tests says,
and the whole rule.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.signal import lfilter

os.environ.setdefault("NUMBA_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Checkpoint
from core.stocks.judgement.judge import judge, skill_on
from core.stocks.judgement.metrics import AR1
from core.stocks.judgement.verdict import CONFIDENCE, Verdict, skill, verdict
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.history import PriceHistory, bundled_prices, date_index
from core.stocks.trainer import train
from core.stocks.windows import prepare

Errors = NDArray[np.float64]
Rule = Callable[[Errors, Errors], Verdict]  # of a forecast's and of yesterday's errors, (days,)

GE = bundled_prices("GE")
COEFFICIENT: Final = 0.6  # of the structured changes
STRUCTURED_DAYS: Final = 2000
TEST_SHARE: Final = 0.1  # of the days, as in the report's GE
BURN_IN: Final = 100  # steps until an AR(1) has forgotten its beginning
DAYS: Final = 25, 60, 200  # of a test; GE's has 25
PERSISTENCE: Final = 0.0, 0.5, 0.8  # of the differences of the losses
APART: Final = 0.3  # half of the distance of a forecast from yesterday's price, in its misses
NEAR: Final = 0.05
PLANTED: Final = 0.9, 0.8  # of the RMSE of one as good
WORSE_BY: Final = 1.05, 1.1
_DRAWS: Final = 299


@dataclass(frozen=True, slots=True)
class Row:
    """How often a word was said of some forecasts."""

    forecast: str
    word: str
    said: int
    of: int

    def __str__(self) -> str:
        share = f"{100 * self.said / self.of:8.1f} %" if self.of else ""
        return f"{self.forecast:66}{self.word:>11}{self.said:6} of {self.of:5}{share}"


def main() -> None:
    arguments = _arguments()
    for row in _rows(arguments):
        print(json.dumps(asdict(row)) if arguments.json else row, flush=True)


def _rows(arguments: argparse.Namespace) -> Iterator[Row]:
    for target in ("price", "change"):
        settings = PRESETS["ge"].model_copy(update={"epochs": arguments.epochs, "target": target})
        yield from _on_walks(settings, arguments.walks)
    structured = [ar_on_structure(seed) for seed in range(arguments.structured)]
    yield _row("AR(1) where changes are AR(1)", structured, Verdict.BETTER)
    for days in DAYS:
        for persistence in PERSISTENCE:
            yield from _on_series(days, persistence, arguments.series)


def _on_walks(settings: StockSettings, walks: int) -> Iterator[Row]:
    said = [network_on_a_walk(seed, settings) for seed in range(walks)]
    what = f"network, {settings.target}, random walk"
    for word in Verdict:
        yield _row(f"{what}: epoch {settings.epochs}", [each[-1] for each in said], word)
    chosen = sum(Verdict.BETTER in each for each in said)
    yield Row(f"{what}: at some epoch", Verdict.BETTER, chosen, walks)


def _on_series(days: int, persistence: float, series: int) -> Iterator[Row]:
    """Of equally good forecasts what each test says; of others, and all in all, the rule."""

    def made(ratio: float, apart: float) -> list[tuple[Errors, Errors]]:
        return [forecast(seed, days, persistence, ratio, apart) for seed in range(series)]

    where, equal = f"{days} days, persistence {persistence}", made(1.0, APART)
    for name, rule in RULES.items():
        found = [rule(*errors) for errors in equal]
        yield _row(f"{where}: as good, {name}", found, Verdict.BETTER)
        yield _row(f"{where}: as good, {name}", found, Verdict.WORSE)
    for ratio in PLANTED:
        found = [by_the_rule(*errors) for errors in made(ratio, APART)]
        yield _row(f"{where}: RMSE × {ratio}", found, Verdict.BETTER)
    for ratio in (1.0, *WORSE_BY):
        found = [by_the_rule(*errors) for errors in made(ratio, NEAR)]
        yield _row(f"{where}: RMSE × {ratio}, near", found, Verdict.AS_GOOD)


def _row(forecast: str, said: list[Verdict], word: Verdict) -> Row:
    return Row(forecast, word, said.count(word), len(said))


# Prices


def network_on_a_walk(seed: int, settings: StockSettings) -> list[Verdict]:
    """What would be said after each epoch of a network trained on a random walk like GE.

    It has GE's length, first price and unrest.
    """
    prices = GE.frame[settings.price_column].to_numpy()
    unrest = np.diff(np.log(prices)).std()
    steps = np.random.default_rng(seed).normal(0, unrest, len(prices) - 1)
    walk = prices[0] * np.exp(np.concatenate([[0.0], np.cumsum(steps)]))
    made, seeded = (
        history(walk, settings.price_column),
        settings.model_copy(update={"seed": seed}),
    )
    windows = prepare(seeded, made)
    return [
        verdict(skill_on(windows, event.arrays["prediction"]))
        for event in train(seeded, made)
        if isinstance(event, Checkpoint) and event.step
    ]


def ar_on_structure(seed: int) -> Verdict:
    """What is said of the AR baseline on prices that it describes."""
    rng = np.random.default_rng(seed)
    changes = ar(rng, COEFFICIENT, STRUCTURED_DAYS - 1)
    prices = 1000 + np.concatenate([[0.0], np.cumsum(changes)])
    settings = StockSettings(test_days=round(TEST_SHARE * len(prices)))
    windows = prepare(settings, history(prices, settings.price_column))
    return judge(windows, windows.test.yesterday).baselines[AR1].verdict


def history(prices: NDArray[np.float64], column: str) -> PriceHistory:
    """Made-up prices on as many weekdays."""
    days = date_index(pd.bdate_range("2010-01-04", periods=len(prices)))
    frame = pd.DataFrame({column: prices}, index=days)
    return PriceHistory("MADE", "USD", "Made up", "made up", "", (), frame)


# Forecasts


def forecast(
    seed: int, days: int, persistence: float, ratio: float = 1.0, apart: float = APART
) -> tuple[Errors, Errors]:
    """The errors of a forecast and those of yesterday's price, (days,) each.

    They are ratio (u + v) and u - v, with u and v each an AR(1) and independent: on average the
    RMSE of the one is `ratio` times that of the other. Of one as good, the losses differ by 4 u v,
    and the differences hang together as an AR(1) of `persistence` does. `apart` is the size of v.
    """
    rng = np.random.default_rng(seed)
    coefficient = float(np.sqrt(persistence))
    both = ar(rng, coefficient, days), apart * ar(rng, coefficient, days)
    return ratio * (both[0] + both[1]), both[0] - both[1]


def ar(rng: np.random.Generator, coefficient: float, days: int) -> NDArray[np.float64]:
    """An AR(1) of normal steps, (days,)."""
    values: NDArray[np.float64] = lfilter(
        [1.0], [1.0, -coefficient], rng.normal(size=BURN_IN + days)
    )
    return values[BURN_IN:]


# Rules: that of the lab, and tests alone, 5 % to each side


def by_the_rule(errors: Errors, yesterday: Errors) -> Verdict:
    """As the lab says it."""
    return verdict(skill(errors, yesterday))


def students(errors: Errors, yesterday: Errors) -> Verdict:
    """Harvey, Leybourne and Newbold's, which one step ahead is Student's: no allowance at all."""
    differences = errors**2 - yesterday**2
    return _by(differences, differences.var(ddof=1), stats.t.ppf(0.95, len(differences) - 1))


def daniell(errors: Errors, yesterday: Errors) -> Verdict:
    """The weighted periodogram, fixed-m, with as many frequencies as Coroneo and Iacone say."""
    differences = errors**2 - yesterday**2
    days = len(differences)
    count = int(np.cbrt(days) + 1e-9)
    swings = np.fft.rfft(differences - differences.mean())[1 : count + 1]
    variance = float(np.mean(np.abs(swings) ** 2)) / days
    return _by(differences, variance, stats.t.ppf(0.95, 2 * count))


def bartlett(errors: Errors, yesterday: Errors) -> Verdict:
    """The weighted covariances, fixed-b, with Kiefer and Vogelsang's (2005) critical values."""
    differences = errors**2 - yesterday**2
    days = len(differences)
    width = int(np.sqrt(days))
    centred = differences - differences.mean()
    covariances = [float(centred[lag:] @ centred[: days - lag]) / days for lag in range(width)]
    weights = [1.0, *(2 * (1 - lag / width) for lag in range(1, width))]
    share = width / days
    critical = 1.6449 + 2.1859 * share + 0.3142 * share**2 - 0.3427 * share**3
    return _by(differences, float(np.dot(weights, covariances)), critical)


def bootstrap(errors: Errors, yesterday: Errors) -> Verdict:
    """The 90 % percentile interval of the skill, of a circular block bootstrap."""
    days = len(errors)
    length = max(1, round(days ** (1 / 3)))
    starts = np.random.default_rng(0).integers(days, size=(_DRAWS, -(-days // length)))
    drawn = ((starts[..., np.newaxis] + np.arange(length)) % days).reshape(_DRAWS, -1)[:, :days]
    skills = 1 - np.sqrt((errors**2)[drawn].sum(axis=1) / (yesterday**2)[drawn].sum(axis=1))
    low, high = np.quantile(skills, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    if low <= 0 <= high:
        return Verdict.TOO_CLOSE
    return Verdict.BETTER if low > 0 else Verdict.WORSE


def _by(differences: Errors, variance: float, critical: float) -> Verdict:
    statistic = differences.mean() / np.sqrt(max(variance, 1e-300) / len(differences))
    if abs(statistic) < critical:
        return Verdict.TOO_CLOSE
    return Verdict.BETTER if statistic < 0 else Verdict.WORSE


RULES: Final[Mapping[str, Rule]] = {
    "HLN": students,
    "Bartlett, fixed b": bartlett,
    "Daniell, fixed m": daniell,
    "bootstrap": bootstrap,
    "the rule": by_the_rule,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--walks", type=int, default=140, help="random walks, two trainings each")
    parser.add_argument("--epochs", type=int, default=100, help="of each training")
    parser.add_argument("--structured", type=int, default=200, help="series with structure")
    parser.add_argument("--series", type=int, default=2000, help="forecasts of each kind")
    parser.add_argument("--json", action="store_true", help="print a JSON object a row")
    return parser.parse_args()


if __name__ == "__main__":
    main()
