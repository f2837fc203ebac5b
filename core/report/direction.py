"""Does the network know whether the price rises or falls? The report concludes that it does.

The days are the sample, not the seeds: all seeds predict the same few days, so their answers are
not independent. The interval comes from drawing the days anew (percentile bootstrap by SciPy),
each with the share of the seeds that are right on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.report.claim import Claim, Figures, Verdict, Way
from core.report.forecasts import Forecast

CONFIDENCE: Final = 0.9
RESAMPLES: Final = 9999
COIN: Final = 0.5


class Direction(Figures):
    """How often the predictions of one share are right about up or down; shares, 0 to 1."""

    days: int  # test days on which the price changed
    by_seed: tuple[float, ...]
    mean: float  # over seeds and days
    low: float  # of the interval of the mean
    high: float
    rises: float  # share of the days on which the price rose: "always up" is right so often


def find(forecast: Forecast) -> Direction:
    """Scores the predictions of every seed."""
    from scipy.stats import bootstrap  # takes a while

    right = directions_right(forecast)
    of_day = right.mean(axis=0)
    interval = bootstrap(
        (of_day,),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    changes = forecast.test.actual - forecast.test.yesterday
    return Direction(
        days=len(of_day),
        by_seed=tuple(right.mean(axis=1).tolist()),
        mean=float(right.mean()),
        low=float(interval.low),
        high=float(interval.high),
        rises=float(np.mean(changes[changes != 0] > 0)),
    )


def directions_right(forecast: Forecast) -> NDArray[np.bool_]:
    """(seeds, days on which the price changed): whether the prediction lies on the price's side.

    Of yesterday's price, as `core.stocks.judgement.metrics` scores it.
    """
    change = np.sign(forecast.test.actual - forecast.test.yesterday)
    said = np.sign(forecast.lines - forecast.test.yesterday)
    right: NDArray[np.bool_] = (said == change)[:, change != 0]
    return right


def claim(pairs: Sequence[tuple[Forecast, Direction]]) -> Claim:
    """Whether the directions are better than a coin's."""
    better = sum(found.low > COIN for _, found in pairs)
    return Claim(
        key="direction",
        title="The network predicts rises and falls accurately",
        section="conclusion",
        says="The report concludes that its network predicts accurately when a price rises and "
        "when it falls.",
        verdict=_verdict(better, len(pairs)),
        finding=" ".join([_word(better, len(pairs)), *(_said(*pair) for pair in pairs)]),
        ways=tuple(way for pair in pairs for way in _ways(*pair)),
    )


def _verdict(better: int, of: int) -> Verdict:
    if better == of:
        return Verdict.HOLDS
    return Verdict.IN_PART if better else Verdict.FAILS


def _word(better: int, of: int) -> str:
    if better == of:
        return "More often than a coin."
    return "More often than a coin for one share only." if better else "No more often than a coin."


def _said(forecast: Forecast, found: Direction) -> str:
    interval = f"{_percent(CONFIDENCE)} interval {_percent(found.low)} to {_percent(found.high)}"
    return (
        f"{forecast.experiment.title}: right on {_percent(found.mean)} of {found.days} days, the "
        f"mean of {len(found.by_seed)} seeds ({interval}); always saying up is right on "
        f"{_percent(found.rises)}."
    )


def _ways(forecast: Forecast, found: Direction) -> list[Way]:
    """The best and the worst seed."""
    name, settings = forecast.experiment.title, forecast.experiment.settings
    seeds = {"best": int(np.argmax(found.by_seed)), "worst": int(np.argmin(found.by_seed))}
    return [
        Way(
            f"{name}, {which} seed ({seed})",
            settings.model_copy(update={"seed": seed}),
            forecast.experiment.symbol,
        )
        for which, seed in seeds.items()
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
