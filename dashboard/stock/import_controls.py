"""A control for each guess: what was guessed is filled in, and how sure that is stands below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, get_args

import streamlit as st

from core.cache import cached
from core.errors import DataError
from core.parameters import Parameter, parameters
from core.reading.findings import Certainty, Guess, Question, Value
from core.reading.isolated import BusyError, read_isolated
from core.stocks.sources import PriceChoices, PriceHistory, PriceReading, read_prices
from core.stocks.sources.uploads.price_choices import NONE, ROLES, field_of
from dashboard.shared import guesses as shared
from dashboard.shared.guesses import Controls, controls_of
from dashboard.shared.number_field import FieldValue, number_field, refusal
from dashboard.text import plain, quoted

# What was read, and how sure that is, in words.

_ABSENT = {
    "currency": "Not said in the file",
    "newest_first": "The rows are in no order",
    "symbol": "Not said in the file",
}


def what_was_read(history: PriceHistory) -> str:
    """One sentence on the prices and how much there is to know of them (Markdown)."""
    name = quoted(history.title)
    if history.symbol and history.symbol != history.title:
        name += f" ({quoted(history.symbol)})"
    *others, last = map(str, history.frame.columns)
    columns = f"{', '.join(others)} and {last}" if others else last
    currency = f"in {quoted(history.currency)}" if history.currency else "in an unknown currency"
    count = len(history.notes)
    more = f"; {count} note{'' if count == 1 else 's'} below" if count else ""
    return f"Read {name}: {history.span}, {columns}, {currency}{more}."


def how_sure(name: str, guess: Guess | None, *, is_chosen: bool) -> str:
    """How well the value of a field of `Choices` is founded (Markdown)."""
    if is_chosen:
        return "Chosen here"
    if guess is None:
        return "Not read yet"
    if guess.certainty is not Certainty.OPEN and guess.value in ("", None):
        return _ABSENT.get(name, "None in the file")
    return shared.how_sure(guess)


# The file that somebody has uploaded, and how it is to be read, as their session keeps it.

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
        dataset_id: The id under which the prices are kept, as they are read now; None before.
        choices_of: By such an id the choices that gave the prices.
    """

    title: str
    data: bytes
    controls: Controls
    choices: PriceChoices = field(default_factory=PriceChoices)
    questions: dict[str, Question] = field(default_factory=dict)
    guesses: dict[str, Guess] = field(default_factory=dict)
    problem: str | None = None
    refused: dict[str, str] = field(default_factory=dict)
    is_open: bool = False
    dataset_id: str | None = None
    choices_of: dict[str, PriceChoices] = field(default_factory=dict)

    def reset(self) -> None:
        """Has it read as it was at first; nothing stands in the controls but what is guessed."""
        self.choose(PriceChoices())
        self.controls = controls_of(self.data)

    def choose(self, choices: PriceChoices) -> None:
        """Has it read otherwise."""
        self.choices = choices
        self.dataset_id = None

    def saved_as(self, dataset_id: str) -> None:
        """Notes where its prices are kept."""
        self.dataset_id = dataset_id
        self.choices_of[dataset_id] = self.choices

    def restore(self, dataset_id: str | None) -> None:
        """Follows the browser back or forward to prices that it has given before."""
        if dataset_id in self.choices_of:
            self.choose(self.choices_of[dataset_id])
            self.dataset_id = dataset_id

    def update(self, reading: PriceReading | None, problem: str | None, *, helps: bool) -> None:
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


def current_file() -> UploadedFile | None:
    """The file last uploaded, until it is taken back."""
    file: UploadedFile | None = st.session_state.get(_SESSION)
    return file


def is_current(file: UploadedFile) -> bool:
    """Whether it has not been replaced meanwhile: a click on its panel may come late."""
    return st.session_state.get(_SESSION) is file


def set_file(title: str, data: bytes) -> None:
    """Puts a file in the place of the one before; nothing that was chosen there is left."""
    st.session_state[_SESSION] = UploadedFile(title, data, controls_of(data))


def forget_file() -> None:
    """Lets go of the file."""
    st.session_state.pop(_SESSION, None)


# Reading a file once for every way of reading it.


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file.

    Attributes:
        reading: None where it cannot even be split into rows.
        problem: Why there are no prices (yet), in a sentence; None where there are.
        fields: What to choose that may help.
    """

    reading: PriceReading | None
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
        reading = read_isolated(read_prices, file.data, file.title, file.choices)
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


GROUPS: Final = {
    "File": ("separator", "sheet", "first_row", "footer", "newest_first"),
    "Dates": ("date_column", "date_order", "time_zone"),
    "Prices": ("open", "high", "low", "close", "volume", "decimal", "currency", "symbol"),
}
_PARAMETERS: Final = {parameter.name: parameter for parameter in parameters(PriceChoices)}
_COLUMNS: Final = tuple(map(field_of, ROLES))
_OF_ITS_KIND: Final = ("separator", "sheet", "time_zone", "symbol", "newest_first")  # of some files
_ANY_TEXT: Final = ("time_zone", "currency")  # the options are only the usual ones
_PREFIX: Final = "upload"  # of the keys
_WIDTH: Final = 150  # pixels of a control


def labels_of(fields: Iterable[str]) -> str:
    """The names of controls in a sentence."""
    return ", ".join(_PARAMETERS[name].facts.label for name in fields)


def show_controls(file: UploadedFile, outcome: Outcome) -> None:
    """All that make sense for the file, but those of questions, which stand elsewhere."""
    questions = questions_of(file, outcome)
    for group, names in GROUPS.items():
        shown = [
            name for name in names if name not in questions and _makes_sense(name, file, outcome)
        ]
        if shown:
            st.markdown(f"**{group}**")
            with st.grid(3, min_column_width=_WIDTH):
                for name in shown:
                    with st.container(gap="xxsmall"):
                        show_control(name, file, outcome)


def questions_of(file: UploadedFile, outcome: Outcome) -> dict[str, Question]:
    """What was asked, by field; an answer leaves a question where it stands."""
    return {
        name: question
        for name, question in file.questions.items()
        if (guess := _guess(name, outcome)) is None
        or guess.certainty in (Certainty.OPEN, Certainty.CHOSEN)
    }


def show_control(name: str, file: UploadedFile, outcome: Outcome) -> None:
    """The control of one field of `Choices`."""
    parameter, guess = _PARAMETERS[name], _guess(name, outcome)
    value = _standing_refused(parameter, file) or _value(name, file, guess)
    shared: dict[str, Any] = {
        "key": file.controls.show(_PREFIX, name, value),
        "help": parameter.help,
        "on_change": file.controls.choose,
        "args": (_PREFIX, name, partial(_set_choice, file)),
        "placeholder": "Choose",
    }
    if _is_number(parameter):
        _ask_number(parameter, file, **shared)
    else:
        labels = _options(name, file, outcome)
        if value is not None:
            labels.setdefault(value, str(value))
        st.selectbox(
            _label(parameter),
            list(labels),
            index=None if value is None else 0,
            format_func=lambda option: labels.get(option, str(option)),
            accept_new_options=name in _ANY_TEXT,
            **shared,
        )
    if sentence := file.refused.get(name):
        st.caption(f":material/error: {plain(sentence)}")
    elif name in outcome.fields and not outcome.is_asked:
        st.caption(":material/build: May put it right")
    else:
        st.caption(how_sure(name, guess, is_chosen=file.value(name) is not None))


def _ask_number(parameter: Parameter, file: UploadedFile, **shared: Any) -> None:
    """Notes why what stands in the field is refused, if it is."""
    value = number_field(_label(parameter), None, 1, **shared)
    if sentence := _refusal(parameter, value):
        file.refused[parameter.name] = sentence


def _standing_refused(parameter: Parameter, file: UploadedFile) -> Value:
    """The number that stands in a field and was refused; None where there is none."""
    value = file.controls.standing(parameter.name)
    return value if _refusal(parameter, value) else None


def _refusal(parameter: Parameter, value: FieldValue) -> str | None:
    if value is None or not _is_number(parameter):
        return None
    return refusal(parameter.facts.label, int(parameter.lower or 0), None, value)


def _set_choice(file: UploadedFile, name: str, value: Value) -> None:
    if is_current(file) and not _refusal(_PARAMETERS[name], value):
        file.choose(PriceChoices.model_validate(file.choices.model_dump() | {name: value}))


def _label(parameter: Parameter) -> str:
    facts = parameter.facts
    return f"{facts.label} ({facts.unit})" if facts.unit else facts.label


def _is_number(parameter: Parameter) -> bool:
    return int in get_args(parameter.annotation)


def _guess(name: str, outcome: Outcome) -> Guess | None:
    return None if outcome.reading is None else outcome.reading.guesses.get(name)


def _value(name: str, file: UploadedFile, guess: Guess | None) -> Value:
    if guess is None or guess.certainty is Certainty.OPEN:
        return file.value(name)
    return guess.value


def _options(name: str, file: UploadedFile, outcome: Outcome) -> dict[Value, str]:
    """What to choose from, and what people read for it; of a question, its answers."""
    guess = _guess(name, outcome) or file.guesses.get(name)
    offered = {option.value: option.label for option in guess.options} if guess else {}
    if guess is not None and guess.certainty is Certainty.OPEN:
        return offered
    if name in _COLUMNS:
        columns: dict[Value, str] = {} if name == "date_column" else {NONE: "none"}
        labels = () if outcome.reading is None else outcome.reading.labels
        return columns | dict(zip(labels, labels, strict=True))
    if name in _OF_ITS_KIND:
        return offered
    return offered | dict(_PARAMETERS[name].facts.choices)


def _makes_sense(name: str, file: UploadedFile, outcome: Outcome) -> bool:
    known = name in file.guesses
    if name in _OF_ITS_KIND:
        several = len(file.guesses[name].options) > 1 if known else False
        return several or file.value(name) is not None
    return known or name in outcome.fields
