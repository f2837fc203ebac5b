"""What is found while a file is read, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from core.parameters import Settings
from core.reading.guesses import Certainty, Guess, Option, Question, Value

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

    def is_open(self, name: str) -> bool:
        """Does a question about a field stand open?"""
        return any(question.field == name for question in self.questions)

    def ask(self, name: str, sentence: str, options: Iterable[Option], value: Value = None) -> None:
        """Notes a question about a field; `value` is what to show until it is answered."""
        answers = tuple(options)
        self.guesses[name] = Guess(name, value, Certainty.OPEN, answers)
        self.questions.append(Question(name, sentence, answers))
