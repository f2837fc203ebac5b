"""Values of a setting as people write them: "3, 7, 14", "0.001..0.1", "10..50/10"."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import SettingsError, shortened
from core.parameters import Parameter, parameters
from core.runs.groups.plan import How, Plan, Point, Value, Vary, first_points, make_plan, runs_of
from core.runs.settings import Kind, RunSettings, build, experiment_of, kind_of, load, model_of
from core.runs.store import Store
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import first_test_row, used

MOST_VALUES = 100
MOST_LETTERS = 4_000  # of the values
NEVER_VARIED = {  # why
    "seed": "The seed is varied by the number of seeds, such as --seeds 3.",
    "validation_days": "The validation days choose among the runs, so all have the same number.",
}


def read_vary(kind: Kind, text: str) -> Vary:
    """Reads "timesteps=3,7,14".

    Raises:
        SettingsError: saying what is wrong, and what it might be instead.
    """
    name, given, values = text.partition("=")
    if not given:
        raise SettingsError(
            f"'{shortened(text)}' does not say which values: write a setting and its values, "
            "such as timesteps=3,7,14."
        )
    return vary_of(kind, name.strip().replace("-", "_"), values)


def vary_of(kind: Kind, name: str, values: str) -> Vary:
    """The setting `name` with its values as somebody wrote them.

    Raises:
        SettingsError: as above.
    """
    parameter = _parameter(kind, name)
    if len(values) > MOST_LETTERS:
        raise SettingsError(
            f"{parameter.facts.label}: the values have {len(values):,} letters and the limit is "
            f"{MOST_LETTERS:,}; write fewer, or a range such as 10..50/10."
        )
    span = _range_of(values)
    if span and parameter.lower is not None:
        return _span(kind, parameter, *span)
    words = _words(parameter, values)
    if not words:
        raise SettingsError(f"{parameter.facts.label} needs values, such as 3,7,14.")
    return _listed(parameter, [_read(kind, name, word) for word in words])


def _words(parameter: Parameter, values: str) -> list[str]:
    """What stands between commas; or between semicolons, and then a comma is a decimal one."""
    if ";" in values:
        return [word.strip().replace(",", ".") for word in values.split(";") if word.strip()]
    words = [word.strip() for word in values.split(",") if word.strip()]
    if parameter.annotation is float and any(
        len(w) > 1 and w[0] == "0" and w.isdecimal() for w in words
    ):
        raise SettingsError(
            f"{parameter.facts.label}: a comma stands between two values here. Write 0.01, or "
            "0,01; 0,02 with semicolons between them."
        )
    return words


def variable(kind: Kind) -> list[Parameter]:
    """The settings that can vary."""
    return [known for known in parameters(model_of(kind)) if known.name not in NEVER_VARIED]


def _parameter(kind: Kind, name: str) -> Parameter:
    known = {parameter.name: parameter for parameter in variable(kind)}
    if name in NEVER_VARIED:
        raise SettingsError(NEVER_VARIED[name])
    if name not in known:
        raise SettingsError(
            f"There is no setting '{shortened(name)}'; choose of {', '.join(known)}."
        )
    return known[name]


def _read(kind: Kind, name: str, word: str) -> Value:
    """A value as the settings model reads it, and as JSON keeps it."""
    value: Value = build(model_of(kind), {name: word}).model_dump(mode="json")[name]
    return value


def _range_of(values: str) -> tuple[str, str, str] | None:
    """Returns the ends of a range and its step, empty where there is none; None for a list."""
    first, dots, rest = values.partition("..")
    last, slash, step = rest.partition("/")
    first, last, step = first.strip(), last.strip(), step.strip()
    begins = "/" not in first and (first[:1] not in ("", ".") or first[1:].isdecimal())
    ends = bool(last) and bool(step) == bool(slash)
    return (first, last, step) if dots and begins and ends else None


def _span(kind: Kind, parameter: Parameter, first: str, last: str, step: str) -> Vary:
    low, high = (_number(kind, parameter.name, word) for word in (first, last))
    if low >= high:
        raise SettingsError(
            f"{parameter.facts.label}: {shortened(first)}..{shortened(last)} has to begin with "
            "the smaller number."
        )
    whole = parameter.annotation is int
    if not step:
        return Vary(name=parameter.name, low=low, high=high, whole=whole)
    return _listed(parameter, _steps(parameter, low, high, step))


def _steps(parameter: Parameter, low: float, high: float, word: str) -> list[Value]:
    try:
        step = float(word)
    except ValueError:
        step = math.nan
    whole = parameter.annotation is int
    if not (step > 0 and math.isfinite(step)) or (whole and not step.is_integer()):
        kind = "a whole number" if whole else "a number"
        raise SettingsError(
            f"{parameter.facts.label}: a step is {kind} above 0, not '{shortened(word)}'."
        )
    count = math.floor((high - low) / step + 1e-9) + 1
    _require_few(parameter, count)
    values = low + step * np.arange(count)
    return [int(value) if whole else float(f"{value:.12g}") for value in values]


def _number(kind: Kind, name: str, word: str) -> float:
    value = _read(kind, name, word)
    assert isinstance(value, int | float)
    return float(value)


def _listed(parameter: Parameter, values: list[Value]) -> Vary:
    _require_few(parameter, len(values))
    return Vary(name=parameter.name, values=tuple(dict.fromkeys(values)))


def _require_few(parameter: Parameter, count: int) -> None:
    if count > MOST_VALUES:
        raise SettingsError(
            f"{parameter.facts.label}: {count:,} values are too many; {MOST_VALUES} is the most."
        )


# Walk-forward: the same settings trained at several times, as plans of runs.
#
# After Tashman (2000), Out-of-sample tests of forecasting accuracy: an analysis and review,
# International Journal of Forecasting 16: the origin rolls on by the test period, and the training
# days before it are all of them (expanding) or always as many (sliding).

MOST_ORIGINS = 20
LEAST_SHARE = 0.3  # of the days, that come before the first origin


def most_origins(settings: StockSettings, history: PriceHistory) -> int:
    """How many test periods, one after the other, leave enough days before the first."""
    days = used(settings, history)
    test_days = len(days) - first_test_row(settings, history)
    least = max(settings.reach + 1 + settings.validation_days, int(LEAST_SHARE * len(days)))
    return max(0, min(MOST_ORIGINS, (len(days) - least) // test_days))


def walk_forward(
    settings: StockSettings,
    history: PriceHistory,
    dataset_id: str,
    *,
    origins: int,
    sliding: bool = False,
) -> Plan:
    """A run for each origin, the earliest first; their test periods follow on each other.

    The last one is that of `settings` itself.

    Args:
        settings: how to train, and how long the test period is.
        history: what is trained on.
        dataset_id: where it is kept.
        origins: how many, at least 2.
        sliding: whether every training has as many days as the first one; else all before it.

    Raises:
        SettingsError: there are too few days for so many origins.
    """
    most = most_origins(settings, history)
    if not 2 <= origins <= most:
        raise SettingsError(
            f"{origins} times do not fit into these days: "
            + (f"2 to {most} do." if most >= 2 else "choose fewer test days.")
        )
    dates = used(settings, history).dates
    test_days = len(dates) - first_test_row(settings, history)
    first_origin = len(dates) - origins * test_days  # the row of the first test day
    points: list[Point] = [
        {
            "first_day": str(dates[number * test_days if sliding else 0].date()),
            "last_day": str(dates[first_origin + (number + 1) * test_days - 1].date()),
            "test_days": test_days,
            "split_date": None,
        }
        for number in range(origins)
    ]
    return make_plan(settings, dataset_id, how=How.LISTED, points=points)


# How long a group will take, from how long runs like its own have taken.

LATEST = 200  # runs that are looked at
ALIKE = 5  # runs, the most similar ones
FAR = 30.0  # times more or less work, beyond which another run tells nothing


@dataclass(frozen=True, slots=True)
class Measured:
    """A run that went through, and how long it had its worker."""

    settings: RunSettings
    dataset_id: str
    seconds: float


def measured(store: Store, settings: RunSettings) -> list[Measured]:
    """The latest runs of this kind and engine that went through."""
    kind = kind_of(settings)
    return [
        Measured(load(kind, text), dataset_id, seconds)
        for text, dataset_id, seconds in store.durations(kind, settings.engine, LATEST)
    ]


def seconds_of(
    runs: Sequence[RunSettings], dataset_id: str, known: Sequence[Measured], workers: int
) -> float | None:
    """How long so many workers will take for some runs; None where nothing like them is known.

    Each run takes as long as the most similar ones on the same data, in proportion to the work:
    the median of some, as the first run of a new program compiles, too.
    """
    same = [run for run in known if run.dataset_id == dataset_id]
    if not same:
        return None
    total = 0.0
    work = experiment_of(runs[0]).work
    by_work = [(work(run.settings), run.seconds) for run in same]
    for settings in runs:
        mine = work(settings)
        near = sorted(by_work, key=lambda one: abs(math.log(one[0] / mine)))[:ALIKE]
        if not 1 / FAR <= mine / near[0][0] <= FAR:
            return None
        total += statistics.median(seconds * mine / theirs for theirs, seconds in near)
    return total / min(workers, len(runs))


def sentence(store: Store, plan: Plan, workers: int) -> str:
    """How many runs there are to be, and how long that will take.

    Args:
        store: where the runs of before are.
        plan: what is to be run.
        workers: how many train at a time.
    """
    count = plan.run_count
    runs = runs_of(plan, first_points(plan), None)
    seconds = seconds_of(runs, plan.dataset_id, measured(store, plan.settings), workers)
    words = "1 run" if count == 1 else f"{count:,} runs"
    if seconds is None:
        return f"{words}; how long that takes is not known: nothing like it was trained here yet."
    where = "1 worker" if workers == 1 else f"{workers} workers"
    return f"{words} on {where}: about {_duration(seconds * count / len(runs))}."


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{seconds / 3600:.1f} h"
