"""The pictures of a sweep: over two settings, over one with every seed, over all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from core.runs.groups.findings.comparison import Scored, best_and_default, scored
from core.runs.groups.findings.importance import importance
from core.runs.groups.findings.table import is_few, plane
from core.runs.groups.findings.table import values_of as listed_values
from core.runs.groups.findings.words import (
    best_sentence,
    importance_sentence,
    judged_sentence,
    label_of,
    point_words,
    so_far,
    value_words,
)
from core.runs.groups.planning.measures import YESTERDAY
from core.runs.groups.planning.plan import Plan, Value
from core.runs.groups.records import Group, Member
from dashboard.charts.sweep import Cells, Dots, heat_map, parallel, scatter_map, strip
from dashboard.groups.pictures.look import Look
from dashboard.server.hub import Message
from dashboard.shared.charting.chart import as_json
from dashboard.theme import palette

MANY = 3  # settings, from which on they are shown side by side too


def sweep_pictures(group: Group, members: list[Member], look: Look) -> Message:
    """The verdict so far, and the charts."""
    plan = group.plan
    points = scored(plan, members, plan.goal)
    charts = [_strip(plan, members, look)]
    if len(plan.varied) > 1:
        charts.insert(0, _map(plan, members, look))
    if len(plan.varied) >= MANY:
        charts.append(_parallel(plan, points, look))
    return {"words": _words(group, members, points), "charts": charts}


def _words(group: Group, members: list[Member], points: list[Scored]) -> list[str]:
    found = best_and_default(points, group.plan)
    if group.active:  # what is judged again with every run finds something sooner or later
        return ["No run has ended yet." if found is None else so_far(found, group.plan)]
    mattered = importance_sentence(importance(group.plan, members), group.plan, members)
    best = best_sentence(found, group.plan)
    judged = "" if found is None else judged_sentence(found, group.plan, members)
    return [*filter(None, (best, judged)), mattered]


def _map(plan: Plan, members: Sequence[Member], look: Look) -> dict[str, Any]:
    what: dict[str, Any] = {
        "x_title": label_of(plan.kind, look.x),
        "y_title": label_of(plan.kind, look.y),
        "measure": plan.goal.label,
        "high_is_best": plan.goal.more_is_better,
    }
    if is_few(plan, look.x) and is_few(plan, look.y):
        figure = heat_map(_cells(plan, members, look), palette(look.mode), **what)
        heading = f"{plan.goal.label}, mean over the seeds"
    else:
        x, y = (_dots(plan, members, name) for name in (look.x, look.y))
        figure = scatter_map(x, y, palette(look.mode), **what)
        heading = f"{plan.goal.label} of every run"
    return chart(figure, "map", heading, f"{heading}, by {what['x_title']} and {what['y_title']}")


def _cells(plan: Plan, members: Sequence[Member], look: Look) -> Cells:
    found = plane(plan, members, look.x, look.y)
    return Cells(
        _said(plan, look.x, found.x),
        _said(plan, look.y, found.y),
        found.means,
        [[f"{x}|{y}" for x in found.x] for y in found.y],
    )


def _strip(plan: Plan, members: Sequence[Member], look: Look) -> dict[str, Any]:
    dots = _dots(plan, members, look.x)
    by_place: dict[float | str, list[float]] = {}
    for place, value in zip(dots.x, dots.y, strict=True):
        by_place.setdefault(place, []).append(value)
    means = [(place, plan.goal.typical(values)) for place, values in by_place.items()]
    label = label_of(plan.kind, look.x)
    figure = strip(
        dots,
        means if dots.order else [],
        palette(look.mode),
        x_title=label,
        measure=plan.goal.label,
        level=YESTERDAY.get(plan.goal.name),
    )
    heading = f"Every run, by {label.lower()}"
    return chart(figure, "strip", heading, f"{plan.goal.label} of every run and seed, by {label}")


def _dots(plan: Plan, members: Sequence[Member], name: str) -> Dots:
    runs = [(run, value) for run in members if (value := run.value(plan.goal)) is not None]
    values = [run.settings[name] for run, _ in runs]
    few = is_few(plan, name)
    return Dots(
        _said(plan, name, values) if few else values,
        [value for _, value in runs],
        [_hover(plan, run, value) for run, value in runs],
        [run.id for run, _ in runs],
        _said(plan, name, listed_values(plan, name, members)) if few else (),
        _by_factors(plan, name),
    )


def _by_factors(plan: Plan, name: str) -> bool:
    """Whether a setting takes any value of a wide range."""
    return any(vary.name == name and not vary.values and vary.logarithmic for vary in plan.vary)


def _hover(plan: Plan, run: Member, value: float) -> str:
    point = point_words(plan.kind, {name: run.settings[name] for name in plan.varied})
    return f"{point}, seed {run.settings['seed']}: {value:.3g}"


def _said(plan: Plan, name: str, values: Sequence[Value]) -> list[str]:
    return [value_words(plan.kind, name, value) for value in values]


def _parallel(plan: Plan, points: Sequence[Scored], look: Look) -> dict[str, Any]:
    columns = [_axis(plan, name, points) for name in plan.varied]
    means = [plan.goal.typical(point.values) for point in points]
    figures = (f"{min(means):.3g}", f"{max(means):.3g}") if means else ("", "")
    axes = [axis for axis, _ in columns] + [(plan.goal.label, *figures)]
    heights = [places for _, places in columns] + [_share(means)]
    order = sorted(range(len(points)), key=means.__getitem__, reverse=plan.goal.more_is_better)
    figure = parallel(
        axes,
        list(zip(*heights, strict=True)),
        order,
        [
            f"{point_words(plan.kind, point.point)}: {mean:.3g}"
            for point, mean in zip(points, means, strict=True)
        ],
        palette(look.mode),
    )
    heading = "All settings side by side: a line for each combination"
    return chart(figure, "parallel", heading, f"{heading}, the best tenth strong")


def _axis(
    plan: Plan, name: str, points: Sequence[Scored]
) -> tuple[tuple[str, str, str], list[float]]:
    """The axis of a setting, and where each point stands on it, 0 to 1."""
    values = [point.point[name] for point in points]
    if all(isinstance(value, int | float) for value in values):
        numbers = [float(value) for value in values if isinstance(value, int | float)]
        ends = (min(numbers, default=0), max(numbers, default=0))
        by_factors = _by_factors(plan, name)
        places = _share([math.log(number) for number in numbers] if by_factors else numbers)
    else:
        words = list(dict.fromkeys(values))
        ends = (words[0], words[-1]) if words else ("", "")  # type: ignore[assignment]
        places = _share([float(words.index(value)) for value in values])
    foot, head = (value_words(plan.kind, name, end) for end in ends)
    return (label_of(plan.kind, name), foot, head), places


def _share(numbers: Sequence[float]) -> list[float]:
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    return [(number - low) / (high - low) if high > low else 0.5 for number in numbers]


def chart(figure: go.Figure, key: str, heading: str, alt: str) -> dict[str, Any]:
    """A picture as the browser takes it."""
    return {
        "key": key,
        "heading": heading,
        "figure": as_json(figure),
        "alt": alt,
        "height": figure.layout.height,
    }
