"""From the store into a zip."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select

from core.errors import SettingsError, UserError
from core.events import Arrays
from core.runs.data import load_data
from core.runs.records import Run, RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import finite, groups, runs
from core.runs.takeaway.bundle_format import (
    CHECKPOINTS,
    CURVE,
    CURVE_COLUMNS,
    KNOWN,
    LARGEST,
    MANIFEST,
    MOST_RUNS,
    README,
    ArtifactPart,
    DataPart,
    GroupPart,
    Manifest,
    RunPart,
    data_file,
    run_file,
    versions,
    write_steps,
)
from core.runs.takeaway.safe_zip import BundleError, SafeZip, Size
from core.runs.takeaway.takeaways import TAKEAWAYS
from core.stocks.engines import keras_file
from core.stocks.engines.engine import listed
from core.stocks.settings import StockSettings

# Which runs go into a zip, and what its manifest says of them.


def runs_to_export(store: Store, run_ids: Sequence[str]) -> list[Run]:
    """The runs that a zip is to hold.

    Raises:
        BundleError: A run has not ended, or there are too many.
        UnknownRunError: There is no such run.
    """
    chosen = [store.run(run_id) for run_id in dict.fromkeys(run_ids)]
    if any(run.active for run in chosen):
        raise BundleError("A run that has not ended cannot be taken away; stop it, or wait.")
    if not 0 < len(chosen) <= MOST_RUNS:
        raise BundleError(f"Choose 1 to {MOST_RUNS:,} runs to take away, not {len(chosen):,}.")
    return chosen


def manifest_of(store: Store, chosen: Sequence[Run], data: Mapping[str, Kind]) -> Manifest:
    """What a zip of the `chosen` runs and their `data` says of itself.

    Raises:
        BundleError: It would say more than comes in again.
    """
    try:
        return _manifest_of(store, chosen, data)
    except ValidationError as failure:
        error = failure.errors()[0]
        raise BundleError(
            f"A zip cannot hold all that is known of these runs ({error['loc'][-1]}: "
            f"{error['msg']}); take others."
        ) from failure


def _manifest_of(store: Store, chosen: Sequence[Run], data: Mapping[str, Kind]) -> Manifest:
    whole = _whole_groups(store, chosen)
    return Manifest(
        made=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        versions=versions(),
        datasets=[_data_part(store, dataset_id) for dataset_id in data],
        groups=[_group_part(store, group_id) for group_id in whole],
        runs=[_run_part(store, run, whole) for run in chosen],
    )


def _whole_groups(store: Store, chosen: Sequence[Run]) -> list[str]:
    """The groups all of whose runs are chosen; a part of one would not say what it is."""
    ids = [run.group_id for run in chosen if run.group_id is not None]
    return [
        group_id
        for group_id in dict.fromkeys(ids)
        if _run_count(store, group_id) == ids.count(group_id) and store.row(groups, group_id)
    ]


def _run_count(store: Store, group_id: str) -> int:
    row = store.fetch_first(select(func.count()).where(runs.c.group_id == group_id))
    return int(row[0]) if row else 0


def _data_part(store: Store, dataset_id: str) -> DataPart:
    data = store.dataset(dataset_id)
    reading = json.loads(data.blob).get("choices", {})
    return DataPart(id=dataset_id, kind=data.kind, title=data.title, reading=reading)


def _group_part(store: Store, group_id: str) -> GroupPart:
    return GroupPart.model_validate(_columns(GroupPart, store.row(groups, group_id) or {}))


def _run_part(store: Store, run: Run, whole_groups: Sequence[str]) -> RunPart:
    row = store.row(runs, run.id) or {}
    kept = [part for part in store.artifact_steps(run.id) if part[0].endswith(".npz")]
    return RunPart.model_validate(
        _columns(RunPart, row)
        | {
            "settings": run.settings.model_dump(mode="json"),
            "state": run.state.value,
            "ended": row["heartbeat" if run.state is RunState.INTERRUPTED else "ended"],
            "figures": run.values,
            "group_id": run.group_id if run.group_id in whole_groups else None,
            "artifacts": [ArtifactPart(name=name, step=step) for name, step in kept],
        }
    )


def _columns(model: type[BaseModel], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields if name in row}


# The model of a price run as a file that plain Keras opens.

KERAS_FILE = "model.keras"


class NoModelError(UserError):
    """A run of which no Keras model can be saved."""


def keras_model(store: Store, run_id: str) -> bytes:
    """The `.keras` file of a run's newest weights.

    Raises:
        NoModelError: when the run has no weights, or they do not make a model.
        UnknownRunError: when there is no such run.
    """
    run, weights = store.run(run_id), store.weights(run_id)
    if weights is None:
        raise NoModelError("There are no weights of this run yet to make a Keras file from.")
    assert isinstance(run.settings, StockSettings)
    try:
        return keras_file.keras_file(run.settings, listed(weights.arrays))
    except ValueError as failure:
        raise NoModelError(f"The Keras file could not be made: {failure}") from failure


_ABOUT: Final = """Runs of Sequence Lab (manifest.json says which, and what made them).

Bring this zip into another Sequence Lab as it is: on the page Runs, or by
python -m core import FILE.

data/ID/            what runs learned from: data.json with all that is known of it, and a table
runs/ID/            a run: settings.json, loss.csv, and where there are any
  checkpoints.npz   STEP/NAME for each step kept: numpy.load("checkpoints.npz")["100/prediction"]
  weights.npz       the model (prices), in the order of keras.Model.set_weights
  weights_EPOCH.npz the same after some epochs
  model.keras       the same for keras.saving.load_model; it takes windows of scaled prices, or of
                    scaled changes where "reads" of settings.json says so
  predictions.csv   actual, predicted, and yesterday's price of each day
  names.csv         seven names of each checkpoint
"""


def write_bundle(store: Store, run_ids: Sequence[str], file: IO[bytes]) -> None:
    """Writes runs with their data, and the groups that are whole.

    One checkpoint at a time is in memory.

    Raises:
        BundleError: A run has not ended, or they are too many or too large.
        UnknownRunError: There is no such run.
    """
    chosen = runs_to_export(store, run_ids)
    data = {run.dataset_id: run.kind for run in chosen}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest_of(store, chosen, data).model_dump_json(indent=1))
        archive.writestr(README, _ABOUT)
        for dataset_id, kind in data.items():
            _write_data(archive, store, kind, dataset_id)
        steps = [_write_run(archive, store, run) for run in chosen]
    _require_small_enough(file, steps)


def _require_small_enough(file: IO[bytes], steps: Iterable[Size]) -> None:
    """Asks for as much as whoever brings it in will ask for."""
    try:
        archive = SafeZip(file, KNOWN)
        for size in steps:
            archive.budget.take(size)
        too_large = archive.size(MANIFEST) > LARGEST
    except BundleError:
        too_large = True
    if too_large:
        raise BundleError("These runs are more than comes in again at once; take fewer.")


def _write_data(archive: ZipFile, store: Store, kind: Kind, dataset_id: str) -> None:
    archive.writestr(data_file(dataset_id), store.dataset(dataset_id).blob)
    name, table = TAKEAWAYS[kind].data_table(load_data(store, kind, dataset_id))
    archive.writestr(data_file(dataset_id).replace("data.json", name), table)


def _write_run(archive: ZipFile, store: Store, run: Run) -> Size:
    """Writes all of a run; tells what its checkpoints come to."""
    archive.writestr(run_file(run.id, "settings.json"), run.settings.model_dump_json(indent=2))
    losses: list[tuple[int, float | None, float]] = []
    steps, size = store.checkpoints(run.id), Size()
    if steps:
        with archive.open(_stored(run_file(run.id, CHECKPOINTS)), "w") as member:
            size = write_steps(member, _checkpoints(store, run.id, steps, losses))
    archive.writestr(run_file(run.id, CURVE), _curve(store, run.id, losses))
    for name, _ in store.artifact_steps(run.id):
        blob = store.artifact(run.id, name)
        if name.endswith(".npz") and blob is not None:
            archive.writestr(run_file(run.id, name), blob)
    with suppress(SettingsError):  # it failed for its settings
        outcome = TAKEAWAYS[run.kind].outcome_table(store, run)
        if outcome is not None:
            archive.writestr(run_file(run.id, outcome[0]), outcome[1])
    with suppress(NoModelError):
        archive.writestr(run_file(run.id, "model.keras"), keras_model(store, run.id))
    return size


def _stored(name: str) -> ZipInfo:
    """A member that is a zip itself."""
    info = ZipInfo(name, datetime.datetime.now(datetime.UTC).timetuple()[:6])
    info.compress_type = ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _checkpoints(
    store: Store, run_id: str, steps: Sequence[int], losses: list[tuple[int, float | None, float]]
) -> Iterator[tuple[int, Arrays]]:
    """Every checkpoint, in order; what else is known of it goes to `losses`."""
    for step in steps:
        checkpoint = store.checkpoint(run_id, step)
        losses.append((step, finite(checkpoint.loss), checkpoint.seconds))
        yield step, checkpoint.arrays


def _curve(
    store: Store, run_id: str, checkpoints: Sequence[tuple[int, float | None, float]]
) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(CURVE_COLUMNS)
    table.writerows((*row, "yes") for row in checkpoints)
    table.writerows((*row, "") for row in store.points(run_id))
    return text.getvalue()
