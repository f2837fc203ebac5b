"""What a group of runs is to find out: which settings vary, how, and on how many seeds."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from pydantic import Field

from core.errors import SettingsError
from core.experiment import Data, Measure
from core.names.names_experiment import BITS_LEARNED
from core.parameters import Settings, with_changes
from core.runs.groups.measures import leading, measure_of
from core.runs.settings import EXPERIMENTS, Kind, RunSettings, build, kind_of, load, model_of
from core.stocks.settings import MOST_TEST_DAYS, StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import check as check_prices
from core.stocks.windows import first_test_row, used

MOST_RUNS = 500
MOST_SEEDS = 100
Value: TypeAlias = int | float | str | bool | None
Point: TypeAlias = Mapping[str, Value]
"""A value for each setting that varies."""


class Purpose(StrEnum):
    """Why runs were asked for together."""

    SWEEP = "sweep"
    SEEDS = "seeds"
    WALK_FORWARD = "walk_forward"


class How(StrEnum):
    """How points are chosen: all, at random, one after the other by what was found, or given."""

    GRID = "grid"
    RANDOM = "random"
    SEARCH = "search"
    LISTED = "listed"


class JudgedOn(StrEnum):
    """Which days the figures are of that runs are compared by."""

    TEST = "test"
    VALIDATION = "validation"


class Vary(Settings):
    """A setting and what it may be: one of some values, or anything from `low` to `high`."""

    name: str
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False  # of a range: whole numbers only

    @property
    def logarithmic(self) -> bool:
        """Whether a range is so wide that factors count, not differences."""
        assert self.low is not None
        assert self.high is not None
        return not self.whole and self.low > 0 and self.high >= 10 * self.low

    @property
    def size(self) -> float:
        """How many values there are; infinite for a range of fractions."""
        if self.values:
            return len(self.values)
        assert self.low is not None
        assert self.high is not None
        return int(self.high) - int(self.low) + 1 if self.whole else math.inf


class Plan(Settings):
    """A group of runs; together with its data it says which runs there are to be."""

    kind: Kind
    dataset_id: str
    base: dict[str, Value]  # the settings that do not vary, and the default of those that do
    vary: tuple[Vary, ...] = ()
    how: How = How.GRID
    seeds: int = Field(1, ge=1, le=MOST_SEEDS, title="Seeds")
    trials: int = Field(
        0, ge=0, title="Trials"
    )  # points, where they are chosen at random or by search
    points: tuple[dict[str, Value], ...] = ()  # where they are listed
    measure: str = ""  # the figure that a search makes better

    @cached_property
    def settings(self) -> RunSettings:
        """The settings at the default of all that varies."""
        return load(self.kind, json.dumps(self.base))

    @property
    def goal(self) -> Measure:
        """The figure by which runs are compared: of all the same."""
        goal = measure_of(self.kind, self.measure)
        mixed = "held_out" in self.varied and not all(self._values("held_out"))
        return BITS_LEARNED if mixed and goal.name == BITS_LEARNED.name else goal

    @property
    def judged_on(self) -> JudgedOn | None:
        """The days by which runs are compared; None where they predict none."""
        if not EXPERIMENTS[self.kind].predicts_days:
            return None
        return JudgedOn.VALIDATION if self.base.get("validation_days") else JudgedOn.TEST

    @property
    def varied(self) -> list[str]:
        """The settings in which the points differ."""
        if self.how is How.LISTED:
            return list(self.points[0])
        return [vary.name for vary in self.vary]

    def _values(self, name: str) -> list[Value]:
        """What a setting may be that varies: all of a list, or the ends of a range."""
        spans = [vary.values or (vary.low, vary.high) for vary in self.vary if vary.name == name]
        return [
            *(value for values in spans for value in values),
            *(point[name] for point in self.points if name in point),
        ]

    @property
    def default(self) -> dict[str, Value]:
        """The point of the settings as they were."""
        return {name: self.base[name] for name in self.varied}

    @property
    def point_count(self) -> int:
        """How many points there are to be."""
        if self.how is How.LISTED:
            return len(self.points)
        cells = math.prod(vary.size for vary in self.vary)
        return int(cells if self.how is How.GRID else min(self.trials, cells))

    @property
    def run_count(self) -> int:
        """How many runs there are to be: a point on each seed is one."""
        return self.point_count * self.seeds

    def on_seeds(self, point: Point) -> list[RunSettings]:
        """The runs of a point.

        Raises:
            SettingsError: a value is none that its setting takes.
        """
        model, first = model_of(self.kind), int(self.base["seed"] or 0)
        values = with_changes(model, self.base, point)
        return [build(model, values | {"seed": first + number}) for number in range(self.seeds)]


def plain_values(settings: RunSettings) -> dict[str, Any]:
    """Settings as a plan keeps them."""
    return settings.model_dump(mode="json")


def make_plan(
    settings: RunSettings, dataset_id: str, *, most: int = MOST_RUNS, **what: Any
) -> Plan:
    """A plan around `settings`; `what` are the other fields.

    Raises:
        SettingsError: it makes no runs, or too many, or names no measure.
    """
    kind = kind_of(settings)
    what["measure"] = what.get("measure") or leading(kind).name
    plan = build(
        Plan, {"kind": kind, "dataset_id": dataset_id, "base": plain_values(settings)} | what
    )
    check_plan(plan, most)
    return plan


def check_plan(plan: Plan, most: int) -> None:
    """Makes sure that there are runs, not too many, and a figure that compares them.

    Raises:
        SettingsError: saying what to change.
    """
    measure_of(plan.kind, plan.measure)
    names = plan.varied
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"'{name}' is varied twice; give all its values at once.")
    if plan.how in (How.RANDOM, How.SEARCH) and plan.trials < 1:
        raise SettingsError("Say how many points to try, at least 1.")
    for vary in plan.vary:
        if plan.how is How.GRID and math.isinf(vary.size):
            raise SettingsError(
                f"A grid needs a list of values for '{vary.name}', such as 0.001,0.01; "
                "a range goes with random or search."
            )
    if plan.run_count > most:
        raise SettingsError(
            f"That makes {plan.run_count:,} runs; at most {most:,} go together. "
            "Take fewer values or seeds, or a random choice of them."
        )


# The points of a plan that can be said before anything is known: all, random ones, listed ones.

STARTUP = 10  # points of a search that are drawn at random, before there is anything to go by
_TRIES = 1000  # at a random point that was not there before


def first_points(plan: Plan) -> list[Point]:
    """The points with which a group begins: all of them, unless it searches.

    At random and by search the first is the default, so that there is something to beat.
    """
    match plan.how:
        case How.LISTED:
            return list(plan.points)
        case How.GRID:
            return list(_grid(plan.vary))
        case How.RANDOM:
            return random_points(plan, [], plan.point_count)
        case How.SEARCH:
            return random_points(plan, [], min(STARTUP, plan.point_count))


def random_points(plan: Plan, known: Sequence[Point], count: int) -> list[Point]:
    """At most `count` points that are not `known`, the same ones each time."""
    seed = plan.base["seed"]
    assert isinstance(seed, int)
    random = np.random.default_rng([seed, len(known)])
    seen = {key(point) for point in known}
    found: list[Point] = []
    default = plan.default
    drawn: Iterable[Point] = (_draw(plan.vary, random) for _ in range(_TRIES + count))
    if not known and within(plan.vary, default):
        drawn = itertools.chain([default], drawn)
    # Of a few values luck alone may leave the last ones out for long.
    if math.prod(vary.size for vary in plan.vary) <= _TRIES:
        drawn = itertools.chain(drawn, _grid(plan.vary))
    for point in drawn:
        if len(found) == count:
            break
        if key(point) not in seen:
            seen.add(key(point))
            found.append(point)
    return found


def runs_of(plan: Plan, points: Iterable[Point], data: Data | None) -> list[RunSettings]:
    """The runs of some points, seed by seed, each known to fit its data.

    Raises:
        SettingsError: one does not.
    """
    runs = []
    for point in points:
        on_seeds = plan.on_seeds(point)
        EXPERIMENTS[plan.kind].check(on_seeds[0], data)
        runs += on_seeds
    return runs


@dataclass(frozen=True, slots=True)
class ValidationDays:
    """How many a sweep takes where nobody says."""

    days: int  # 0 where they would not fit
    unfit: str = ""  # a sentence that says so


def usual_validation_days(
    settings: StockSettings, history: PriceHistory, vary: Sequence[Vary]
) -> ValidationDays:
    """As many validation days as test days.

    None where they would not fit beside the settings, or the first or last value of what varies.
    """
    try:
        check_prices(settings, history)
    except SettingsError:  # these fit with none either, and whoever trains is told why
        return ValidationDays(0)
    test_days = len(used(settings, history)) - first_test_row(settings, history)
    days = min(test_days, MOST_TEST_DAYS)
    values = settings.model_dump() | {"validation_days": days}
    try:
        for changes in ({}, *({one.name: end} for one in vary for end in _ends(one))):
            changed = with_changes(StockSettings, values, changes)
            check_prices(build(StockSettings, changed), history)
    except SettingsError:
        said = f"{days:,} validation days would not fit: the test days choose and judge."
        return ValidationDays(0, said)
    return ValidationDays(days)


def _ends(vary: Vary) -> Sequence[Value]:
    return vary.values or (vary.low, vary.high)


def key(point: Point) -> str:
    """Tells points apart."""
    return json.dumps(dict(point), sort_keys=True)


def _grid(vary: Sequence[Vary]) -> Iterable[Point]:
    names = [one.name for one in vary]
    for values in itertools.product(*map(_values, vary)):
        yield dict(zip(names, values, strict=True))


def _values(vary: Vary) -> Sequence[Value]:
    if vary.values:
        return vary.values
    assert vary.low is not None
    assert vary.high is not None
    return range(int(vary.low), int(vary.high) + 1)


def _draw(vary: Sequence[Vary], random: np.random.Generator) -> Point:
    return {one.name: _draw_one(one, random) for one in vary}


def _draw_one(vary: Vary, random: np.random.Generator) -> Value:
    if vary.values:
        return vary.values[int(random.integers(len(vary.values)))]
    low, high = vary.low, vary.high
    assert low is not None
    assert high is not None
    if vary.whole:
        return int(random.integers(int(low), int(high) + 1))
    if vary.logarithmic:
        drawn = math.exp(random.uniform(math.log(low), math.log(high)))
    else:
        drawn = random.uniform(low, high)
    return rounded(vary, drawn)


def rounded(vary: Vary, value: Value) -> Value:
    """A fraction drawn from a range, with as many digits as matter; all others as they are."""
    if vary.values or not isinstance(value, float):
        return value
    assert vary.low is not None
    assert vary.high is not None
    return min(max(float(f"{value:.3g}"), vary.low), vary.high)


def within(vary: Sequence[Vary], point: Point) -> bool:
    """Whether a search space holds a point."""
    for one in vary:
        value = point[one.name]
        if one.values:
            if value not in one.values:
                return False
        elif not (isinstance(value, int | float) and one.low <= value <= one.high):  # type: ignore[operator]
            return False
    return True
