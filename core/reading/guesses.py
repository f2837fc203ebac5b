"""What a reader guessed of a file, how sure it is, and what it must ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

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
