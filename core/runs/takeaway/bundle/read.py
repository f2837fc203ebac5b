"""A zip of runs, looked through before anything of it is kept."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from functools import cached_property, partial
from itertools import chain
from typing import IO, Any, Final, NamedTuple

from numpy.typing import NDArray

from core.arrays import Forms, fault
from core.runs.settings import Kind, RunSettings
from core.runs.takeaway.bundle.arrays import (
    ask_for_steps,
    most_bytes,
    open_steps,
    read_arrays,
    read_steps,
)
from core.runs.takeaway.bundle.fits import (
    Data,
    Holding,
    holding,
    most_steps,
    read_data,
    read_settings,
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
from core.runs.takeaway.bundle.safe_zip import SafeZip, Size

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
        file: the zip; it stays open, for `core.runs.takeaway.bundle.bring_in`.

    Raises:
        BundleError: it is damaged, of a newer version, or none of ours.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = SafeZip(file, KNOWN)
        self.manifest = read_manifest(self._zip)
        ask_for_steps(self._zip)
        self._holds: dict[str, Holding] = {}  # by run
        self.checkpoints = 0
        of_data: dict[str, list[RunPart]] = {}
        for run in self.manifest.runs:
            of_data.setdefault(run.dataset_id, []).append(run)
        for part in self.manifest.datasets:  # one at a time is in memory
            data = self._look_at_data(part)
            for run in of_data[part.id]:
                self._holds[run.id] = holding(self.settings(run), data)
                self.checkpoints += self._look_at_run(run)

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
        return self._zip.read(data_file(part.id), LARGEST_DATA)

    def steps(self, run: RunPart) -> Iterator[tuple[int, Arrays]]:
        """The checkpoints of a run, in order: (step, arrays)."""
        name, forms = run_file(run.id, CHECKPOINTS), self._holds[run.id].checkpoint
        if name in self._zip.names:
            with self._zip.open(name) as member:
                yield from read_steps(open_steps(member, self._zip.budget), forms)

    def artifacts(self, run: RunPart) -> Iterator[tuple[str, int, Arrays]]:
        """What else is kept of a run: (name, step, arrays)."""
        for part in run.artifacts:
            name = run_file(run.id, part.name)
            with damage_of(name):
                needed, *more = self._holds[run.id].of_artifact(part)
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
        digest = hashlib.sha256(f"{part.kind}\n{part.title}\n".encode() + blob).hexdigest()
        with damage_of(data_file(part.id)):
            if not digest.startswith(part.id):
                raise ValueError("other data than were written")
            return read_data(part.kind, blob)

    def _look_at_run(self, run: RunPart) -> int:
        """Reads all of it once; returns how many checkpoints there are."""
        kept = [point.step for point in self.curve(run) if point.checkpoint]
        forms, found = self._holds[run.id].checkpoint, []
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
