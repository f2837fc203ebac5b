"""The file that somebody has uploaded, and how it is to be read, as their session keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.reading.guesses import Guess, Question, Value
from core.stocks.sources import Choices, Reading
from dashboard.shared.guesses import Controls, controls_of

_SESSION = "uploaded_file"


@dataclass
class UploadedFile:
    """A file; the uploader itself loses it when another page is shown.

    Attributes:
        title: What it is called.
        data: Its bytes.
        controls: By which people say how to read it.
        choices: What was chosen of how to read it.
        questions: By field, what has been asked: answered or not, it stands where it stood.
        guesses: By field, what was last guessed: a refusal leaves the controls.
        problem: What was last wrong with it.
        refused: By field, why the number that stands there is not taken.
        is_open: Is the panel open?
        kept: The id under which the prices are kept, as they are read now; None before.
        readings: By such an id the choices that gave the prices.
    """

    title: str
    data: bytes
    controls: Controls
    choices: Choices = field(default_factory=Choices)
    questions: dict[str, Question] = field(default_factory=dict)
    guesses: dict[str, Guess] = field(default_factory=dict)
    problem: str | None = None
    refused: dict[str, str] = field(default_factory=dict)
    is_open: bool = False
    kept: str | None = None
    readings: dict[str, Choices] = field(default_factory=dict)

    def choose_nothing(self) -> None:
        """Has it read as it was at first; nothing stands in the controls but what is guessed."""
        self.choose(Choices())
        self.controls = controls_of(self.data)

    def choose(self, choices: Choices) -> None:
        """Has it read otherwise."""
        self.choices = choices
        self.kept = None

    def keep(self, dataset_id: str) -> None:
        """Notes where its prices are kept."""
        self.kept = dataset_id
        self.readings[dataset_id] = self.choices

    def go_to(self, dataset_id: str | None) -> None:
        """Follows the browser back or forward to prices that it has given before."""
        if dataset_id in self.readings:
            self.choose(self.readings[dataset_id])
            self.kept = dataset_id

    def note(self, reading: Reading | None, problem: str | None, *, helps: bool) -> None:
        """Notes what came of reading it; the panel opens when somebody is needed, and can help."""
        if reading is not None:
            self.guesses |= reading.guesses
            self.questions |= {question.field: question for question in reading.questions}
        if problem != self.problem:
            self.is_open |= helps
            self.problem = problem

    def value(self, name: str) -> Value:
        """What was chosen for a field of `Choices`."""
        value: Value = getattr(self.choices, name)
        return value


def file_at_hand() -> UploadedFile | None:
    """The file last uploaded, until it is taken back."""
    file: UploadedFile | None = st.session_state.get(_SESSION)
    return file


def is_at_hand(file: UploadedFile) -> bool:
    """Whether it has not been replaced meanwhile: a click on its panel may come late."""
    return st.session_state.get(_SESSION) is file


def take_file(title: str, data: bytes) -> None:
    """Puts a file in the place of the one before; nothing that was chosen there is left."""
    st.session_state[_SESSION] = UploadedFile(title, data, controls_of(data))


def forget_file() -> None:
    """Lets go of the file."""
    st.session_state.pop(_SESSION, None)
