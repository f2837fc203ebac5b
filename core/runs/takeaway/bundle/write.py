"""From the store into a zip."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.errors import SettingsError
from core.events import Arrays
from core.runs.events import finite
from core.runs.records import Run
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.takeaway.bundle.arrays import write_steps
from core.runs.takeaway.bundle.describe import ended, manifest_of
from core.runs.takeaway.bundle.layout import (
    CHECKPOINTS,
    CURVE,
    CURVE_COLUMNS,
    KNOWN,
    MANIFEST,
    README,
    data_file,
    run_file,
)
from core.runs.takeaway.bundle.manifest import LARGEST
from core.runs.takeaway.bundle.problems import BundleError
from core.runs.takeaway.bundle.safe_zip import SafeZip, Size
from core.runs.takeaway.keras_file import NoModelError, keras_model
from core.runs.takeaway.tables import data_table, outcome_table

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
    chosen = ended(store, run_ids)
    data = {run.dataset_id: run.kind for run in chosen}
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest_of(store, chosen, data).model_dump_json(indent=1))
        archive.writestr(README, _ABOUT)
        for dataset_id, kind in data.items():
            _write_data(archive, kind, dataset_id, store.dataset(dataset_id).blob)
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


def _write_data(archive: ZipFile, kind: Kind, dataset_id: str, blob: bytes) -> None:
    archive.writestr(data_file(dataset_id), blob)
    name, table = data_table(kind, blob)
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
    for name, _ in store.artifacts(run.id):
        blob = store.artifact(run.id, name)
        if name.endswith(".npz") and blob is not None:
            archive.writestr(run_file(run.id, name), blob)
    with suppress(SettingsError):  # it failed for its settings
        outcome = outcome_table(store, run)
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
