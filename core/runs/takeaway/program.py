"""The zip of a script or notebook, with the run's data, weights and numbers beside it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from core.runs.data import load_data
from core.runs.records import Run
from core.runs.settings import EXPERIMENTS
from core.runs.store import Store
from core.runs.tables import encode_arrays
from core.runs.takeaway.script import (
    NoScriptError,
    as_notebook,
    as_script,
    passages,
    refuse_what_no_script_shows,
)
from core.runs.takeaway.takeaways import TAKEAWAYS


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
    own_weights = EXPERIMENTS[run.kind].checkpoints_are_weights
    if not own_weights and store.weights(run.id) is None:
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
    takeaway = TAKEAWAYS[run.kind]
    outcome = takeaway.outcome_table(store, run)
    assert outcome is not None
    files = dict([takeaway.data_table(load_data(store, run.kind, run.dataset_id)), outcome])
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
