"""The points of a plan that can be said before anything is known: all, random ones, listed ones."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import SettingsError
from core.names.settings import NamesSettings
from core.names.settings import check as check_names
from core.parameters import with_changes
from core.runs.groups.planning.plan import How, Plan, Point, Value, Vary
from core.runs.settings import RunSettings, build
from core.stocks.settings import MOST_TEST_DAYS, StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import check as check_prices
from core.stocks.windows import first_test_row, used

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


def runs_of(plan: Plan, points: Iterable[Point], history: PriceHistory | None) -> list[RunSettings]:
    """The runs of some points, seed by seed, each known to fit its data.

    Raises:
        SettingsError: one does not.
    """
    runs = []
    for point in points:
        on_seeds = plan.on_seeds(point)
        if isinstance(on_seeds[0], NamesSettings):
            check_names(on_seeds[0])
        elif history is not None:
            check_prices(on_seeds[0], history)
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
