"""Whether the best point of a group beats the default by more than the seeds do."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.experiment import Measure
from core.parameters import parameters
from core.runs.comparison import CHOSEN_BY_TEST_DAYS
from core.runs.groups.importance import SEED, Importance
from core.runs.groups.measures import YESTERDAY
from core.runs.groups.plan import JudgedOn, Plan, Point, Value, key
from core.runs.groups.records import Member
from core.runs.groups.search import by_point
from core.runs.settings import EXPERIMENTS, Kind, model_of

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


# The runs of a group as tables: one row a run, or a row and a column for two settings.


@dataclass(frozen=True, slots=True)
class Plane:
    """The mean of a figure over the seeds, for each pair of values of two settings."""

    x: tuple[Value, ...]
    y: tuple[Value, ...]
    means: tuple[tuple[float | None, ...], ...]  # (y, x); None where no run went through
    runs: tuple[tuple[int, ...], ...]  # (y, x), that went through


def run_table(plan: Plan, members: Sequence[Member]) -> pd.DataFrame:
    """One row a run: what varies, its seed, how it ended, and the figures that compare it."""
    return pd.DataFrame(
        [
            {name: run.settings.get(name) for name in plan.varied}
            | {"seed": run.settings["seed"], "state": run.state.value}
            | {measure.name: measure.of(run.figures) for measure in EXPERIMENTS[plan.kind].measures}
            | {"run": run.id}
            for run in members
        ]
    )


def values_of(plan: Plan, name: str, members: Sequence[Member]) -> tuple[Value, ...]:
    """The values of a setting, in their order: of the plan, or else of the runs that there are."""
    listed = next((vary.values for vary in plan.vary if vary.name == name), ())
    values = listed or tuple({run.settings[name]: None for run in members})
    numbers = all(isinstance(value, int | float) for value in values)
    return tuple(sorted(values)) if numbers else values  # type: ignore[type-var]


def plane(plan: Plan, members: Sequence[Member], x: str, y: str) -> Plane:
    """The runs over two settings; those that differ in a third one count as more seeds."""
    columns, rows = values_of(plan, x, members), values_of(plan, y, members)
    cells: dict[tuple[Value, Value], list[float]] = {}
    for run in members:
        value = run.value(plan.goal)
        if value is not None and math.isfinite(value):
            cells.setdefault((run.settings[x], run.settings[y]), []).append(value)
    found = [[cells.get((column, row), []) for column in columns] for row in rows]
    return Plane(
        columns,
        rows,
        tuple(tuple(plan.goal.typical(cell) if cell else None for cell in row) for row in found),
        tuple(tuple(map(len, row)) for row in found),
    )


def is_few(plan: Plan, name: str) -> bool:
    """Whether a setting takes values of a list, not any of a range."""
    return any(vary.name == name and vary.values for vary in plan.vary)


# What a group found, in sentences.


def label_of(kind: Kind, name: str) -> str:
    """A setting as people call it: "Learning rate"."""
    labels = {known.name: known.facts.label for known in parameters(model_of(kind))}
    return labels[name]


def value_words(kind: Kind, name: str, value: Value) -> str:
    """A value as people read it: "LSTM", "1,000", "0.001"."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    known = {known.name: dict(known.facts.choices) for known in parameters(model_of(kind))}
    return known[name].get(str(value), "none" if value is None else str(value))


def point_words(kind: Kind, point: Point) -> str:
    """A point as people read it: "timesteps 7, units 50"."""
    return ", ".join(
        f"{label_of(kind, name).lower()} {value_words(kind, name, value)}"
        for name, value in point.items()
    )


def best_sentence(found: BestAndDefault | None, plan: Plan) -> str:
    """Which point was best, and whether that is more than a matter of seeds."""
    if found is None:
        return "No run went through, so nothing can be compared."
    best, default = found.best, found.default
    said = f"Best of {_best(found, plan)}{_beside_yesterday(best, plan)}"
    if default is None:
        return f"{said} The settings you began with are not among them."
    if default is best:
        return f"{said} Those are the settings you began with."
    beside = f"The settings you began with: {_figure(default, plan)}."
    if found.p is None:
        return f"{said} {beside} {_untold(best, default)}"
    if found.differs:
        return f"{said} {beside} The difference is larger than seeds alone make."
    return f"{said} {beside} That is too close to call: seeds alone make such differences."


def _beside_yesterday(best: Scored, plan: Plan) -> str:
    yesterday = YESTERDAY.get(plan.goal.name)
    if yesterday is None or plan.goal.typical(best.values) < yesterday:
        return ""
    return " None of them misses less than repeating yesterday's price."


def _untold(best: Scored, default: Scored) -> str:
    if min(len(best.values), len(default.values)) < 2:
        return "With so few seeds nobody can tell whether that is luck."
    return "The seeds agree to the last digit, so they do not tell whether that is luck."


def judged_sentence(found: BestAndDefault, plan: Plan, members: Sequence[Member]) -> str:
    """By which days the best was chosen, and what the days say that did not choose it.

    Empty where the figure is none of days that are predicted.
    """
    if plan.judged_on is None or plan.goal.name == "seconds":
        return ""
    if plan.judged_on is JudgedOn.TEST:
        return CHOSEN_BY_TEST_DAYS
    test = on_test_days(plan, members, found)
    days = _count(int(plan.base["validation_days"] or 0), "validation day")
    chosen = f"Chosen by {days} before the test days."
    if not test:
        return chosen
    best, *default = (_figure(point, plan) for point in test)
    beside = f"; the settings you began with: {default[0]}" if default else ""
    return f"{chosen} On the test days, which did not choose: {best}{beside}."


def so_far(found: BestAndDefault, plan: Plan) -> str:
    """Which point is the best while runs are still to come."""
    return f"So far, best of {_best(found, plan)}"


def importance_sentence(found: Importance | None, plan: Plan, members: Sequence[Member]) -> str:
    """Which setting mattered, and of how many runs one knows."""
    if found is None:
        ended = sum(run.value(plan.goal) is not None for run in members)
        return f"Which setting mattered cannot be told from {_count(ended, 'run')}."
    if not found.told:
        return f"By {found.runs:,} runs, no setting makes more of a difference than chance does."
    said = ", ".join(
        f"{'the seed' if name == SEED else label_of(plan.kind, name).lower()} {share * 100:.0f} %"
        for name, share in sorted(found.told.items(), key=lambda item: -item[1])
    )
    rest = "" if len(found.told) == len(found.shares) else "; the others do no more than chance"
    return f"What made the difference, by {found.runs:,} runs: {said}{rest}."


def spread_sentence(values: Sequence[float], plan: Plan) -> str:
    """How far seeds alone move a figure."""
    low, high = min(values), max(values)
    return (
        f"On {len(values)} seeds, all else equal: {plan.goal.say(low, high)}, "
        f"{statistics.median(values):.3g} in the middle. One curve is an anecdote."
    )


def _best(found: BestAndDefault, plan: Plan) -> str:
    best = found.best
    return f"{found.points:,}: {point_words(plan.kind, best.point)}: {_figure(best, plan)}."


def _figure(point: Scored, plan: Plan) -> str:
    figure = plan.goal.say(plan.goal.typical(point.values))
    if len(point.values) == 1:
        return f"{figure} (one seed)"
    low, high = min(point.values), max(point.values)
    return f"{figure} ({low:.3g} to {high:.3g} over {len(point.values)} seeds)"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
