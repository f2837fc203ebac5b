"""The experiments, and the settings of each: read from forms and flags, kept as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import SettingsError, shortened
from core.experiment import Experiment
from core.names.names_experiment import NAMES
from core.names.settings import NamesSettings
from core.parameters import Parameter, Settings, parameters, with_changes
from core.stocks.settings import StockSettings
from core.stocks.stock_experiment import STOCK

RunSettings: TypeAlias = NamesSettings | StockSettings
AnySettings = TypeVar("AnySettings", bound=Settings)


class Kind(StrEnum):
    """The experiments."""

    NAMES = "names"
    STOCK = "stock"


EXPERIMENTS: dict[Kind, Experiment[Any, Any]] = {Kind.NAMES: NAMES, Kind.STOCK: STOCK}
_KINDS = {experiment.settings: kind for kind, experiment in EXPERIMENTS.items()}


def kind_of(settings: RunSettings) -> Kind:
    """The experiment that `settings` belong to."""
    return _KINDS[type(settings)]


def experiment_of(settings: RunSettings) -> Experiment[Any, Any]:
    """The same, with all that it can do."""
    return EXPERIMENTS[kind_of(settings)]


def model_of(kind: Kind) -> type[RunSettings]:
    """The model of an experiment's settings."""
    model: type[RunSettings] = EXPERIMENTS[kind].settings
    return model


def total_steps(settings: RunSettings) -> int:
    """How many steps (iterations or epochs) a whole training takes."""
    return experiment_of(settings).total_steps(settings)


def dump(settings: RunSettings) -> str:
    """Settings as one line of JSON."""
    return settings.model_dump_json()


@lru_cache(maxsize=1024)  # many runs have the same, and nobody changes any
def load(kind: Kind, text: str) -> RunSettings:
    """Reads what `dump` wrote, perhaps by an older or newer version of the program.

    A setting that is unknown or no longer allowed is dropped, one that is missing takes its
    default: a run of long ago may be described less well, but never hides the list of runs.
    """
    model = model_of(kind)
    stored = {name: value for name, value in json.loads(text).items() if name in model.model_fields}
    try:
        return model.model_validate(stored)
    except ValidationError as failure:
        unusable = {error["loc"][0] for error in failure.errors()}
        usable = {name: value for name, value in stored.items() if name not in unusable}
        return model.model_validate(usable)


def build(model: type[AnySettings], values: Mapping[str, Any]) -> AnySettings:
    """Settings from values as people give them; text is read as a number or a date.

    Raises:
        SettingsError: saying of the first value that does not fit what it must be.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as failure:
        raise SettingsError(_sentence(model, failure.errors()[0])) from None


_MUST_BE = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "date": "a date such as 2018-03-01",
    "literal": "{expected}",
    "bool": "yes or no",
    "less": "at most {le:.10g}",
    "greater": "at least {ge:.10g}",
}


def _sentence(model: type[Settings], error: ErrorDetails) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""  # of halves of characters there is none
    if name not in model.model_fields:
        return f"There is no setting called '{shortened(name)}'."
    label = model.model_fields[name].title
    demand = _MUST_BE.get(error["type"].split("_")[0])
    if demand is None:
        return f"{label}: {error['msg']}."
    given = error["input"]
    shown = shortened(str(given) if demand.startswith("at ") else repr(given))
    return f"{label} must be {demand.format(**error.get('ctx', {}))}, not {shown}."


def add_flags(
    parser: argparse.ArgumentParser, model: type[Settings], title: str = "settings"
) -> None:
    """Gives `parser` one optional flag for each setting of `model`."""
    group = parser.add_argument_group(title)
    for parameter in parameters(model):
        group.add_argument(flag(parameter.name), metavar=_metavar(parameter), help=_help(parameter))


def from_flags(base: AnySettings, flags: argparse.Namespace) -> AnySettings:
    """`base` with every setting replaced that was given as a flag, and those that follow one.

    Raises:
        SettingsError: saying of the first value that does not fit what it must be.
    """
    given = {name: getattr(flags, name) for name in type(base).model_fields}
    changes = {name: value for name, value in given.items() if value is not None}
    return build(type(base), with_changes(type(base), base.model_dump(), changes))


def flag(name: str) -> str:
    """The command-line flag of a setting: `batch_size` is `--batch-size`."""
    return "--" + name.replace("_", "-")


def _metavar(parameter: Parameter) -> str:
    if parameter.facts.choices:
        return "|".join(
            value if value.replace("_", "").isalnum() else label
            for value, label in parameter.facts.choices
        )
    if parameter.annotation in (int, float):
        return "N"
    kind = get_args(parameter.annotation)[0]  # of date | None
    return {str: "NAME", int: "N"}.get(kind, str(kind.__name__).upper())


def _help(parameter: Parameter) -> str:
    facts = []
    if parameter.lower is not None and parameter.upper is not None:
        facts.append(f"{parameter.lower:.10g} to {parameter.upper:.10g}")
    if parameter.facts.unit:
        facts.append(f"in {parameter.facts.unit}")
    if parameter.default is not None:
        facts.append(f"default {parameter.default}")
    if parameter.facts.follows:
        facts.append(f"goes with {flag(parameter.facts.follows)}")
    text = f"{parameter.help} ({', '.join(facts)})" if facts else parameter.help
    return text.replace("%", "%%")
