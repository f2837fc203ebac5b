"""A search of the best settings: Optuna's TPE, asked for the next point whenever runs end.

The study lives for a moment only. It is made again from the runs that there are, so a search goes
on with whichever worker or server comes next, and the queue and the store stay ours.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.errors import UnknownRunError
from core.runs.groups.plan import Plan, Point, Vary, key, random_points, rounded, runs_of
from core.runs.groups.records import Member
from core.runs.groups.store import Groups

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

AHEAD = 4  # points that wait or are trained: so many workers stay at work
_REPEATS = 20  # times that a search is asked again when it comes back to what is known


def advance(groups: Groups, group_id: str) -> int:
    """Adds to a search as many points as are to be tried now; returns how many runs those are.

    Whoever has ended a run of the group calls it; others may at any time, and side by side.
    """
    try:
        group = groups.group(group_id)
    except UnknownRunError:  # deleted meanwhile
        return 0
    if group.complete:
        return 0
    tried = by_point(group.plan, groups.members(group_id))
    under_way = sum(not all(run.ended for run in runs) for _, runs in tried)
    wanted = min(AHEAD - under_way, group.plan.point_count - len(tried))
    if wanted <= 0:
        return 0
    runs = runs_of(group.plan, next_points(group.plan, tried, wanted), None)
    return len(runs) if groups.extend(group, runs) else 0


def by_point(plan: Plan, members: Sequence[Member]) -> list[tuple[Point, list[Member]]]:
    """The runs of each point, in the order in which the points were asked for."""
    found: dict[str, tuple[Point, list[Member]]] = {}
    for run in members:
        point = {name: run.settings.get(name) for name in plan.varied}
        found.setdefault(key(point), (point, []))[1].append(run)
    return list(found.values())


def next_points(
    plan: Plan, tried: Sequence[tuple[Point, Sequence[Member]]], count: int
) -> list[Point]:
    """The points to try next, each another one than any before."""
    study = _study(plan, len(tried))
    space = {vary.name: distribution(vary) for vary in plan.vary}
    for point, runs in tried:
        study.add_trial(_trial(plan, point, runs, space))
    known = [point for point, _ in tried]
    found: list[Point] = []
    for _ in range(count):
        asked = _ask(study, plan.vary, space, [*known, *found])
        # In a corner that is all known, any other point tells more.
        found += random_points(plan, [*known, *found], 1) if asked is None else [asked]
    return found


def distribution(vary: Vary) -> BaseDistribution:
    """What a setting may be, as Optuna takes it."""
    from optuna import distributions

    if vary.values:
        return distributions.CategoricalDistribution(vary.values)
    assert vary.low is not None
    assert vary.high is not None
    if vary.whole:
        return distributions.IntDistribution(int(vary.low), int(vary.high))
    return distributions.FloatDistribution(vary.low, vary.high, log=vary.logarithmic)


def _study(plan: Plan, number: int) -> Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        # Points that are under way count as bad, so that no two workers look at the same place.
        sampler = optuna.samplers.TPESampler(seed=number, constant_liar=True)
        return optuna.create_study(
            sampler=sampler, direction="maximize" if plan.goal.more_is_better else "minimize"
        )


def _trial(
    plan: Plan, point: Point, runs: Sequence[Member], space: dict[str, BaseDistribution]
) -> FrozenTrial:
    """What is known of a point; one whose trainings failed counts as worse than all others."""
    from optuna.trial import TrialState, create_trial

    values = [value for run in runs if (value := run.value(plan.goal)) is not None]
    state, value = TrialState.RUNNING, None
    if all(run.ended for run in runs):
        state = TrialState.COMPLETE if values else TrialState.PRUNED
        value = plan.goal.typical(values) if values else None
    what: dict[str, Any] = {"params": dict(point), "distributions": space}
    return create_trial(state=state, value=value, **what)


def _ask(
    study: Study, vary: Sequence[Vary], space: dict[str, BaseDistribution], known: Sequence[Point]
) -> Point | None:
    from optuna.trial import TrialState

    seen = {key(point) for point in known}
    for _ in range(_REPEATS):
        trial = study.ask(space)
        point = {one.name: rounded(one, trial.params[one.name]) for one in vary}
        if key(point) not in seen:
            return point
        study.tell(trial, state=TrialState.FAIL)  # forgotten
    return None
