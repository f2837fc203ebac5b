"""Reading a file once for every way of reading it."""

from __future__ import annotations

from dataclasses import dataclass

from core.cache import cached
from core.errors import DataError
from core.reading.apart import BusyError, read_apart
from core.stocks.sources import PriceHistory, Reading, read
from dashboard.stock.import_panel.file import UploadedFile


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file.

    Attributes:
        reading: None where it cannot even be split into rows.
        problem: Why there are no prices (yet), in a sentence; None where there are.
        fields: What to choose that may help.
    """

    reading: Reading | None
    problem: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def history(self) -> PriceHistory | None:
        """The prices, if it has given some."""
        return None if self.reading is None else self.reading.history

    @property
    def is_asked(self) -> bool:
        """Does it only wait for answers?"""
        return self.reading is not None and bool(self.reading.questions)


def _how_it_is_read(file: UploadedFile) -> tuple[str, str, str]:
    return file.controls.of, file.title, file.choices.model_dump_json()


def outcome_of(file: UploadedFile) -> Outcome:
    """Reads a file as it is to be read, unless that has been done just before."""
    try:
        return _read(file)
    except BusyError as busy:
        return Outcome(None, str(busy))


@cached(key=_how_it_is_read)
def _read(file: UploadedFile) -> Outcome:
    """Reads a file; what is cached is no `BusyError`, as that passes."""
    try:
        reading = read_apart(read, file.data, file.title, file.choices)
    except BusyError:
        raise
    except DataError as refusal:
        return Outcome(None, str(refusal))
    if reading.questions:
        sentences = " ".join(question.sentence for question in reading.questions)
        return Outcome(reading, sentences, tuple(question.field for question in reading.questions))
    if reading.problem is not None:
        return Outcome(reading, str(reading.problem), reading.problem.fields)
    return Outcome(reading)
