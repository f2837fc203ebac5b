"""What a zip of runs says of itself; the rest of it is in files of their own."""

from __future__ import annotations

import datetime
import platform
import tomllib
from importlib.metadata import version
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from core.runs.settings import Kind
from core.runs.workers.host import PROGRAM_FOLDER

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
    project: dict[str, Any] = tomllib.loads((PROGRAM_FOLDER / "pyproject.toml").read_text("utf-8"))
    ours = {"sequence-lab": project["project"]["version"], "python": platform.python_version()}
    return ours | {package: version(package) for package in _PACKAGES}
