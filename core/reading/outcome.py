"""A file, and how it was read; each reader adds what it read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from core.errors import ReadingError
from core.reading.findings import AnyChoices
from core.reading.guesses import Certainty, Guess, Question, Value


@dataclass(frozen=True)
class RawRow:
    """A row as it stands in the file, beside what was read from it.

    Attributes:
        line: As people count lines, from 1.
        cells: As they stand in the file.
        kind: What the reader took it for, such as "above", "headings", "left out" or "footer".
        read: What was read from it, by column; None where nothing was.
    """

    line: int
    cells: tuple[str, ...]
    kind: str
    read: Mapping[str, str | float] | None = None


@dataclass(frozen=True)
class Outcome(Generic[AnyChoices]):
    """A file, and how it was read.

    Attributes:
        title: What the file is called.
        choices: What a person had fixed.
        guesses: By field of the choices, as far as the reading came; what was chosen among them.
        labels: The columns, as the choices name them.
        first: The first rows of the file, at least to the first ones that were read.
        last: The last rows of the file.
        notes: What was recognised, repaired or left out; a sentence each.
        questions: What must be asked before anything is read.
        problem: Why nothing was read and no question helps; None where it was, or may be.
    """

    title: str
    choices: AnyChoices
    guesses: Mapping[str, Guess]
    labels: tuple[str, ...]
    first: tuple[RawRow, ...]
    last: tuple[RawRow, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    problem: ReadingError | None

    def value(self, name: str) -> Value:
        """What a field of the choices was taken to be; None while it is asked, or nobody knows."""
        guess = self.guesses.get(name)
        return None if guess is None or guess.certainty is Certainty.OPEN else guess.value

    def refusal(self) -> ReadingError:
        """Returns why nothing was read: what is wrong, or what must be answered before."""
        return self.problem or ReadingError(
            " ".join(question.sentence for question in self.questions),
            tuple(question.field for question in self.questions),
        )
