"""How much better than yesterday's price a forecast is, and how sure that is."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.cache import cached

Errors = NDArray[np.float64]

FEWEST_DAYS: Final = 10  # of which something can be told
CONFIDENCE: Final = 0.9
_DRAWS: Final = 499
_SEED: Final = 0  # the same errors give the same interval


@dataclass(frozen=True, slots=True)
class Skill:
    """1 - RMSE / RMSE of yesterday's price: above 0 is better, 1 is perfect."""

    days: int
    skill: float | None  # None if yesterday's price is right every day
    low: float | None  # of the 90 % interval; None where there is no skill or too few days
    high: float | None
    dm_p: float | None  # see `diebold_mariano`


def skill(errors: Errors, yesterday: Errors) -> Skill:
    """Skill with its 90 % interval, and the Diebold-Mariano test.

    The interval is the percentile interval of a circular block bootstrap (Politis and Romano,
    1992): whole stretches of days are drawn, as errors of neighbouring days are alike. How long
    they are, is chosen from the differences of the squared errors (Politis and White, 2004).

    Args:
        errors: of the forecast, (days,), in the order of the days.
        yesterday: of yesterday's price on the same days, (days,).
    """
    days = len(errors)
    if not yesterday.any():
        return Skill(days, None, None, None, None)
    losses, naive = _losses(errors, yesterday)
    value = 1 - math.sqrt(losses.mean() / naive.mean())
    if days < FEWEST_DAYS:
        return Skill(days, value, None, None, None)
    low, high = _interval(losses, naive)
    return Skill(days, value, low, high, diebold_mariano(errors, yesterday))


def diebold_mariano(errors: Errors, yesterday: Errors) -> float | None:
    """How likely two equally good forecasts differ by so much (two-sided p), 0 to 1.

    The test of Diebold and Mariano (1995) on squared errors one step ahead, with the correction
    for few days of Harvey, Leybourne and Newbold (1997). None for fewer than 10 days.
    """
    from dieboldmariano import ZeroVarianceException, dm_test

    if len(errors) < FEWEST_DAYS:
        return None
    losses, naive = _losses(errors, yesterday)
    nothing = [0.0] * len(losses)
    try:
        _, p = dm_test(nothing, losses.tolist(), naive.tolist(), loss=lambda _, loss: loss, h=1)
    except ZeroVarianceException:  # they differ by the same on every day, or not at all
        return 1.0 if np.array_equal(losses, naive) else 0.0
    return float(min(max(p, 0.0), 1.0))


def _losses(errors: Errors, yesterday: Errors) -> tuple[Errors, Errors]:
    """Squared errors, scaled to at most 1: all that is made of them is free of units."""
    largest = max(np.abs(errors).max(), np.abs(yesterday).max())
    scale = largest if largest > 0 else 1.0
    return (errors / scale) ** 2, (yesterday / scale) ** 2


def _interval(losses: Errors, naive: Errors) -> tuple[float, float] | tuple[None, None]:
    drawn = _draws(len(losses), _block_length(losses - naive))
    both = np.stack([losses, naive], axis=1)
    sums = np.concatenate([few.astype(np.float64) @ both for few in np.array_split(drawn, 8)])
    usable = sums[sums[:, 1] > 0]
    if len(usable) < _DRAWS / 2:  # yesterday's price is right on nearly every day
        return None, None
    skills = 1 - np.sqrt(usable[:, 0] / usable[:, 1])
    low, high = np.quantile(skills, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def _block_length(differences: Errors) -> int:
    if not differences.std() > 0:
        return 1
    with np.errstate(all="ignore"):
        length = float(_arch().optimal_block_length(differences)["circular"].iloc[0])
    return min(math.ceil(length), len(differences)) if math.isfinite(length) and length > 1 else 1


@cached()  # most runs are judged on as many days as the one before
def _draws(days: int, block_length: int) -> NDArray[np.uint8]:
    """How often each draw takes each day, (draws, days)."""
    bootstrap = _arch().CircularBlockBootstrap(block_length, np.arange(days), seed=_SEED)
    counts = [
        np.bincount(positional[0], minlength=days) for positional, _ in bootstrap.bootstrap(_DRAWS)
    ]
    return np.array(counts, dtype=np.uint8)  # small: on average 1


def _arch() -> Any:
    """Where the bootstrap comes from, loaded when somebody judges.

    Without Numba, which only its models of volatility use: the server judges, too, and has none.
    """
    os.environ.setdefault("ARCH_DISABLE_NUMBA", "1")
    from arch import bootstrap

    return bootstrap
