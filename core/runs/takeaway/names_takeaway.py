"""What can be taken away of a run on names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from pydantic import Field

from core.arrays import SECONDS, Forms
from core.names import corpus as names
from core.names import model
from core.names.corpus import Corpus
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.runs.records import Run
from core.runs.reports import RESULT, STATE
from core.runs.store import Store
from core.runs.takeaway.bundle_format import Text
from core.runs.takeaway.contents import AllowedArrays, Choices, DataText, Notes, Part, Takeaway

MOST_DROPPED: Final = 10_000  # lines that gave no name; they stand in a table
_NAMES: Final = 7  # of a checkpoint, as in the report


class _Dropped(DataText):
    line: int
    text: str
    reason: Text


class _Corpus(DataText):
    """A `Corpus` as text."""

    title: Text
    names: Annotated[list[str], Field(max_length=names.MAX_NAMES, fail_fast=True)]
    dropped: Annotated[list[_Dropped], Field(max_length=MOST_DROPPED, fail_fast=True)]
    notes: Notes
    choices: Choices


def _holds_names_out(run: Run) -> bool:
    return isinstance(run.settings, NamesSettings) and run.settings.held_out > 0


class NamesTakeaway(Takeaway[NamesSettings, Corpus]):
    """A list of names, seven names of each checkpoint, and a program in plain NumPy."""

    about = "a recurrent network invents names"
    packages = ("numpy",)
    parts = (
        Part("names", "corpus"),
        Part("names", "held_out", _holds_names_out),
        Part("names", "network"),
        Part("names", "learning"),
        Part("names", "spelling"),
        Part("names", "training"),
        Part("names", "comparison"),
    )

    def data_table(self, data: Corpus) -> tuple[str, bytes]:
        """One name a line."""
        return "names.txt", "\n".join(data.names).encode()

    def outcome_table(self, store: Store, run: Run) -> tuple[str, bytes] | None:
        """Seven names of each checkpoint, drawn as in the report."""
        steps = store.checkpoints(run.id)
        return ("names.csv", _csv(_names(store, run, steps))) if steps else None

    def validated(self, fields: Mapping[str, Any], blob: bytes) -> Corpus:  # noqa: ARG002
        """A list of names of which each can be learned."""
        read = _Corpus.model_validate(fields)
        if any(not 0 < len(name) <= names.MAX_NAME_LENGTH for name in read.names):
            raise ValueError("a name is empty or too long")
        if names.END in "".join(read.names):
            raise ValueError("a name has an end mark")
        corpus = Corpus(read.title, tuple(read.names))
        names.check_size(corpus)
        return corpus

    def allowed_arrays(self, settings: NamesSettings, data: Corpus) -> AllowedArrays:
        """Parameters at each checkpoint."""
        units, letters = settings.hidden_units, len(data.alphabet)
        state: Forms = {**model.state_forms(units, letters), **SECONDS}
        return AllowedArrays(
            model.parameter_forms(units, letters), {STATE: (state,), RESULT: ({},)}
        )


def _names(store: Store, run: Run, steps: Iterable[int]) -> Iterator[list[object]]:
    yield ["iteration", "loss", *(f"name {number}" for number in range(1, _NAMES + 1))]
    alphabet = Corpus.from_bytes(store.dataset(run.dataset_id).blob).alphabet
    for step in steps:
        checkpoint = store.checkpoint(run.id, step)
        names = sample_report_names(checkpoint.arrays, alphabet, count=_NAMES)
        yield [step, checkpoint.loss, *(name.title for name in names)]


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
