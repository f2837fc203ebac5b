"""What a group found, in sentences."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from core.parameters import parameters
from core.runs.comparison.verdict import CHOSEN_BY_TEST_DAYS
from core.runs.groups.findings.comparison import BestAndDefault, Scored, on_test_days
from core.runs.groups.findings.importance import SEED, Importance
from core.runs.groups.planning.measures import YESTERDAY
from core.runs.groups.planning.plan import JudgedOn, Plan, Point, Value
from core.runs.groups.records import Member
from core.runs.settings import MODELS, Kind


def label_of(kind: Kind, name: str) -> str:
    """A setting as people call it: "Learning rate"."""
    labels = {known.name: known.facts.label for known in parameters(MODELS[kind])}
    return labels[name]


def value_words(kind: Kind, name: str, value: Value) -> str:
    """A value as people read it: "LSTM", "1,000", "0.001"."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    known = {known.name: dict(known.facts.choices) for known in parameters(MODELS[kind])}
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
