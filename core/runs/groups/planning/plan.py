"""What a group of runs is to find out: which settings vary, how, and on how many seeds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

from pydantic import Field

from core.errors import SettingsError
from core.parameters import Settings, with_changes
from core.runs.groups.planning.measures import BITS_LEARNED, Measure, leading, measure_of
from core.runs.settings import MODELS, Kind, RunSettings, build, kind_of, load

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
        if self.kind is not Kind.STOCK:
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
        model, first = MODELS[self.kind], int(self.base["seed"] or 0)
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
