"""Whether what a zip says of a run fits together: pages, engines and databases rely on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from core.arrays import SECONDS, Form, Forms
from core.errors import UserError
from core.names import corpus as names
from core.names import model
from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.parameters import parameters, with_changes
from core.runs.continuing import STEPS
from core.runs.groups.plan import MOST_RUNS, How, Plan, Purpose, check_plan, within
from core.runs.listing import OF_EVERY_RUN, SETTINGS
from core.runs.reports import RESULT, STATE, WEIGHTS, weights_name
from core.runs.settings import MODELS, Kind, RunSettings
from core.runs.takeaway.bundle_format import ArtifactPart, GroupPart, RunPart, Text, Value
from core.runs.takeaway.safe_zip import BundleError, damage_of
from core.stocks.engines.engine import random_forms, state_forms, weight_forms
from core.stocks.judgement.metrics import Metrics
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.sources.uploads.grid import MAX_ROWS
from core.stocks.windows import VALIDATION, check, first_test_row, split, used

Data: TypeAlias = Corpus | PriceHistory
MOST_NOTES: Final = 200  # on how a file was read; each stands on a page
MOST_COMMAS: Final = 3_000_000  # in data, and so of values: those of `MAX_ROWS` days, twice
MOST_DROPPED: Final = 10_000  # lines that gave no name; they stand in a table
_LARGEST_PRICE: Final = 1e60  # that is predicted; its square, and that one's, are numbers still
_predicted = partial(Form, dtype="<f8", least=-_LARGEST_PRICE, most=_LARGEST_PRICE)


_Choices: TypeAlias = Annotated[dict[Text, Value], Field(max_length=MOST_NOTES)]
_Notes: TypeAlias = Annotated[list[Text], Field(max_length=MOST_NOTES, fail_fast=True)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _Dropped(_Data):
    line: int
    text: str
    reason: Text


class _Corpus(_Data):
    """A `Corpus` as text."""

    title: Text
    names: Annotated[list[str], Field(max_length=names.MAX_NAMES, fail_fast=True)]
    dropped: Annotated[list[_Dropped], Field(max_length=MOST_DROPPED, fail_fast=True)]
    notes: _Notes
    choices: _Choices = {}


_Dates: TypeAlias = Annotated[list[str], Field(max_length=MAX_ROWS, fail_fast=True)]
_Column: TypeAlias = Annotated[list[float | None], Field(max_length=MAX_ROWS, fail_fast=True)]


class _Prices(_Data):
    """A `PriceHistory` as text; itself, it looks at its prices only."""

    symbol: Text
    currency: Text
    title: Text
    source: Text
    adjustment: Text
    notes: _Notes
    dates: _Dates
    columns: dict[Literal["Open", "High", "Low", "Close", "Volume"], _Column]
    choices: _Choices = {}


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
    return _read_corpus(fields) if kind is Kind.NAMES else _read_prices(fields, blob)


def _read_corpus(fields: Mapping[str, Any]) -> Corpus:
    read = _Corpus.model_validate(fields)
    if any(not 0 < len(name) <= names.MAX_NAME_LENGTH for name in read.names):
        raise ValueError("a name is empty or too long")
    if names.END in "".join(read.names):
        raise ValueError("a name has an end mark")
    corpus = Corpus(read.title, tuple(read.names))
    names.check_size(corpus)
    return corpus


def _read_prices(fields: Mapping[str, Any], blob: bytes) -> PriceHistory:
    _Prices.model_validate(fields)
    history = PriceHistory.from_bytes(blob)
    rising = history.dates.is_monotonic_increasing and history.dates.is_unique
    if not (rising and len(history) and history.price_columns):
        raise ValueError("the days or columns are not those of prices")
    return history


def read_settings(run: RunPart) -> RunSettings:
    """The settings of a run.

    Raises:
        BundleError: They are none of this version.
    """
    try:
        return MODELS[run.kind].model_validate(run.settings)
    except ValidationError as failure:
        error = failure.errors()[0]
        setting = str(error["loc"][0])
        raise BundleError(
            f"Run {run.id} has a setting that this version of Sequence Lab does not know "
            f"({setting[:40]}: {str(run.settings.get(setting))[:40]}); "
            "a newer version may have made it: update the program."
        ) from failure


# Arrays


@dataclass(frozen=True)
class Holding:
    """The one table of what a run may hold: arrays by name, each with its form, and no other.

    Each is (those that have to be there, those that may be there beside them).
    """

    checkpoint: Forms = field(default_factory=dict)
    artifacts: Mapping[str, tuple[Forms, ...]] = field(default_factory=dict)

    def of_artifact(self, part: ArtifactPart) -> tuple[Forms, ...]:
        """Those of an artifact: of "weights.npz", or of the "weights_10.npz" of step 10.

        Raises:
            ValueError: The run has no such artifact.
        """
        kind = WEIGHTS if part.name == weights_name(part.step) else part.name
        if kind not in self.artifacts:
            raise ValueError("nothing of this name belongs to the settings")
        return self.artifacts[kind]


def holding(settings: RunSettings, data: Data) -> Holding:
    """What a run of these settings on these data may hold: nothing where they do not fit."""
    try:
        if isinstance(settings, NamesSettings):
            assert isinstance(data, Corpus)
            return _of_names(settings.hidden_units, len(data.alphabet))
        assert isinstance(data, PriceHistory)
        return _of_prices(settings, data)
    except UserError:  # it failed for them
        return Holding()


def _of_names(units: int, letters: int) -> Holding:
    state: Forms = {**model.state_forms(units, letters), **SECONDS}
    return Holding(model.parameter_forms(units, letters), {STATE: (state,), RESULT: ({},)})


def _of_prices(settings: StockSettings, history: PriceHistory) -> Holding:
    check(settings, history)
    days = split(settings, len(used(settings, history)), first_test_row(settings, history))
    train, test = _predicted((len(days.train),)), _predicted((len(days.test),))
    result = {"train_prediction": train, "test_prediction": test}
    if settings.validation_days:
        result["validation_prediction"] = _predicted((len(days.validation),))
    state: Forms = {**state_forms(settings), **SECONDS}
    return Holding(
        {"prediction": test},
        {
            WEIGHTS: (weight_forms(settings),),
            STATE: (state, random_forms(settings)),
            RESULT: (result,),
        },
    )


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
    if run.kind is Kind.STOCK and of_result and not _is_number(run.figures.get("epochs")):
        raise ValueError("it does not say how many epochs there were")


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


def most_steps(kind: Kind) -> int:
    """The most iterations or epochs that a run may have."""
    known = {parameter.name: parameter for parameter in parameters(MODELS[kind])}
    upper = known[STEPS[kind]].upper
    assert upper is not None
    return int(upper)


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
        default = MODELS[plan.kind].model_validate(plan.base).model_dump(mode="json")
        for run in members:
            _require_member(plan, default, read_settings(run).model_dump(mode="json"))


def _require_member(plan: Plan, default: dict[str, Any], settings: Mapping[str, Any]) -> None:
    free = {*plan.varied, "seed"}
    point = {name: settings[name] for name in plan.varied}
    base = {name: default[name] for name in plan.base}  # of before, without newer settings
    wanted = default | with_changes(MODELS[plan.kind], base, point)
    planned = point in plan.points if plan.how is How.LISTED else within(plan.vary, point)
    if not planned or any(settings[name] != wanted[name] for name in wanted.keys() - free):
        raise ValueError("a run is none that it plans")
