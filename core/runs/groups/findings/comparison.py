"""Whether the best point of a group beats the default by more than the seeds do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.runs.groups.planning.measures import Measure
from core.runs.groups.planning.plan import Plan, Point
from core.runs.groups.planning.points import key
from core.runs.groups.records import Member
from core.runs.groups.search import by_point

LEVEL = 0.05  # how often seeds alone may be taken for a difference
DRAWS = 4000  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Scored:
    """A point with a figure for each of its seeds that went through, at least one."""

    point: Point
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BestAndDefault:
    """The best point beside the default, and whether their seeds tell them apart."""

    best: Scored
    default: Scored | None  # None where it was not among the points
    points: int
    p: float | None  # of being so much better by luck alone; None where that cannot be said

    @property
    def differs(self) -> bool:
        """Whether the best is more than a matter of seeds."""
        return self.p is not None and self.p < LEVEL


def scored(plan: Plan, members: Sequence[Member], measure: Measure) -> list[Scored]:
    """The points of which a run went through, in the order in which they were asked for."""
    found = []
    for point, runs in by_point(plan, members):
        values = [run.value(measure) for run in runs]
        finite = tuple(value for value in values if value is not None and math.isfinite(value))
        if finite:
            found.append(Scored(point, finite))
    return found


def on_test_days(plan: Plan, members: Sequence[Member], found: BestAndDefault) -> list[Scored]:
    """What the test days say of the best point and, if that is another one, of the default."""
    wanted = [found.best, found.default]
    points = [key(point.point) for point in wanted if point is not None]
    judged = {
        key(point.point): point
        for point in scored(plan, [run.on_test_days for run in members], plan.goal)
    }
    return [judged[point] for point in dict.fromkeys(points) if point in judged]


def best_and_default(points: Sequence[Scored], plan: Plan) -> BestAndDefault | None:
    """Compares them by the typical figure over the seeds; None without a point."""
    if not points:
        return None
    sign = -1 if plan.goal.more_is_better else 1
    best = min(points, key=lambda point: sign * plan.goal.typical(point.values))
    asked = key(plan.default)
    default = next((point for point in points if key(point.point) == asked), None)
    return BestAndDefault(best, default, len(points), _by_luck(best, default, points, plan.goal))


def _by_luck(
    best: Scored, default: Scored | None, points: Sequence[Scored], measure: Measure
) -> float | None:
    """How often luck alone has some point beat the default by as much as the best one does.

    By as much of the seeds' noise, that is: by Welch's t, as points differ in how far their seeds
    lie apart. The best of many is chosen by luck, too, so it is held against the largest t of all
    points that a parametric bootstrap finds where all means are equal: Krishnamoorthy, Lu and
    Mathew (2007), A parametric bootstrap approach for ANOVA with unequal variances,
    Computational Statistics & Data Analysis 51. See benchmarks/choosing.py for what it says of
    noise. None where a point is missing or has one seed, or where the seeds of each point agree to
    the last digit, as shares of a few days do: that tells of no noise at all.
    """
    if default is None or default is best or min(len(best.values), len(default.values)) < 2:
        return None
    others = [point for point in points if point is not default and len(point.values) > 1]
    values = [np.array(point.values) for point in (default, *others)]
    if measure.in_ratios(np.concatenate(values)):
        values = [np.log(of_point) for of_point in values]
    if measure.more_is_better:
        values = [-of_point for of_point in values]
    means = np.array([of_point.mean() for of_point in values])
    freedom = np.array([len(of_point) - 1 for of_point in values])
    # Of equal numbers, too, the variance need not come out as 0: their mean is rounded.
    variances = np.array([of_point.var(ddof=1) if np.ptp(of_point) else 0.0 for of_point in values])
    if not variances.any():
        return None
    # A point whose seeds agree to the last digit has the noise of all points.
    variances = np.where(variances > 0, variances, np.average(variances, weights=freedom))
    random = np.random.default_rng(0)
    size = (DRAWS, len(values))
    lucky = _welch(
        random.standard_normal(size) * np.sqrt(variances / (freedom + 1)),
        variances * random.chisquare(freedom, size) / freedom,
        freedom,
    )
    found = _welch(means, variances, freedom)[others.index(best)]
    return float((1 + np.sum(lucky.max(axis=1) >= found)) / (1 + DRAWS))


def _welch(
    means: NDArray[np.float64], variances: NDArray[np.float64], freedom: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Welch's t of the first point against each other one: above 0 where that one is lower.

    Args:
        means: (..., points).
        variances: (..., points), of the seeds.
        freedom: (points,), seeds less one.
    """
    errors = variances / (freedom + 1)
    return np.asarray(
        (means[..., :1] - means[..., 1:]) / np.sqrt(errors[..., :1] + errors[..., 1:])
    )
