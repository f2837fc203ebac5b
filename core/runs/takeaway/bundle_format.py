"""What a zip of runs says of itself; the rest of it is in files of their own."""

from __future__ import annotations

import datetime
import io
import platform
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import IO, Annotated, Any, Final, Literal, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from core.arrays import Forms
from core.events import Arrays
from core.runs.settings import Kind
from core.runs.takeaway.safe_zip import MAKE_ANEW, Budget, BundleError, SafeZip, Size, damage_of

FORMAT: Final = "sequence-lab-runs"
VERSION: Final = 1  # of what is described here; a higher one is refused
MOST_RUNS: Final = 2000
MOST_ARTIFACTS: Final = 64  # of a run
MOST_VALUES: Final = 200  # settings, figures, choices
LARGEST: Final = 2**24  # bytes of a manifest: 8,000 a run, of which one takes some 3,000
MOST_COMMAS: Final = 500_000  # in it, and so of values: 250 a run, of which one takes some 150
_PACKAGES: Final = ("numpy", "numba", "keras", "tensorflow", "pandas", "scikit-learn")

Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]{1,16}$")]
DataId: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Moment: TypeAlias = Annotated[float, Field(ge=0, le=250_000_000_000)]  # seconds since 1970 in UTC
Step: TypeAlias = Annotated[int, Field(ge=0, lt=2**31)]
Word: TypeAlias = Annotated[str, Field(max_length=24)]
Key: TypeAlias = Annotated[str, Field(max_length=64)]
Text: TypeAlias = Annotated[str, Field(max_length=10_000)]
Whole: TypeAlias = Annotated[int, Field(gt=-(2**63), lt=2**63)]
Value: TypeAlias = float | Whole | bool | Text | None
Values: TypeAlias = Annotated[dict[Key, Value], Field(max_length=MOST_VALUES)]
Named: TypeAlias = Value | Values
Inner: TypeAlias = Annotated[dict[Key, Named], Field(max_length=MOST_VALUES)]
Figures: TypeAlias = Annotated[dict[Key, Value | Inner], Field(max_length=MOST_VALUES)]
"""As deep as those of the baselines."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Header(BaseModel):
    """What every version of a manifest begins with."""

    format: str
    version: int


class DataPart(_Part):
    """Data that runs learn from."""

    id: DataId
    kind: Kind
    title: Text
    reading: Values  # what was chosen when its file was read


class GroupPart(_Part):
    """Runs that were asked for together, all of which are in the zip."""

    id: Id
    kind: Kind
    purpose: Word
    title: Text
    plan: Annotated[str, Field(max_length=1_000_000)]
    created: Moment
    stop_requested: Literal[0, 1]


class ArtifactPart(_Part):
    """Arrays that a run keeps one of: weights, results."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}\.npz$")]
    step: Step


class RunPart(_Part):
    """A run that has ended."""

    id: Id
    kind: Kind
    settings: Values
    dataset_id: DataId
    title: Text
    state: Literal["finished", "stopped", "failed", "interrupted"]
    created: Moment
    started: Moment | None
    ended: Moment | None
    done: Annotated[float, Field(ge=0, lt=2**31)]
    total: Step
    loss: float | None
    seconds: Moment
    engine: Annotated[str, Field(max_length=32)]
    figures: Figures
    error: Text | None
    name: Annotated[str, Field(max_length=120)] | None
    note: Text | None
    tags: Annotated[list[Word], Field(max_length=12, fail_fast=True)] | None
    pinned: Literal[0, 1]
    parent_id: Id | None
    parent_step: Step | None
    group_id: Id | None
    artifacts: Annotated[list[ArtifactPart], Field(max_length=MOST_ARTIFACTS, fail_fast=True)]

    @property
    def created_at(self) -> datetime.datetime:
        """When it was asked for, in UTC."""
        return datetime.datetime.fromtimestamp(self.created, datetime.UTC)


class Manifest(_Part):
    """All that is in the zip."""

    format: Literal["sequence-lab-runs"] = FORMAT
    version: int = VERSION
    made: datetime.datetime
    versions: Annotated[dict[Word, Word], Field(max_length=MOST_VALUES)]  # of what made it
    datasets: Annotated[list[DataPart], Field(max_length=MOST_RUNS, fail_fast=True)]
    groups: Annotated[list[GroupPart], Field(max_length=MOST_RUNS, fail_fast=True)]
    runs: Annotated[list[RunPart], Field(max_length=MOST_RUNS, fail_fast=True)]


def versions() -> dict[str, str]:
    """Of this program and of what it computes with."""
    project: dict[str, Any] = tomllib.loads(
        (Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8")
    )
    ours = {"sequence-lab": project["project"]["version"], "python": platform.python_version()}
    return ours | {package: version(package) for package in _PACKAGES}


# Where in a zip of runs is what. Files beside these are for people, and never read back.

MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
CHECKPOINTS: Final = "checkpoints.npz"
CURVE: Final = "loss.csv"  # step, loss, seconds, and whether a checkpoint is kept of it
CURVE_COLUMNS: Final = ("step", "loss", "seconds", "checkpoint")

KNOWN: Final = re.compile(
    r"manifest\.json|README\.txt"
    r"|data/[0-9a-f]{32}/(data\.json|prices\.csv|names\.txt)"
    r"|runs/[a-z0-9]{1,16}/(\w{1,32}\.npz|(loss|names|predictions)\.csv|settings\.json|model\.keras)",
    re.ASCII,
)


def data_file(dataset_id: str) -> str:
    """Data as the store keeps them."""
    return f"data/{dataset_id}/data.json"


def run_file(run_id: str, name: str) -> str:
    """A file of a run."""
    return f"runs/{run_id}/{name}"


# Named arrays of many steps in one .npz file, written and read a step at a time.

_ARRAY: Final = re.compile(r"\w{1,64}\.npy", re.ASCII)
_ARRAY_OF_STEP: Final = re.compile(r"(0|[1-9]\d{0,9})/\w{1,64}\.npy", re.ASCII)
_START: Final = b"\x93NUMPY\x01\x00"
_LONGEST_HEADER: Final = 512  # bytes; ours take 128
_HEADER: Final = (
    re.compile(  # as NumPy writes it; its own reader would evaluate whatever stands there
        rb"\{'descr': '([<|][fiu]\d)', 'fortran_order': (False|True), "
        rb"'shape': \(((?:\d{1,9},|\d{1,9}(?:, \d{1,9})+)?)\), \} *\n"
    )
)


def write_steps(file: IO[bytes], steps: Iterable[tuple[int, Arrays]]) -> Size:
    """Writes them as "STEP/NAME", which `numpy.load` gives back; tells what they come to."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for step, arrays in steps:
            for name, values in arrays.items():
                with archive.open(f"{step}/{name}.npy", "w") as member:
                    npy.write_array(member, np.asanyarray(values), allow_pickle=False)
    members = archive.infolist()
    return Size(sum(member.file_size for member in members), len(members))


def open_steps(file: IO[bytes], budget: Budget) -> SafeZip:
    """What `write_steps` wrote, from anybody, with no array unpacked.

    Raises:
        BundleError: It is damaged, or holds anything but arrays.
    """
    return SafeZip(file, _ARRAY_OF_STEP, budget)


def ask_for_steps(archive: SafeZip) -> None:
    """Asks for the arrays of the steps of all runs of a zip, before the first one is unpacked.

    Raises:
        BundleError: They are more than its budget has, or damaged.
    """
    for name in archive.names:
        if name.endswith(f"/{CHECKPOINTS}"):
            with damage_of(name), archive.open(name) as member:
                steps = open_steps(member, archive.budget)
                archive.budget.take(Size(steps.unpacked, len(steps.names)))


def read_steps(archive: SafeZip, forms: Forms) -> Iterator[tuple[int, dict[str, NDArray[Any]]]]:
    """Reads the arrays of each step, all of which are to have these forms.

    Raises:
        BundleError: It is damaged, or holds other arrays.
    """
    for step, names in groupby(archive.names, lambda name: name.split("/")[0]):
        yield int(step), {_name(name): _read(archive, name, forms) for name in names}


def read_arrays(content: bytes, forms: Forms, budget: Budget) -> dict[str, NDArray[Any]]:
    """Reads the arrays of an uncompressed .npz file, which are to have these forms.

    Raises:
        BundleError: It is damaged, or holds other arrays.
    """
    archive = SafeZip(io.BytesIO(content), _ARRAY, budget)
    if archive.unpacked > len(content):
        raise BundleError(f"Arrays are packed as Sequence Lab never does it; {MAKE_ANEW}.")
    return {_name(name): _read(archive, name, forms) for name in archive.names}


def most_bytes(forms: Forms) -> int:
    """As many as an uncompressed .npz file of these arrays can have."""
    return 2**10 + sum(form.nbytes + 2 * _LONGEST_HEADER for form in forms.values())


def _name(member: str) -> str:
    return member.split("/")[-1].removesuffix(".npy")


def _read(archive: SafeZip, name: str, forms: Forms) -> NDArray[Any]:
    """One array, of which the form is known before a byte of it is unpacked."""
    form = forms.get(_name(name))
    with damage_of(name):
        if form is None:
            raise ValueError("no such array belongs to the settings")
        content = archive.read(name, form.nbytes + _LONGEST_HEADER)
        start = len(_START) + 2
        end = start + int.from_bytes(content[start - 2 : start], "little")
        header = _HEADER.fullmatch(content, start, end) if content.startswith(_START) else None
        if header is None or end > _LONGEST_HEADER or end + form.nbytes != len(content):
            raise ValueError("no array as this program writes them")
        dtype, order, numbers = header[1].decode(), header[2], header[3].decode()
        shape = tuple(int(length) for length in numbers.split(",") if length)
        wrong = form.differs(shape, dtype)
        if wrong is not None:
            raise ValueError(wrong)
        array = np.frombuffer(content, dtype, offset=end)
        return array.reshape(shape, order="F" if order == b"True" else "C")
