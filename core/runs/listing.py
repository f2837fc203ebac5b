"""The list of runs: found by what somebody asks for, and as a table."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from core.errors import UserError, shortened
from core.parameters import parameters
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS

# Runs as a table: a row a run, a column for each thing that can be known of it.

# What stands in every row, and what people read; then come settings and figures.
OF_EVERY_RUN: Final = {
    "pinned": "Pinned",
    "name": "Name",
    "experiment": "Experiment",
    "data": "Data",
    "state": "State",
    "tags": "Tags",
    "note": "Note",
    "continues": "Continues",
    "created": "Created",
    "done": "Done",
    "total": "Of",
    "loss": "Loss",
    "seconds": "Seconds",
}
SETTINGS: Final = {
    parameter.name: parameter.facts.label
    for experiment in EXPERIMENTS.values()
    for parameter in parameters(experiment.settings)
}
_FIGURES: Final = {
    "rmse": "RMSE",
    "mae": "MAE",
    "mape": "MAPE",
    "direction_accuracy": "Direction right",
    "naive_rmse": "RMSE, yesterday's price",
    "naive_mae": "MAE, yesterday's price",
    "naive_mape": "MAPE, yesterday's price",
}
KNOWN: Final = OF_EVERY_RUN | SETTINGS | _FIGURES
_NESTED = (list, dict)  # no plain values


def run_table(runs: Sequence[Run]) -> pd.DataFrame:
    """One row a run, indexed by its id: what stands in every row, its settings, its figures.

    Columns that no run has a value in are left out, and so is what is no plain value.
    """
    rows = [_row(run) for run in runs]
    frame = pd.DataFrame(rows, index=pd.Index([run.id for run in runs], name="run"))
    return frame.dropna(axis="columns", how="all")


def label(column: str) -> str:
    """A column as people read it."""
    return KNOWN.get(column, column.replace("_", " ").capitalize())


def in_order(frame: pd.DataFrame, column: str, *, descending: bool = False) -> pd.DataFrame:
    """The table sorted by a column: pinned runs first, those without a value last."""
    ordered = frame
    if column in frame:
        ordered = frame.sort_values(
            column, ascending=not descending, kind="stable", na_position="last", key=_sortable
        )
    return ordered.sort_values("pinned", ascending=False, kind="stable")


def _row(run: Run) -> dict[str, Any]:
    figures = {name: value for name, value in run.values.items() if not isinstance(value, _NESTED)}
    return {
        "pinned": run.pinned,
        "name": run.name,
        "experiment": run.kind.value,
        "data": run.title,
        "state": run.state.value,
        "tags": " ".join(run.tags) or None,
        "note": run.note,
        "continues": run.parent_id,
        "created": run.created,
        "done": run.done,
        "total": run.total,
        **run.settings.model_dump(),
        **figures,
        "loss": run.loss,
        "seconds": run.seconds,
    }


def _sortable(values: pd.Series[Any]) -> pd.Series[Any]:
    """Words without regard to capitals; numbers, days and truths as they are."""
    return values.str.lower() if pd.api.types.is_string_dtype(values) else values


# Searching runs by words and by conditions: `general rmse<0.3 units=50`.

MOST_LETTERS: Final = 1_000
_COMPARISON: Final = re.compile(r" ?(<=|>=|!=|=|<|>) ?")
Fits: TypeAlias = "pd.Series[bool]"  # by run

_OPERATORS: Final[dict[str, Callable[[Any, Any], Fits]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_YES = ("yes", "true", "1")
_NEAR = 1e-9  # 0.30000000000000004 is what people call 0.3


class SearchError(UserError):
    """A search that asks for something that no run can have."""


def found(frame: pd.DataFrame, text: str) -> pd.DataFrame:
    """The rows of a `run_table` that fit all of the words and conditions of `text`.

    A word fits where anything written on the run contains it, and so does `column=word` in that
    column; a number or a day is compared. Capitals do not count.

    Raises:
        SearchError: The text is too long, there is no such column, or its values are no such
            things.
    """
    if len(text) > MOST_LETTERS:
        raise SearchError(
            f"A search has at most {MOST_LETTERS:,} letters, this one {len(text):,}: shorten it."
        )
    fits = pd.Series(True, index=frame.index)
    written = _written(frame)
    for part in _COMPARISON.sub(r"\1", " ".join(text.split())).split():
        condition = _COMPARISON.search(part)
        if condition:
            column, wanted = part[: condition.start()], part[condition.end() :]
            fits &= _fits(frame, _column(frame, column), condition[1], wanted)
        else:
            fits &= written.str.contains(part.lower(), regex=False)
    return frame[fits]


def _column(frame: pd.DataFrame, asked: str) -> str | None:
    """The column that somebody means; None for one in which no run has a value."""
    name = asked.lower().replace("-", "_")
    if name in frame:
        return name
    if name in KNOWN:
        return None
    raise SearchError(
        f"There is no setting or figure '{shortened(asked)}'; there are {', '.join(frame.columns)}."
    )


def _fits(frame: pd.DataFrame, column: str | None, sign: str, wanted: str) -> Fits:
    if column is None:
        return pd.Series(False, index=frame.index)
    values = frame[column]
    if column == "pinned":
        return _OPERATORS[sign](values, wanted.lower() in _YES)
    if pd.api.types.is_numeric_dtype(values):
        return _compare_numbers(values, sign, _number(column, wanted))
    if column == "created":
        return _OPERATORS[sign](values, _day(column, wanted))
    return _compare_words(values, sign, wanted)


def _compare_numbers(values: pd.Series[Any], sign: str, wanted: float) -> Fits:
    """A run without a value fits nothing, not even `!=`."""
    equal: Fits = pd.Series(np.isclose(values, wanted, rtol=_NEAR, atol=0), index=values.index)
    if sign in ("=", "!="):
        same: Fits = (equal if sign == "=" else ~equal) & values.notna()
        return same
    if "=" in sign:
        return _OPERATORS[sign](values, wanted) | equal
    return _OPERATORS[sign](values, wanted) & ~equal


def _compare_words(values: pd.Series[Any], sign: str, wanted: str) -> Fits:
    written = values.fillna("").astype(str).str.lower()
    if sign in ("=", "!="):
        contained: Fits = written.str.contains(wanted.lower(), regex=False)
        return contained if sign == "=" else ~contained
    return _OPERATORS[sign](written, wanted.lower()) & (written != "")


def _number(column: str, wanted: str) -> float:
    try:
        return float(wanted)
    except ValueError:
        raise SearchError(f"'{column}' is a number, '{shortened(wanted)}' is none.") from None


def _day(column: str, wanted: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(wanted, tz="UTC")
    except ValueError:
        raise SearchError(
            f"'{column}' is a day such as 2026-03-01 (in UTC), '{shortened(wanted)}' is none."
        ) from None


def _written(frame: pd.DataFrame) -> pd.Series[str]:
    """All the words of each row, its id among them."""
    words = frame.select_dtypes(exclude=["number", "bool", "datetimetz"]).fillna("").astype(str)
    rows = [" ".join(row).lower() for row in words.itertuples(name=None)]
    return pd.Series(rows, index=frame.index, dtype="str")
