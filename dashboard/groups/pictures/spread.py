"""The pictures of the same settings on many seeds, or at many times."""

from __future__ import annotations

from typing import Any

import pandas as pd

from core.runs.groups.findings.forecasts import (
    Forecast,
    forecasts,
    pooled_verdict,
    why_no_verdict,
)
from core.runs.groups.findings.words import spread_sentence
from core.runs.groups.planning.measures import YESTERDAY, Measure
from core.runs.groups.records import Group, Member
from core.runs.records import RunState
from core.runs.settings import Kind
from core.stocks.money import money
from dashboard.backend import store
from dashboard.charts.spread import origin_lines, seed_lines
from dashboard.charts.sweep import Dots, strip
from dashboard.groups.pictures.look import Look
from dashboard.groups.pictures.sweep import chart
from dashboard.names.checkpoints import all_hold_out, bits_of, measured_curve
from dashboard.server.hub import Message
from dashboard.stock.price_picker import load_prices
from dashboard.text import significant
from dashboard.theme import palette

FEWEST_POINTS, MOST_POINTS = 3, 150  # of a seed, of all: each takes some milliseconds
NOTHING: Message = {"words": ["No run has ended yet."], "charts": []}


def seeds_pictures(group: Group, members: list[Member], look: Look) -> Message:
    """In words how far the seeds lie apart; a mark for each, and a line for each."""
    goal = group.plan.goal
    judged = [run.on_test_days for run in members]  # nothing is chosen here
    runs = [(run, value) for run in judged if (value := run.value(goal)) is not None]
    if not runs:
        return NOTHING
    lines = _predictions if group.kind is Kind.STOCK else _bits
    charts = [_strip(runs, goal, look), lines(group, members, look)]
    words = spread_sentence([value for _, value in runs], group.plan)
    return {"words": [words], "charts": charts}


def _strip(runs: list[tuple[Member, float]], goal: Measure, look: Look) -> dict[str, Any]:
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
        dots, [], palette(look.mode), x_title="Seed", measure=goal.label, level=level
    ).update_layout(showlegend=False)
    return chart(figure, "strip", f"{goal.label}, seed by seed", f"{goal.label} of each seed")


def _predictions(group: Group, members: list[Member], look: Look) -> dict[str, Any]:
    parts = forecasts(store(), group, members)
    lines = pd.DataFrame(
        {f"Seed {part.run.settings['seed']}": part.predicted for part in parts},
        index=parts[0].dates,
    )
    figure = seed_lines(
        lines,
        palette(look.mode),
        y_title=_unit(group),
        actual=pd.Series(parts[0].actual, parts[0].dates),
        yesterday=pd.Series(parts[0].yesterday, parts[0].dates),
    )
    heading = "What each seed predicts for the test days"
    return chart(figure, "lines", heading, f"{heading}, and the band that holds them all")


def _bits(group: Group, members: list[Member], look: Look) -> dict[str, Any]:
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
    figure = seed_lines(lines, palette(look.mode), x_title="Iteration", y_title=y_title)
    heading = f"How many bits a letter of {bits_of(unseen)} each seed needs, by iteration"
    return chart(figure, "lines", heading, f"{heading}; group {group.id}")


def walk_forward_pictures(group: Group, members: list[Member], look: Look) -> Message:
    """The pooled verdict, the prediction after each origin, and a line of figures for each.

    No verdict while times are missing that were planned.
    """
    parts = forecasts(store(), group, members)
    if not parts:
        return NOTHING
    history = load_prices(group.plan.dataset_id)
    column = str(group.plan.base["price_column"])
    first, last = parts[0].dates[0], parts[-1].dates[-1]
    figure = origin_lines(
        [(_span(part), pd.Series(part.predicted, part.dates)) for part in parts],
        history.frame[column].loc[first:last],
        palette(look.mode),
        y_title=_unit(group),
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


def _unit(group: Group) -> str:
    currency = load_prices(group.plan.dataset_id).currency
    return f"Price ({currency})" if currency else "Price"
