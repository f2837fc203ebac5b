"""The runs of a group as tables: one row a run, or a row and a column for two settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core.runs.groups.planning.measures import MEASURES
from core.runs.groups.planning.plan import Plan, Value
from core.runs.groups.records import Member


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
            | {measure.name: measure.of(run.figures) for measure in MEASURES[plan.kind]}
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
