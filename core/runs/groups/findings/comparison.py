"""Whether the best point of a group differs from the default by more than the seeds do."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.runs.groups.planning.measures import Measure
from core.runs.groups.planning.plan import Plan, Point
from core.runs.groups.planning.points import key
from core.runs.groups.records import Member
from core.runs.groups.search import by_point

LEVEL = 0.05  # how often seeds alone may be taken for a difference


@dataclass(frozen=True, slots=True)
class Scored:
    """A point with a figure for each of its seeds that went through, at least one."""

    point: Point
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The figure in the middle."""
        return statistics.median(self.values)


@dataclass(frozen=True, slots=True)
class BestAndDefault:
    """The best point beside the default, and whether their seeds tell them apart."""

    best: Scored
    default: Scored | None  # None where it was not among the points
    points: int
    p: float | None  # of a difference so large by seeds alone; None where that cannot be said

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


def best_and_default(points: Sequence[Scored], plan: Plan) -> BestAndDefault | None:
    """Compares them by the median over the seeds; None without a point."""
    if not points:
        return None
    sign = -1 if plan.goal.more_is_better else 1
    best = min(points, key=lambda point: sign * point.median)
    asked = key(plan.default)
    default = next((point for point in points if key(point.point) == asked), None)
    return BestAndDefault(best, default, len(points), _tukey(best, default, points))


def _tukey(best: Scored, default: Scored | None, points: Sequence[Scored]) -> float | None:
    """Tukey's range test, which knows that the best of many is chosen by luck, too.

    Tukey (1949), Comparing individual means in the analysis of variance; with the correction of
    Kramer (1956) for points with fewer seeds. The seeds' variance is that of all points together.
    """
    inside = [
        np.var(point.values, ddof=1) * (len(point.values) - 1)
        for point in points
        if len(point.values) > 1
    ]
    freedom = sum(len(point.values) - 1 for point in points)
    if default is None or default is best or freedom < 1:
        return None
    variance = float(sum(inside)) / freedom
    gap = abs(statistics.fmean(best.values) - statistics.fmean(default.values))
    if variance == 0:
        return 0.0 if gap > 0 else 1.0
    from scipy.stats import studentized_range  # late: it takes a moment to load

    error = math.sqrt(variance / 2 * (1 / len(best.values) + 1 / len(default.values)))
    return float(studentized_range.sf(gap / error, len(points), freedom))
