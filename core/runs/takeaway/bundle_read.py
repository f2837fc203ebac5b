"""A zip of runs, looked through before anything of it is kept."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import IO, Any, Final, NamedTuple

from numpy.typing import NDArray
from sqlalchemy import Table, insert, select

from core.arrays import Forms, fault
from core.experiment import Data
from core.runs.continuing import most_steps
from core.runs.groups.plan import How, Plan
from core.runs.records import RunState, dataset_id_of, list_changed, new_run_id
from core.runs.settings import EXPERIMENTS, RunSettings, dump
from core.runs.store import Store
from core.runs.tables import (
    artifacts,
    checkpoints,
    datasets,
    encode_arrays,
    encode_values,
    groups,
    points,
    runs,
)
from core.runs.takeaway.bundle_format import (
    CHECKPOINTS,
    CURVE,
    CURVE_COLUMNS,
    FORMAT,
    KNOWN,
    LARGEST,
    MANIFEST,
    MOST_COMMAS,
    VERSION,
    DataPart,
    GroupPart,
    Header,
    Manifest,
    RunPart,
    ask_for_steps,
    data_file,
    most_bytes,
    open_steps,
    read_arrays,
    read_steps,
    run_file,
)
from core.runs.takeaway.contents import AllowedArrays
from core.runs.takeaway.safe_zip import MAKE_ANEW, BundleError, SafeZip, Size, damage_of
from core.runs.takeaway.validate import (
    allowed_arrays,
    read_data,
    read_settings,
    require_figures,
    require_group,
    require_steps,
)

# The manifest of a zip from anybody.


def read_manifest(archive: SafeZip) -> Manifest:
    """What a zip says of itself, if all that it names is there.

    Raises:
        BundleError: It is damaged, of a newer version, or none of ours.
    """
    if MANIFEST not in archive.names:
        raise BundleError(
            "This zip holds no runs; choose one that was downloaded as Everything (zip)."
        )
    text = archive.read(MANIFEST, LARGEST)
    with damage_of(MANIFEST):
        if text.count(b",") > MOST_COMMAS:  # each value of a wrong one would make a complaint
            raise ValueError("it says more than there is to say of the most runs")
        header = Header.model_validate_json(text)
        if header.format != FORMAT:
            raise BundleError(f"This zip holds no runs of Sequence Lab; {MAKE_ANEW}.")
        if header.version > VERSION:
            raise BundleError(
                f"A newer version of Sequence Lab made this zip (its format is {header.version}, "
                f"this version knows {VERSION}); update the program."
            )
        if b"\\u0000" in text:
            raise ValueError("a text with a letter that no database keeps")
        manifest = Manifest.model_validate_json(text)
        _require_whole(manifest)
        _require_files(manifest, archive)
        for run in manifest.runs:
            require_figures(run)
            require_steps(run)
    for group in manifest.groups:
        require_group(group, [run for run in manifest.runs if run.group_id == group.id])
    return manifest


def _require_files(manifest: Manifest, archive: SafeZip) -> None:
    """Raises where there are arrays of which the manifest does not know."""
    known = {
        run_file(run.id, name)
        for run in manifest.runs
        for name in (CHECKPOINTS, *(part.name for part in run.artifacts))
    }
    others = {name for name in archive.names if name.endswith(".npz")} - known
    if others:
        raise ValueError(f"{min(others)} belongs to nothing")


def _require_whole(manifest: Manifest) -> None:
    """Raises where something is not there that something else names, or is there twice."""
    data = {part.id: part for part in manifest.datasets}
    groups = {part.id: part for part in manifest.groups}
    runs = {run.id for run in manifest.runs}
    counts = len(data), len(groups), len(runs)
    if counts != (len(manifest.datasets), len(manifest.groups), len(manifest.runs)) or not runs:
        raise ValueError("something is there twice, or no run")
    if {part.id for part in manifest.datasets} != {run.dataset_id for run in manifest.runs}:
        raise ValueError("data of no run, or a run without its data")
    for run in manifest.runs:
        if len({part.name for part in run.artifacts}) < len(run.artifacts):
            raise ValueError("an artifact is there twice")
        group = None if run.group_id is None else groups[run.group_id]
        if {run.kind, data[run.dataset_id].kind, group.kind if group else run.kind} != {run.kind}:
            raise ValueError("a run of one kind with data of the other")


Arrays = dict[str, NDArray[Any]]
LARGEST_DATA: Final = 2**26  # bytes: 200,000 names of 50 letters, however they are written
MOST_POINTS: Final = 1_000_000  # of a loss curve: two days of training
_LONGEST_ROW: Final = 200  # letters
_LARGEST_LOSS: Final = 1e300
_LONGEST: Final = 250_000_000_000  # seconds


class CurvePoint(NamedTuple):
    """A point of a loss curve."""

    step: float
    loss: float | None
    seconds: float
    checkpoint: bool


class Bundle:
    """A zip in which everything is as this program writes it.

    Args:
        file: the zip; it stays open, for `core.runs.takeaway.bundle_read`.

    Raises:
        BundleError: it is damaged, of a newer version, or none of ours.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = SafeZip(file, KNOWN)
        self.manifest = read_manifest(self._zip)
        ask_for_steps(self._zip)
        self._allowed: dict[str, AllowedArrays] = {}  # by run
        self.checkpoints = 0
        of_data: dict[str, list[RunPart]] = {}
        for run in self.manifest.runs:
            of_data.setdefault(run.dataset_id, []).append(run)
        for part in self.manifest.datasets:  # one at a time is in memory
            data = self._look_at_data(part)
            for run in of_data[part.id]:
                self._allowed[run.id] = allowed_arrays(self.settings(run), data)
                self.checkpoints += self._look_at_run(run)

    @cached_property
    def sentence(self) -> str:
        """What it holds, in words."""
        runs = self.manifest.runs
        of_each = [
            f"{count:,} of {experiment.data}"
            for kind, experiment in reversed(EXPERIMENTS.items())  # prices first, as on pages
            if (count := sum(run.kind is kind for run in runs))
        ]
        program = self.manifest.versions.get("sequence-lab", "an unknown version")
        return (
            f"{_count(len(runs), 'run')} ({', '.join(of_each)}) with "
            f"{_count(self.checkpoints, 'checkpoint')}, made on {self.manifest.made:%Y-%m-%d} by "
            f"Sequence Lab {program}."
        )

    def settings(self, run: RunPart) -> RunSettings:
        """The settings of a run."""
        return read_settings(run)

    def data(self, part: DataPart) -> bytes:
        """Data as the store keeps them."""
        return self._zip.read(data_file(part.id), LARGEST_DATA)

    def steps(self, run: RunPart) -> Iterator[tuple[int, Arrays]]:
        """The checkpoints of a run, in order: (step, arrays)."""
        name, forms = run_file(run.id, CHECKPOINTS), self._allowed[run.id].checkpoint
        if name in self._zip.names:
            with self._zip.open(name) as member:
                yield from read_steps(open_steps(member, self._zip.budget), forms)

    def artifacts(self, run: RunPart) -> Iterator[tuple[str, int, Arrays]]:
        """What else is kept of a run: (name, step, arrays)."""
        for part in run.artifacts:
            name = run_file(run.id, part.name)
            with damage_of(name):
                needed, *more = self._allowed[run.id].of_artifact(part)
                forms: Forms = dict(chain.from_iterable(form.items() for form in (needed, *more)))
                content = self._zip.read(name, most_bytes(forms))
                arrays = read_arrays(content, forms, self._zip.budget)
                _require(arrays, needed, *more)
            yield part.name, part.step, arrays

    def curve(self, run: RunPart) -> Iterator[CurvePoint]:
        """The loss of a run, at its checkpoints and between."""
        name = run_file(run.id, CURVE)
        with damage_of(name), self._zip.open(name) as member:
            text = io.TextIOWrapper(member, "utf-8", newline="")
            rows = csv.reader(iter(partial(text.readline, _LONGEST_ROW), ""), strict=True)
            if next(rows) != list(CURVE_COLUMNS):
                raise ValueError("other columns")
            for number, row in enumerate(rows):
                if number == MOST_POINTS:
                    raise ValueError("more points than any training reports")
                yield _point(row, most_steps(run.kind))

    def _look_at_data(self, part: DataPart) -> Data:
        blob = self.data(part)
        with damage_of(data_file(part.id)):
            if dataset_id_of(part.kind, part.title, blob) != part.id:
                raise ValueError("other data than were written")
            return read_data(part.kind, blob)

    def _look_at_run(self, run: RunPart) -> int:
        """Reads all of it once; returns how many checkpoints there are."""
        kept = [point.step for point in self.curve(run) if point.checkpoint]
        forms, found = self._allowed[run.id].checkpoint, []
        with damage_of(run_file(run.id, CHECKPOINTS)):
            for step, arrays in self.steps(run):
                found.append(step)
                _require(arrays, forms)
            if found != kept or found != sorted(set(found)):
                raise ValueError("other steps than the loss curve says")
        for _, _, arrays in self.artifacts(run):
            self._zip.budget.take(Size(arrays=len(arrays)))
        return len(found)


def _require(arrays: Arrays, forms: Forms, *more: Forms) -> None:
    wrong = fault(arrays, forms, *more)
    if wrong is not None:
        raise ValueError(wrong)


def _point(row: list[str], most: int) -> CurvePoint:
    step, loss, seconds, checkpoint = row
    point = CurvePoint(
        float(step), float(loss) if loss else None, float(seconds), checkpoint == "yes"
    )
    if not (0 <= point.step <= most and 0 <= point.seconds <= _LONGEST):
        raise ValueError("a step or a time out of range")
    if not abs(point.loss or 0.0) < _LARGEST_LOSS or checkpoint not in ("", "yes"):
        raise ValueError("no loss of a training")
    return point


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


# From a zip into a store.

_Row = tuple[Table, dict[str, Any]]
_AT_ONCE: Final = 1000  # points of a loss curve, which are many and small


def import_runs(store: Store, bundle: Bundle, owner: str = "") -> dict[str, str]:
    """Stores all runs of a bundle as `owner`'s, or none; returns under which id each now stands.

    A run keeps its id where that is free. One that another run of the bundle continues stays its
    parent; a parent that is nowhere is forgotten.
    """
    manifest = bundle.manifest
    ids = {run.id: _free(store, runs, run.id) for run in manifest.runs}
    group_ids = {group.id: _free(store, groups, group.id) for group in manifest.groups}

    def rows() -> Iterator[_Row]:
        for group in manifest.groups:
            yield groups, _group_row(group, group_ids[group.id]) | {"owner": owner}
        for run in manifest.runs:
            belongs = {"group_id": _of(group_ids, run), "owner": owner}
            yield runs, _run_row(store, bundle, run, ids) | belongs
            yield from _reports(bundle, run, ids[run.id])

    data = (
        {"id": part.id, "kind": part.kind.value, "title": part.title, "blob": bundle.data(part)}
        | {"owner": owner}
        for part in manifest.datasets
    )
    _insert(store, rows(), data)
    return ids


def _insert(store: Store, rows: Iterable[_Row], data: Iterable[Mapping[str, Any]]) -> None:
    """Inserts all rows, each into its table, and the data that are not kept yet; or nothing."""
    with store.begin() as connection:
        for table, some in groupby(rows, itemgetter(0)):
            of_table = (row for _, row in some)
            while batch := list(islice(of_table, _AT_ONCE if table is points else 1)):
                connection.execute(insert(table), batch)
        for row in data:
            known = select(datasets.c.id).where(datasets.c.id == row["id"])
            if connection.execute(known).first() is None:
                connection.execute(insert(datasets).values(created=time.time(), **row))
        list_changed(connection)


def already_stored(store: Store, bundle: Bundle) -> list[str]:
    """The runs of a bundle that the store has already; they would come in once more."""
    kept = ((run, store.row(runs, run.id)) for run in bundle.manifest.runs)
    return [run.id for run, row in kept if row is not None and row["created"] == run.created]


def _free(store: Store, table: Table, wanted: str) -> str:
    return wanted if store.row(table, wanted) is None else new_run_id()


def _of(group_ids: Mapping[str, str], run: RunPart) -> str | None:
    return None if run.group_id is None else group_ids[run.group_id]


def _group_row(group: GroupPart, group_id: str) -> dict[str, Any]:
    row = group.model_dump(mode="json") | {"id": group_id, "session": ""}
    searches = Plan.model_validate_json(group.plan).how is How.SEARCH
    return row | ({"stop_requested": 1} if searches else {})  # nobody here asked for more runs


def _run_row(store: Store, bundle: Bundle, run: RunPart, ids: Mapping[str, str]) -> dict[str, Any]:
    parent = run.parent_id if run.parent_id is None else ids.get(run.parent_id)
    if parent is None and run.parent_id is not None and store.row(runs, run.parent_id):
        parent = run.parent_id
    left_out = {"artifacts"} if run.tags else {"artifacts", "tags"}  # else a null of JSON's own
    return run.model_dump(exclude=left_out) | {
        "id": ids[run.id],
        "kind": run.kind.value,
        "settings": dump(bundle.settings(run)),
        "figures": encode_values(run.figures),
        "session": "",
        "parent_id": parent,
        "parent_step": None if parent is None else run.parent_step,
        **_state(store, run),
    }


def _state(store: Store, run: RunPart) -> dict[str, Any]:
    """An interrupted run is kept as one whose worker is silent (see `core.runs.records`)."""
    if RunState(run.state) is not RunState.INTERRUPTED:
        return {"state": run.state}
    silent = time.time() - store.stale_after - 1
    heartbeat = min(silent, run.created if run.ended is None else run.ended)
    return {"state": RunState.RUNNING.value, "heartbeat": heartbeat, "ended": None}


def _reports(bundle: Bundle, run: RunPart, run_id: str) -> Iterator[_Row]:
    kept = {point.step: point for point in bundle.curve(run) if point.checkpoint}
    for point in bundle.curve(run):
        if not point.checkpoint:
            row = {"step": point.step, "loss": point.loss, "seconds": point.seconds}
            yield points, row | {"run_id": run_id}
    for step, arrays in bundle.steps(run):
        row = {"step": step, "loss": kept[step].loss, "seconds": kept[step].seconds}
        yield checkpoints, row | {"run_id": run_id, "arrays": encode_arrays(arrays)}
    for name, step, arrays in bundle.artifacts(run):
        blob = encode_arrays(arrays)
        yield artifacts, {"run_id": run_id, "name": name, "step": step, "blob": blob}
