"""Values of a setting as people write them: "3, 7, 14", "0.001..0.1", "10..50/10"."""

from __future__ import annotations

import math

import numpy as np

from core.errors import SettingsError, shortened
from core.parameters import Parameter, parameters
from core.runs.groups.planning.plan import Value, Vary
from core.runs.settings import MODELS, Kind, build

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
    return [known for known in parameters(MODELS[kind]) if known.name not in NEVER_VARIED]


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
    value: Value = build(MODELS[kind], {name: word}).model_dump(mode="json")[name]
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
