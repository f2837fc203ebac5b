"""What can be taken away of a run, and brought in again: the same questions to every experiment."""

from __future__ import annotations

import ast
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from core.arrays import Forms
from core.cells import CELLS
from core.experiment import Data
from core.parameters import Settings
from core.runs.records import Run
from core.runs.reports import WEIGHTS, weights_name
from core.runs.store import Store
from core.runs.takeaway.bundle_format import ArtifactPart, Text, Value

# What a script is put together of: the sections of a template, each readable by itself.
#
# A section follows its name ("# %% windows") and begins with what it is for. It may use the
# settings as constants (units: UNITS), `keras_layers`, Keras' layer of each cell, and whatever the
# sections before it define.

TEMPLATES = Path(__file__).parent / "templates"
_LAYERS = ", ".join(f'"{name}": {cell.keras}' for name, cell in CELLS.items())


@cache
def _sections(template: str) -> dict[str, str]:
    """The text of a template by the names of its sections."""
    text = (TEMPLATES / f"{template}.py").read_text("utf-8")
    _, *parts = re.split(r"^# %% (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _always(_run: Run) -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """One part of a script, and which runs have it."""

    template: str  # a file of `templates`, without its ending
    section: str
    wanted: Callable[[Run], bool] = _always
    shows: frozenset[str] = frozenset()  # settings that it shows by being there

    @cached_property
    def about(self) -> str:
        """What it is for."""
        return ast.get_docstring(ast.parse(self._text)) or ""

    @cached_property
    def code(self) -> str:
        """Without what it is for."""
        code = self._text.split('"""\n', 1)[1].strip("\n")
        return code.replace("keras_layers", f"{{{_LAYERS}}}")

    @cached_property
    def settings(self) -> frozenset[str]:
        """The settings that it shows; other names that are written like constants among them."""
        constants = re.findall(r"\b[A-Z][A-Z_]+\b", self.code)
        return self.shows.union(constant.lower() for constant in constants)

    @cached_property
    def _text(self) -> str:
        return _sections(self.template)[self.section]


# What a zip may say of data, and what it may hold of a run.

MOST_NOTES = 200  # on how a file was read; each stands on a page
Choices: TypeAlias = Annotated[
    dict[Text, Value], Field(max_length=MOST_NOTES, default_factory=dict)
]
Notes: TypeAlias = Annotated[list[Text], Field(max_length=MOST_NOTES, fail_fast=True)]


class DataText(BaseModel):
    """Base of what stands in a file of data."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True)
class AllowedArrays:
    """The one table of what a run may hold: arrays by name, each with its form, and no other.

    Each is (those that have to be there, those that may be there beside them).
    """

    checkpoint: Forms = field(default_factory=dict)
    artifacts: Mapping[str, tuple[Forms, ...]] = field(default_factory=dict)

    def of_artifact(self, part: ArtifactPart) -> tuple[Forms, ...]:
        """Those of an artifact: of "weights.npz", or of the "weights_10.npz" of step 10.

        Raises:
            ValueError: The run has no such artifact.
        """
        kind = WEIGHTS if part.name == weights_name(part.step) else part.name
        if kind not in self.artifacts:
            raise ValueError("nothing of this name belongs to the settings")
        return self.artifacts[kind]


S = TypeVar("S", bound=Settings)
D = TypeVar("D", bound=Data)


class Takeaway(ABC, Generic[S, D]):
    """What can be taken away of the runs of an experiment.

    Attributes:
        about: What a program does, to go on the title of its data with.
        packages: That a program needs.
        parts: Of which a program is put together.
        result_figure: A figure that every result has, and pages rely on; None for none.
    """

    about: str
    packages: tuple[str, ...]
    parts: tuple[Part, ...]
    result_figure: str | None = None

    def remark(self, run: Run) -> str | None:  # noqa: ARG002
        """How what a program trains differs from the run, where it does."""
        return None

    @abstractmethod
    def data_table(self, data: D) -> tuple[str, bytes]:
        """What a run learned from, as people open it: (file name, its bytes)."""

    @abstractmethod
    def outcome_table(self, store: Store, run: Run) -> tuple[str, bytes] | None:
        """What came of a run as (file name, CSV); None where nothing did.

        Raises:
            SettingsError: The settings do not fit the data.
        """

    @abstractmethod
    def validated(self, fields: Mapping[str, Any], blob: bytes) -> D:
        """Data of a zip from anybody, as JSON and as the bytes of that.

        Raises:
            ValueError: They are not what `to_bytes` gives.
            DataError: A value lies beyond any.
        """

    @abstractmethod
    def allowed_arrays(self, settings: S, data: D) -> AllowedArrays:
        """What a run of these settings on these data may hold.

        Raises:
            UserError: They do not fit each other.
        """
