"""Whether what a zip says of a run fits together: pages, engines and databases rely on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from core.errors import UserError
from core.experiment import Data
from core.parameters import with_changes
from core.runs.continuing import most_steps
from core.runs.groups.plan import MOST_RUNS, How, Plan, Purpose, check_plan, within
from core.runs.listing import OF_EVERY_RUN, SETTINGS
from core.runs.reports import RESULT
from core.runs.settings import Kind, RunSettings, kind_of, model_of
from core.runs.takeaway.bundle_format import GroupPart, RunPart
from core.runs.takeaway.contents import MOST_NOTES, AllowedArrays
from core.runs.takeaway.safe_zip import BundleError, damage_of
from core.runs.takeaway.takeaways import TAKEAWAYS
from core.stocks.judgement.metrics import Metrics
from core.stocks.windows import VALIDATION

MOST_COMMAS: Final = 3_000_000  # in data, and so of values: those of `MAX_ROWS` days, twice


def read_data(kind: Kind, blob: bytes) -> Data:
    """Data as trainings take them.

    Raises:
        ValueError: They are not what `to_bytes` gives.
        DataError: A price lies beyond any.
    """
    if blob.count(b",") > MOST_COMMAS:
        raise ValueError("there is more than any data have")
    fields = from_json(blob, allow_inf_nan=False)
    if any(len(fields.get(name, ())) > MOST_NOTES for name in ("columns", "choices")):
        raise ValueError("there is more to say of these data than any reading says")
    data: Data = TAKEAWAYS[kind].validated(fields, blob)
    return data


def read_settings(run: RunPart) -> RunSettings:
    """The settings of a run.

    Raises:
        BundleError: They are none of this version.
    """
    try:
        return model_of(run.kind).model_validate(run.settings)
    except ValidationError as failure:
        error = failure.errors()[0]
        setting = str(error["loc"][0])
        raise BundleError(
            f"Run {run.id} has a setting that this version of Sequence Lab does not know "
            f"({setting[:40]}: {str(run.settings.get(setting))[:40]}); "
            "a newer version may have made it: update the program."
        ) from failure


def allowed_arrays(settings: RunSettings, data: Data) -> AllowedArrays:
    """What a run of these settings on these data may hold: nothing where they do not fit."""
    try:
        return TAKEAWAYS[kind_of(settings)].allowed_arrays(settings, data)
    except UserError:  # it failed for them
        return AllowedArrays()


# Figures, steps, groups

_WORDS: Final = ("engine", "engine_reason", "mistake", "verdict")  # figures that are no numbers
_REPORTED: Final = ("epochs", "iterations", "loss", "seconds", "engine", "mistake")
_NUMBERS: Final = {
    *(f"{part}{field.name}" for part in ("", VALIDATION) for field in fields(Metrics)),
    *("epochs", "iterations", "loss", "seconds", "train_rows", "test_rows", f"{VALIDATION}rows"),
    *("new_share", "bits_trained", "bits_held_out"),
}
_LARGEST_FIGURE: Final = 1e100
_COLUMNS: Final = {*OF_EVERY_RUN, *SETTINGS} - {*_REPORTED}  # no figure may stand in their place


def require_figures(run: RunPart) -> None:
    """Looks whether the figures of a run are such as pages and tables take.

    Raises:
        ValueError: They are not.
    """
    for name, value in run.figures.items():
        if name in _COLUMNS or not (value is None or _is_figure(name, value)):
            raise ValueError(f"the figure {name[:40]} is none that a training reports")
    of_result = any(part.name == RESULT for part in run.artifacts)
    needed = TAKEAWAYS[run.kind].result_figure
    if of_result and needed is not None and not _is_number(run.figures.get(needed)):
        raise ValueError(f"it does not say how many {needed} there were")


def _is_figure(name: str, value: object) -> bool:
    if name in _WORDS:
        return isinstance(value, str)
    return _is_number(value) or (isinstance(value, dict) and name not in _NUMBERS)


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < _LARGEST_FIGURE


def require_steps(run: RunPart) -> None:
    """Looks whether a run counts its steps within what its setting allows.

    Raises:
        ValueError: It does not.
    """
    if not all(0 <= step <= most_steps(run.kind) for step in (run.done, run.parent_step or 0)):
        raise ValueError(f"run {run.id} has more steps than there can be")
    if not 0 < run.total <= most_steps(run.kind):
        raise ValueError(f"run {run.id} is of {run.total} steps, which is none")
    if any(part.step > most_steps(run.kind) for part in run.artifacts):
        raise ValueError(f"run {run.id} has kept more steps than there can be")


def require_group(group: GroupPart, members: Sequence[RunPart]) -> None:
    """Looks whether a group has a plan, and its runs are such as it plans.

    Raises:
        BundleError: It has none, or they are not.
    """
    with damage_of(f"the plan of group {group.id}"):
        Purpose(group.purpose)
        plan = Plan.model_validate_json(group.plan)
        if plan.kind is not group.kind or any(run.dataset_id != plan.dataset_id for run in members):
            raise ValueError("its runs are of other data")
        check_plan(plan, MOST_RUNS)
        if not 0 < len(members) <= plan.run_count:
            raise ValueError("its runs are too many, or none")
        if not {*plan.varied, "seed"} <= plan.base.keys():
            raise ValueError("it varies what is no setting")
        default = model_of(plan.kind).model_validate(plan.base).model_dump(mode="json")
        for run in members:
            _require_member(plan, default, read_settings(run).model_dump(mode="json"))


def _require_member(plan: Plan, default: dict[str, Any], settings: Mapping[str, Any]) -> None:
    free = {*plan.varied, "seed"}
    point = {name: settings[name] for name in plan.varied}
    base = {name: default[name] for name in plan.base}  # of before, without newer settings
    wanted = default | with_changes(model_of(plan.kind), base, point)
    planned = point in plan.points if plan.how is How.LISTED else within(plan.vary, point)
    if not planned or any(settings[name] != wanted[name] for name in wanted.keys() - free):
        raise ValueError("a run is none that it plans")
