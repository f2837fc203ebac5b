"""A zip of runs, looked through before anything of it is kept."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any, NamedTuple

from numpy.typing import NDArray

from core.errors import UserError
from core.runs.settings import Kind, RunSettings
from core.runs.takeaway.bundle.arrays import read_arrays, read_steps
from core.runs.takeaway.bundle.fits import (
    Data,
    Expected,
    read_data,
    read_settings,
    require,
    require_figures,
)
from core.runs.takeaway.bundle.layout import (
    CHECKPOINTS,
    CURVE,
    CURVE_COLUMNS,
    KNOWN,
    data_file,
    run_file,
)
from core.runs.takeaway.bundle.manifest import DataPart, RunPart
from core.runs.takeaway.bundle.problems import damage_of
from core.runs.takeaway.bundle.read_manifest import read_manifest
from core.runs.takeaway.bundle.safe_zip import SafeZip

Arrays = dict[str, NDArray[Any]]


class CurvePoint(NamedTuple):
    """A point of a loss curve."""

    step: float
    loss: float | None
    seconds: float
    checkpoint: bool


class Bundle:
    """A zip in which everything is as this program writes it.

    Args:
        file: the zip; it stays open, for `core.runs.takeaway.bundle.bring_in`.

    Raises:
        BundleError: it is damaged, of a newer version, or none of ours.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = SafeZip(file, KNOWN)
        self.manifest = read_manifest(self._zip)
        data = {part.id: self._look_at_data(part) for part in self.manifest.datasets}
        self.checkpoints = sum(
            self._look_at_run(run, data[run.dataset_id]) for run in self.manifest.runs
        )

    @cached_property
    def sentence(self) -> str:
        """What it holds, in words."""
        runs = self.manifest.runs
        kinds = {"of prices": Kind.STOCK, "of names": Kind.NAMES}
        of_each = [
            f"{count:,} {words}"
            for words, kind in kinds.items()
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
        return self._zip.read(data_file(part.id))

    def steps(self, run: RunPart) -> Iterator[tuple[int, Arrays]]:
        """The checkpoints of a run, in order: (step, arrays)."""
        name = run_file(run.id, CHECKPOINTS)
        if name in self._zip.names:
            with self._zip.open(name) as member:
                yield from read_steps(member)

    def artifacts(self, run: RunPart) -> Iterator[tuple[str, int, Arrays]]:
        """What else is kept of a run: (name, step, arrays)."""
        for part in run.artifacts:
            content = self._zip.read(run_file(run.id, part.name))
            yield part.name, part.step, read_arrays(io.BytesIO(content))

    def curve(self, run: RunPart) -> list[CurvePoint]:
        """The loss of a run, at its checkpoints and between."""
        name = run_file(run.id, CURVE)
        text = self._zip.read(name)
        with damage_of(name):
            rows = csv.DictReader(io.StringIO(text.decode()), strict=True)
            if rows.fieldnames != list(CURVE_COLUMNS):
                raise ValueError("other columns")
            return [_point(row) for row in rows]

    def _look_at_data(self, part: DataPart) -> Data:
        blob = self.data(part)
        digest = hashlib.sha256(f"{part.kind}\n{part.title}\n".encode() + blob).hexdigest()
        with damage_of(data_file(part.id)):
            if not digest.startswith(part.id):
                raise ValueError("other data than were written")
            return read_data(part.kind, blob)

    def _look_at_run(self, run: RunPart, data: Data) -> int:
        """Reads all of it once; returns how many checkpoints there are."""
        settings, kept = self.settings(run), [p.step for p in self.curve(run) if p.checkpoint]
        try:
            expected = Expected(settings, data)
        except UserError:  # it failed for them: there is nothing of it
            expected = None
        with damage_of(run_file(run.id, CHECKPOINTS)):
            found = []
            for step, arrays in self.steps(run):
                found.append(step)
                if expected is None:
                    raise ValueError("checkpoints of what cannot be trained")
                require(arrays, expected.of_checkpoint)
            if found != kept or found != sorted(set(found)):
                raise ValueError("other steps than the loss curve says")
        for name, _, arrays in self.artifacts(run):
            with damage_of(run_file(run.id, name)):
                of_artifact = {} if expected is None else expected.of_artifact(name)
                require(arrays, of_artifact, others=not name.startswith("weights"))
                if name == "result.npz" and run.kind is Kind.STOCK:
                    require_figures(run.figures)
        return len(found)


def _point(row: dict[str, str]) -> CurvePoint:
    loss = float(row["loss"]) if row["loss"] else None
    point = CurvePoint(float(row["step"]), loss, float(row["seconds"]), row["checkpoint"] == "yes")
    if not all(number is None or abs(number) < 1e300 for number in point[:3]):
        raise ValueError("a number out of range")
    return point


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
