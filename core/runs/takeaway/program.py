"""The zip of a script or notebook, with the run's data, weights and numbers beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from core.names.sampling import sample_report_names
from core.runs.data import Data, load_data, load_names, load_prices
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import encode_arrays
from core.runs.takeaway.script import (
    NoScriptError,
    as_notebook,
    as_script,
    passages,
    refuse_what_no_script_shows,
)
from core.stocks.forecast import marked, prediction_table
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import prepare

# What a run learned from and what came of it, as files that people open.

_NAMES = 7  # of a checkpoint, as in the report


def data_table(data: Data) -> tuple[str, bytes]:
    """Data as (file name, its bytes): prices as CSV, or names one a line."""
    if isinstance(data, PriceHistory):
        return "prices.csv", data.frame.to_csv(date_format="%Y-%m-%d").encode()
    return "names.txt", "\n".join(data.names).encode()


def outcome_table(store: Store, run: Run) -> tuple[str, bytes] | None:
    """What came of a run as (file name, CSV); None where nothing did.

    Prices: the prediction of its newest weights. Names: seven of each checkpoint, drawn as in the
    report.

    Raises:
        SettingsError: The settings do not fit the data.
    """
    if run.kind is Kind.NAMES:
        steps = store.checkpoints(run.id)
        return ("names.csv", _csv(_names(store, run, steps))) if steps else None
    table = _predictions(store, run)
    return None if table is None else ("predictions.csv", table)


def _predictions(store: Store, run: Run) -> bytes | None:
    """Those of the weights that were kept last; a run that was cut off has no others."""
    result, newest = store.result(run.id), store.latest_checkpoint(run.id)
    if newest is None:
        return None
    assert isinstance(run.settings, StockSettings)
    history = load_prices(store, run.dataset_id)
    windows = prepare(run.settings, history)
    if result is not None:
        arrays = result.arrays
        table = prediction_table(
            windows,
            arrays["test_prediction"],
            arrays["train_prediction"],
            arrays.get("validation_prediction"),
        )
    else:
        weights = store.weights(run.id)
        kept = newest if weights is None else store.checkpoint(run.id, weights.step)
        table = prediction_table(windows, kept.arrays["prediction"])
    return marked(table, run.settings).to_csv(date_format="%Y-%m-%d").encode()


def _names(store: Store, run: Run, steps: Iterable[int]) -> Iterator[list[object]]:
    yield ["iteration", "loss", *(f"name {number}" for number in range(1, _NAMES + 1))]
    alphabet = load_names(store, run.dataset_id).alphabet
    for step in steps:
        checkpoint = store.checkpoint(run.id, step)
        names = sample_report_names(checkpoint.arrays, alphabet, count=_NAMES)
        yield [step, checkpoint.loss, *(name.title for name in names)]


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


class Form(StrEnum):
    """What a program is written as."""

    SCRIPT = "script"
    NOTEBOOK = "notebook"


_WRITTEN = {Form.SCRIPT: (".py", as_script), Form.NOTEBOOK: (".ipynb", as_notebook)}


def refuse_without_program(store: Store, run: Run) -> None:
    """Looks whether there is a program of a run.

    Raises:
        NoScriptError: The run has learned nothing that was kept, or no script can show it.
    """
    refuse_what_no_script_shows(run)
    if not store.checkpoints(run.id):
        raise NoScriptError("This run has learned nothing yet that a script could show.")
    if run.kind is Kind.STOCK and store.weights(run.id) is None:
        raise NoScriptError(
            "This run was cut off before its weights were kept, so no script shows it."
        )
    if not _trained_in_one_go(store, run):
        raise NoScriptError(
            "This run goes on from one with other settings, or from one that is gone; "
            "no script shows that yet."
        )


def _trained_in_one_go(store: Store, run: Run) -> bool:
    """Whether its settings alone give its numbers, also where it goes on from other runs."""
    seen = set()
    while run.parent_id is not None:
        if store.version(run.parent_id) < 0 or run.id in seen:
            return False  # nobody knows any more; or a zip said that runs continue each other
        seen.add(run.id)
        parent = store.run(run.parent_id)
        if _but_for_length(parent) != _but_for_length(run):
            return False
        run = parent
    return True


def _but_for_length(run: Run) -> dict[str, Any]:
    return run.settings.model_dump(exclude={"iterations", "epochs", "checkpoint_interval"})


def program_file(store: Store, run_id: str, form: Form) -> bytes:
    """A folder as a zip: the program, what it reads, and the numbers that it ends with.

    Raises:
        NoScriptError: See `refuse_without_program`.
        UnknownRunError: There is no such run.
    """
    run = store.run(run_id)
    refuse_without_program(store, run)
    outcome = outcome_table(store, run)
    assert outcome is not None
    files = dict([data_table(load_data(store, run.dataset_id)), outcome])
    weights = store.weights(run.id)
    if weights is not None:
        files["weights.npz"] = encode_arrays(weights.arrays)
    reached = store.checkpoints(run.id)[-1] if weights is None else weights.step
    ending, write = _WRITTEN[form]
    files[f"{run.kind}{ending}"] = write(passages(run, reached))
    return _folder(f"{run.kind}-{run.id}", files)


def _folder(name: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as folder:
        for file, content in files.items():
            folder.writestr(f"{name}/{file}", content)
    return buffer.getvalue()
