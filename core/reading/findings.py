"""A file, and how it was read; each reader adds what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, TypeAlias, TypeVar

from core.errors import ReadingError, shortened
from core.parameters import Settings

# What a reader guessed of a file, how sure it is, and what it must ask.

Value: TypeAlias = str | int | bool | None


class Certainty(StrEnum):
    """How well a guess is founded."""

    CHOSEN = "chosen"  # by a person
    CERTAIN = "certain"  # nothing else reads the whole file
    LIKELY = "likely"  # something else would read it too, but strangely
    OPEN = "open"  # something else would read it as well: ask


@dataclass(frozen=True)
class Option:
    """One value that a choice may take, and what people read for it."""

    value: Value
    label: str


@dataclass(frozen=True)
class Guess:
    """What one field of a reader's choices was taken to be.

    Attributes:
        field: The field's name.
        value: What was taken; None where there is nothing of the kind, or nobody knows.
        certainty: How well that is founded.
        options: What else it may be, or commonly is (currency, time zone), `value` among them;
            empty where any text or number may be.
        because: What the guess rests on, as a part of a sentence; empty where it is plain.
    """

    field: str
    value: Value
    certainty: Certainty
    options: tuple[Option, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Question:
    """A guess that must not be made: both readings are possible.

    Attributes:
        field: The field of the choices that answers it.
        sentence: The question, and what it rests on.
        options: The answers.
    """

    field: str
    sentence: str
    options: tuple[Option, ...]


YES_OR_NO: Final = (Option(True, "yes"), Option(False, "no"))


def options_of(labels: Iterable[str]) -> list[Option]:
    """Returns labels as options, each of which is its own value."""
    return [Option(label, label) for label in labels]


# What is found while a file is read, step by step.

AnyChoices = TypeVar("AnyChoices", bound=Settings)


@dataclass
class Findings(Generic[AnyChoices]):
    """Collects guesses, questions and notes; each step of the reading adds what it finds.

    Attributes:
        choices: What a person has fixed.
        guesses: By field of the choices.
        questions: Those that stand open.
        notes: A sentence each.
    """

    choices: AnyChoices
    guesses: dict[str, Guess] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def settle(
        self,
        name: str,
        value: Value,
        options: Iterable[Option] = (),
        *,
        because: str = "",
        likely: bool = False,
    ) -> None:
        """Notes what a field is taken to be; what a person fixed is said to be chosen."""
        chosen = getattr(self.choices, name) is not None
        certainty = Certainty.LIKELY if likely else Certainty.CERTAIN
        self.guesses[name] = Guess(
            name, value, Certainty.CHOSEN if chosen else certainty, tuple(options), because
        )

    def attempt(self, read: Callable[[], None]) -> ReadingError | None:
        """Reads as far as one can; returns why not to the end, unless a question says that."""
        try:
            read()
        except ReadingError as refusal:
            return None if self.questions else refusal
        return None

    def values(self) -> dict[str, str | int | bool]:
        """Returns what each field was taken to be, where anything was."""
        return {
            name: guess.value for name, guess in self.guesses.items() if guess.value is not None
        }

    def is_open(self, name: str) -> bool:
        """Does a question about a field stand open?"""
        return any(question.field == name for question in self.questions)

    def ask(self, name: str, sentence: str, options: Iterable[Option], value: Value = None) -> None:
        """Notes a question about a field; `value` is what to show until it is answered."""
        answers = tuple(options)
        self.guesses[name] = Guess(name, value, Certainty.OPEN, answers)
        self.questions.append(Question(name, sentence, answers))


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
class Reading(Generic[AnyChoices]):
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


# Saying what is wrong with a file, and where.

_LINES_NAMED: Final = 5


def cell_error(
    line: int, column: str, value: object, problem: str, fields: tuple[str, ...] = ()
) -> ReadingError:
    """Returns the error for one cell: "Line 12, Close: 'abc' is not a number; ...".

    Args:
        line: As people count lines in the file, from 1.
        column: As it is called in the file.
        value: What stands there.
        problem: What is wrong with it and what to do, as the rest of the sentence.
        fields: Those of `Choices` that may help.
    """
    return ReadingError(f"Line {line:,}, {shortened(column)}: {quoted(value)} {problem}", fields)


def over_limit(count: int, unit: str, limit: int, advice: str, what: str = "The file") -> str:
    """Returns that there is too much of something, and what to do about it."""
    return f"{what} has {count:,} {unit} and the limit is {limit:,}: {advice}."


def quoted(value: object) -> str:
    """Returns a cell's text in quotes, shortened where it is long."""
    return repr(shortened(str(value)))


def name_lines(lines: Sequence[int]) -> str:
    """Names the first of some lines: "lines 5, 9"."""
    few = ", ".join(f"{line:,}" for line in lines[:_LINES_NAMED])
    more = ", …" if len(lines) > _LINES_NAMED else ""
    return f"line {few}" if len(lines) == 1 else f"lines {few}{more}"
