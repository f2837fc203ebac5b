"""Whether what a sweep says of the best and of what mattered holds, on runs whose truth is known.

    python -m benchmarks.choosing [--sweeps 1000] [--walks 100] [--json]

Where all points of a sweep are the same but for the noise of their seeds, *larger than seeds alone
make* and *what made the difference* may be said in at most 5 %. Where a point, or a setting, is
better by a planted share, they should be said. And on random walks: how good the best of 12
networks seems by the days that chose it, and how good it is on new ones.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

os.environ.setdefault("NUMBA_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.events import Result
from core.runs.groups.findings import best_and_default, scored
from core.runs.groups.importance import importance
from core.runs.groups.plan import How, Plan, first_points, key, make_plan
from core.runs.groups.records import Member
from core.runs.groups.vary import read_vary
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory, bundled_prices
from core.stocks.trainer import train
from core.stocks.windows import prepare

GE = bundled_prices("GE")
Figures = NDArray[np.float64]
UNREST: Final = 0.08  # of log RMSE over the seeds, as on GE; 0.04 to 0.12 by the settings
DAYS: Final = 25  # of which a direction may be right
GAINS: Final = (0.1, 0.2)
NINE: Final = ("timesteps=3,7,14", "units=10,50,100")
TWELVE: Final = ("timesteps=2,3,5,7,10,14", "layers=3,4")
NOISES: Final = (
    "equal",
    "large",
    "unequal",
    "noisy default",
    "quiet default",
    "noisy point",
    "outliers",
    "shares",
)
TWELVE_SMALL: Final = ("timesteps=2,3,5", "units=8,16", "learning_rate=0.003,0.01", "layers=1")
RANGES: Final = ("units=10..200", "learning_rate=0.0001..0.1", "cell=lstm,gru,rnn")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sweeps", type=int, default=1000, help="of each kind")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--walks", type=int, default=100, help="random walks, 12 trainings each")
    arguments = parser.parse_args()
    rows = list(_rows(arguments.sweeps))
    chosen = chosen_on_walks(arguments.walks)
    if arguments.json:
        sizes = {"sweeps": arguments.sweeps, "walks": arguments.walks}
        print(json.dumps({**sizes, "rows": rows, "chosen": chosen}))
        return
    for row in rows:
        print(f"{row['what']:70}{100 * row['said']:6.1f} %")
    print(f"\nBest of 12 networks on {arguments.walks} random walks: miss, x yesterday's")
    for by, ratios in chosen.items():
        print(
            f"chosen by {by} days: " + ", ".join(f"{on} {said:.3f}" for on, said in ratios.items())
        )


def _rows(sweeps: int) -> Iterator[dict[str, Any]]:
    nine, twelve = planned(NINE, seeds=3), planned(TWELVE, seeds=5)
    for words, plan in (("3 x 3 points x 3 seeds", nine), ("12 points x 5 seeds", twelve)):
        for noise in NOISES:
            said = said_of_best(plan, noise, sweeps)
            yield {"what": f"larger than seeds: noise, {noise}, {words}", "said": said}
        for gain in GAINS:
            for unrest in (UNREST / 2, UNREST):
                said = said_of_best(plan, "equal", max(1, sweeps // 4), gain, unrest)
                what = f"larger than seeds: {gain:.0%} better, deviation {unrest}, {words}"
                yield {"what": what, "said": said}
    at_random = planned(RANGES, how=How.RANDOM, trials=30)
    for words, plan in (("3 x 3 points x 3 seeds", nine), ("30 points at random", at_random)):
        said = said_of_importance(plan, sweeps)
        yield {"what": f"what made the difference: noise, {words}", "said": said}
        for gain in GAINS:
            said = said_of_importance(plan, max(1, sweeps // 10), gain)
            yield {"what": f"what made the difference: units, {gain:.0%}, {words}", "said": said}


def planned(vary: Sequence[str], **what: Any) -> Plan:
    """A sweep around the report's settings."""
    return make_plan(
        StockSettings(), "", vary=[read_vary(Kind.STOCK, text) for text in vary], **what
    )


def said_of_best(
    plan: Plan, noise: str, sweeps: int, gain: float = 0.0, unrest: float = UNREST
) -> float:
    """How often the best is said to beat the default; a planted one: rightly, of the last point."""
    plan = plan.model_copy(update={"measure": "direction" if noise == "shares" else "ratio"})
    random = np.random.default_rng(0)
    runs, points = members(plan), first_points(plan)
    default = [key(point) for point in points].index(key(plan.default))
    said = 0
    for _ in range(sweeps):
        deviations = unrest * _deviations(noise, random, len(points), default)
        values = np.exp(random.normal(size=(len(points), plan.seeds)) * deviations[:, np.newaxis])
        if noise == "outliers":  # a training in ten goes wrong
            values *= np.where(random.random(values.shape) < 0.1, 3.0, 1.0)
        if noise == "shares":
            values = random.binomial(DAYS, 0.5, values.shape) / DAYS
        values[-1] *= 1 - gain
        found = best_and_default(scored(plan, with_(runs, values), plan.goal), plan)
        assert found is not None
        said += found.differs and (not gain or key(found.best.point) == key(points[-1]))
    return said / sweeps


def said_of_importance(plan: Plan, sweeps: int, gain: float = 0.0) -> float:
    """How often a setting is said to matter; a planted one: rightly, units above the middle."""
    random = np.random.default_rng(0)
    runs = members(plan)
    units = np.array([run.settings["units"] for run in runs])
    said = 0
    for _ in range(sweeps):
        values = np.exp(random.normal(0, UNREST, len(runs)))
        values[units > np.median(units)] *= 1 - gain
        found = importance(plan, with_(runs, values))
        assert found is not None
        said += "units" in found.told if gain else bool(found.told)
    return said / sweeps


def chosen_on_walks(walks: int) -> dict[str, dict[str, float]]:
    """The mean ratio of the best of 12, by the days that choose: what is reported, and what comes.

    Three times 25 days follow on the training days: for validation, the test, and new days, which
    nobody looks at before. All have the same networks, which say changes, so that they do not wear
    out as prices move away.
    """
    plan = planned(TWELVE_SMALL)
    found: dict[str, list[tuple[float, float]]] = {"test": [], "validation": []}
    for seed in range(walks):
        walk = random_walk(seed)
        small = {"epochs": 20, "test_days": 3 * DAYS, "seed": seed, "target": "change"}
        of_points = np.array(
            [
                _ratios(run.model_copy(update=small), walk)
                for point in first_points(plan)
                for run in plan.on_seeds(point)
                if isinstance(run, StockSettings)
            ]
        )  # (points, 3)
        for by, block in (("validation", 0), ("test", 1)):
            _, test, new = of_points[of_points[:, block].argmin()]
            found[by].append((test, new))
    return {
        by: dict(zip(("reported", "on new days"), map(float, np.mean(ratios, axis=0)), strict=True))
        for by, ratios in found.items()
    }


def random_walk(seed: int) -> PriceHistory:
    """As long, and as restless, as GE."""
    prices = GE.frame["Open"].to_numpy()
    steps = np.random.default_rng(seed).normal(0, np.diff(np.log(prices)).std(), len(prices))
    frame = pd.DataFrame({"Open": prices[0] * np.exp(np.cumsum(steps))}, index=GE.dates)
    return replace(GE, frame=frame)


def _ratios(settings: StockSettings, history: PriceHistory) -> list[float]:
    """The miss of each 25 of the test days, over that of yesterday's price."""
    *_, result = train(settings, history)
    assert isinstance(result, Result)
    test = prepare(settings, history).test
    misses = [result.arrays["test_prediction"] - test.actual, test.yesterday - test.actual]
    model, naive = (np.sqrt(np.mean(miss.reshape(3, DAYS) ** 2, axis=1)) for miss in misses)
    return list(model / naive)


def members(plan: Plan) -> list[Member]:
    """The runs of a plan, as if they had gone through, without figures."""
    runs = [settings for point in first_points(plan) for settings in plan.on_seeds(point)]
    return [
        Member(str(number), RunState.FINISHED, settings.model_dump(mode="json"), 1.0, 0.5, {})
        for number, settings in enumerate(runs)
    ]


def with_(runs: Sequence[Member], values: Figures) -> list[Member]:
    """The runs with a figure each."""
    return [
        replace(run, figures={"rmse": value, "naive_rmse": 1.0, "direction_accuracy": value})
        for run, value in zip(runs, values.ravel(), strict=True)
    ]


def _one(place: int, factor: float, points: int) -> Figures:
    factors = np.ones(points)
    factors[place] = factor
    return factors


def _deviations(noise: str, random: np.random.Generator, points: int, default: int) -> Figures:
    """How far the seeds of each point lie apart, as a multiple of what is usual: (points,)."""
    match noise:
        case "large":
            return np.full(points, 5.0)
        case "unequal":
            return np.exp(random.normal(0, 0.7, points))
        case "noisy default":
            return _one(default, 4, points)
        case "quiet default":
            return _one(default, 0.25, points)
        case "noisy point":
            return _one(-1, 4, points)
        case _:
            return np.ones(points)


if __name__ == "__main__":
    main()
