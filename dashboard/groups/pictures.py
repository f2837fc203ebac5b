"""The pictures of a group of runs, drawn once for everybody with the same view of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from core.cache import cached
from core.errors import UserError
from core.experiment import Measure
from core.runs.groups.findings import (
    Scored,
    best_and_default,
    best_sentence,
    importance_sentence,
    is_few,
    judged_sentence,
    label_of,
    plane,
    point_words,
    scored,
    so_far,
    spread_sentence,
    value_words,
)
from core.runs.groups.findings import values_of as listed_values
from core.runs.groups.forecasts import Forecast, forecasts, pooled_verdict, why_no_verdict
from core.runs.groups.importance import importance
from core.runs.groups.measures import YESTERDAY, measure_of
from core.runs.groups.plan import Plan, Purpose, Value
from core.runs.groups.records import Group, Member
from core.runs.records import RunState
from core.runs.settings import EXPERIMENTS
from core.stocks.money import money
from dashboard.backend import group_store, store
from dashboard.charts.price_chart import price_unit
from dashboard.charts.sweep_charts import (
    Cells,
    Dots,
    heat_map,
    origin_lines,
    parallel,
    scatter_map,
    seed_lines,
    strip,
)
from dashboard.names.names_checkpoints import all_hold_out, bits_of, measured_curve
from dashboard.server.hub import Message, json_bytes
from dashboard.shared.charting import as_json
from dashboard.stock.price_picker import load_prices
from dashboard.text import significant
from dashboard.theme import palette


@dataclass(frozen=True, slots=True)
class GroupView:
    """How a group is viewed: over two settings, at a figure; `mode` is the theme."""

    x: str
    y: str
    measure: str
    mode: str = "light"

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode({"x": self.x, "y": self.y, "measure": self.measure, "mode": self.mode})


def view_from_query(plan: Plan, query: Mapping[str, str], mode: str) -> GroupView:
    """The view that a URL says; what does not fit the plan is as by default."""
    names = plan.varied or [""]
    x = query["x"] if query.get("x") in names else names[0]
    others = [name for name in names if name != x] or [x]
    y = query["y"] if query.get("y") in others else others[0]
    measure = plan.goal
    if query.get("measure"):
        with suppress(UserError):
            measure = measure_of(plan.kind, query["measure"])
    return GroupView(x, y, measure.name, "dark" if mode == "dark" else "light")


# Of a sweep: over two settings, over one with every seed, over all.

ENOUGH_FOR_PARALLEL = 3  # settings, from which on they are shown side by side too


def sweep_pictures(group: Group, members: list[Member], view: GroupView) -> Message:
    """The verdict so far, and the charts."""
    plan = group.plan
    points = scored(plan, members, plan.goal)
    charts = [_strip(plan, members, view)]
    if len(plan.varied) > 1:
        charts.insert(0, _map(plan, members, view))
    if len(plan.varied) >= ENOUGH_FOR_PARALLEL:
        charts.append(_parallel(plan, points, view))
    return {"words": _words(group, members, points), "charts": charts}


def _words(group: Group, members: list[Member], points: list[Scored]) -> list[str]:
    found = best_and_default(points, group.plan)
    if group.active:  # what is judged again with every run finds something sooner or later
        return ["No run has ended yet." if found is None else so_far(found, group.plan)]
    mattered = importance_sentence(importance(group.plan, members), group.plan, members)
    best = best_sentence(found, group.plan)
    judged = "" if found is None else judged_sentence(found, group.plan, members)
    return [*filter(None, (best, judged)), mattered]


def _map(plan: Plan, members: Sequence[Member], view: GroupView) -> dict[str, Any]:
    what: dict[str, Any] = {
        "x_title": label_of(plan.kind, view.x),
        "y_title": label_of(plan.kind, view.y),
        "measure": plan.goal.label,
        "high_is_best": plan.goal.more_is_better,
    }
    if is_few(plan, view.x) and is_few(plan, view.y):
        figure = heat_map(_cells(plan, members, view), palette(view.mode), **what)
        heading = f"{plan.goal.label}, mean over the seeds"
    else:
        x, y = (_dots(plan, members, name) for name in (view.x, view.y))
        figure = scatter_map(x, y, palette(view.mode), **what)
        heading = f"{plan.goal.label} of every run"
    return chart(figure, "map", heading, f"{heading}, by {what['x_title']} and {what['y_title']}")


def _cells(plan: Plan, members: Sequence[Member], view: GroupView) -> Cells:
    found = plane(plan, members, view.x, view.y)
    return Cells(
        _labels(plan, view.x, found.x),
        _labels(plan, view.y, found.y),
        found.means,
        [[f"{x}|{y}" for x in found.x] for y in found.y],
    )


def _strip(plan: Plan, members: Sequence[Member], view: GroupView) -> dict[str, Any]:
    dots = _dots(plan, members, view.x)
    by_place: dict[float | str, list[float]] = {}
    for place, value in zip(dots.x, dots.y, strict=True):
        by_place.setdefault(place, []).append(value)
    means = [(place, plan.goal.typical(values)) for place, values in by_place.items()]
    label = label_of(plan.kind, view.x)
    figure = strip(
        dots,
        means if dots.order else [],
        palette(view.mode),
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
        _labels(plan, name, values) if few else values,
        [value for _, value in runs],
        [_hover(plan, run, value) for run, value in runs],
        [run.id for run, _ in runs],
        _labels(plan, name, listed_values(plan, name, members)) if few else (),
        _by_factors(plan, name),
    )


def _by_factors(plan: Plan, name: str) -> bool:
    """Whether a setting takes any value of a wide range."""
    return any(vary.name == name and not vary.values and vary.logarithmic for vary in plan.vary)


def _hover(plan: Plan, run: Member, value: float) -> str:
    point = point_words(plan.kind, {name: run.settings[name] for name in plan.varied})
    return f"{point}, seed {run.settings['seed']}: {value:.3g}"


def _labels(plan: Plan, name: str, values: Sequence[Value]) -> list[str]:
    return [value_words(plan.kind, name, value) for value in values]


def _parallel(plan: Plan, points: Sequence[Scored], view: GroupView) -> dict[str, Any]:
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
        palette(view.mode),
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


# Of the same settings on many seeds, or at many times.

FEWEST_POINTS, MOST_POINTS = 3, 150  # of a seed, of all: each takes some milliseconds
NOTHING_YET: Message = {"words": ["No run has ended yet."], "charts": []}


def seeds_pictures(group: Group, members: list[Member], view: GroupView) -> Message:
    """In words how far the seeds lie apart; a mark for each, and a line for each."""
    goal = group.plan.goal
    judged = [run.on_test_days for run in members]  # nothing is chosen here
    runs = [(run, value) for run in judged if (value := run.value(goal)) is not None]
    if not runs:
        return NOTHING_YET
    lines = _predictions if EXPERIMENTS[group.kind].predicts_days else _bits
    charts = [_seeds_strip(runs, goal, view), lines(group, members, view)]
    words = spread_sentence([value for _, value in runs], group.plan)
    return {"words": [words], "charts": charts}


def _seeds_strip(
    runs: list[tuple[Member, float]], goal: Measure, view: GroupView
) -> dict[str, Any]:
    seeds = [str(run.settings["seed"]) for run, _ in runs]
    figures = [value for _, value in runs]
    dots = Dots(
        seeds,
        figures,
        [f"Seed {seed}: {value:.3g}" for seed, value in zip(seeds, figures, strict=True)],
        [run.id for run, _ in runs],
        seeds,
    )
    level = YESTERDAY.get(goal.name)
    figure = strip(
        dots, [], palette(view.mode), x_title="Seed", measure=goal.label, level=level
    ).update_layout(showlegend=False)
    return chart(figure, "strip", f"{goal.label}, seed by seed", f"{goal.label} of each seed")


def _predictions(group: Group, members: list[Member], view: GroupView) -> dict[str, Any]:
    parts = forecasts(store(), group, members)
    lines = pd.DataFrame(
        {f"Seed {part.run.settings['seed']}": part.predicted for part in parts},
        index=parts[0].dates,
    )
    figure = seed_lines(
        lines,
        palette(view.mode),
        y_title=price_unit(load_prices(group.plan.dataset_id).currency),
        actual=pd.Series(parts[0].actual, parts[0].dates),
        yesterday=pd.Series(parts[0].yesterday, parts[0].dates),
    )
    heading = "What each seed predicts for the test days"
    return chart(figure, "lines", heading, f"{heading}, and the band that holds them all")


def _bits(group: Group, members: list[Member], view: GroupView) -> dict[str, Any]:
    points = max(FEWEST_POINTS, MOST_POINTS // len(members))
    ended = [run for run in members if run.state is RunState.FINISHED]
    runs = {f"Seed {run.settings['seed']}": store().run(run.id) for run in ended}
    unseen = all_hold_out(runs.values())
    lines = pd.DataFrame(
        {
            seed: pd.Series(
                {step: bits for step, bits, _ in measured_curve(run, points, unseen=unseen)},
                dtype="float64",
            )
            for seed, run in runs.items()
        }
    ).sort_index()
    y_title = f"Bits a letter, {bits_of(unseen)}"
    figure = seed_lines(lines, palette(view.mode), x_title="Iteration", y_title=y_title)
    heading = f"How many bits a letter of {bits_of(unseen)} each seed needs, by iteration"
    return chart(figure, "lines", heading, f"{heading}; group {group.id}")


def walk_forward_pictures(group: Group, members: list[Member], view: GroupView) -> Message:
    """The pooled verdict, the prediction after each origin, and a line of figures for each.

    No verdict while times are missing that were planned.
    """
    parts = forecasts(store(), group, members)
    if not parts:
        return NOTHING_YET
    history = load_prices(group.plan.dataset_id)
    column = str(group.plan.base["price_column"])
    first, last = parts[0].dates[0], parts[-1].dates[-1]
    figure = origin_lines(
        [(_span(part), pd.Series(part.predicted, part.dates)) for part in parts],
        history.frame[column].loc[first:last],
        palette(view.mode),
        y_title=price_unit(history.currency),
    )
    heading = "The prediction of each training for the days after its own"
    pooled = pooled_verdict(parts, why_no_verdict(group, len(parts)))
    times = f"{len(parts):,} time{'s' * (len(parts) != 1)}"
    return {
        "words": [f"At {times}: {pooled[0].lower()}{pooled[1:]}"],
        "charts": [chart(figure, "origins", heading, f"{heading}, over the actual prices")],
        "table": [
            ["Days predicted", "Trained on", "RMSE", "Yesterday's", "Miss, × yesterday's"],
            *[_row(part, history.currency) for part in parts],
        ],
    }


def _row(part: Forecast, currency: str) -> list[str]:
    scores = part.scores
    ratio = scores.rmse / scores.naive_rmse if scores.naive_rmse else None
    return [
        _span(part),
        f"{part.run.figures['train_rows']:,} days",
        money(scores.rmse, currency),
        money(scores.naive_rmse, currency),
        "–" if ratio is None else significant(ratio, 3),
    ]


def _span(part: Forecast) -> str:
    return f"{part.dates[0]:%Y-%m-%d} to {part.dates[-1]:%Y-%m-%d}"


DRAW: dict[Purpose, Callable[[Group, list[Member], GroupView], Message]] = {
    Purpose.SWEEP: sweep_pictures,
    Purpose.SEEDS: seeds_pictures,
    Purpose.WALK_FORWARD: walk_forward_pictures,
}


def draw_group(group_id: str, view: GroupView) -> dict[str, Any]:
    """What was found so far, as the browser draws it: `words` and `charts`.

    Raises:
        UnknownGroupError: there is no such group.
    """
    version = group_store().version(group_id)
    return _draw(group_id, version, view)


def read_group(group_id: str, query: Mapping[str, str]) -> bytes:
    """The same for the browser, looked at as it asks.

    Raises:
        UnknownGroupError: there is no such group.
    """
    view = view_from_query(group_store().group(group_id).plan, query, query.get("mode", "light"))
    return json_bytes(draw_group(group_id, view))


@cached()
def _draw(group_id: str, version: int, view: GroupView) -> dict[str, Any]:
    group = group_store().group(group_id)
    plan = group.plan.model_copy(update={"measure": view.measure})
    members = group_store().members(group_id)
    found = DRAW[group.purpose](replace(group, plan=plan), members, view)
    return {**found, "version": version}
