"""A control for each guess: what was guessed is filled in, and how sure that is stands below."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final, get_args

import streamlit as st

from core.parameters import Parameter, parameters
from core.reading.guesses import Certainty, Guess, Question, Value
from core.stocks.sources import Choices
from core.stocks.sources.uploads.choices import NONE, ROLES, field_of
from dashboard.shared.settings.numbers import Standing, number_field, refusal
from dashboard.stock.import_panel.file import UploadedFile, is_at_hand
from dashboard.stock.import_panel.outcome import Outcome
from dashboard.stock.import_panel.words import how_sure
from dashboard.text import plain

GROUPS: Final = {
    "File": ("separator", "sheet", "first_row", "footer", "newest_first"),
    "Dates": ("date_column", "date_order", "time_zone"),
    "Prices": ("open", "high", "low", "close", "volume", "decimal", "currency", "symbol"),
}
_PARAMETERS: Final = {parameter.name: parameter for parameter in parameters(Choices)}
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
        "args": (_PREFIX, name, partial(_take, file)),
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


def _refusal(parameter: Parameter, value: Standing) -> str | None:
    if value is None or not _is_number(parameter):
        return None
    return refusal(parameter.facts.label, int(parameter.lower or 0), None, value)


def _take(file: UploadedFile, name: str, value: Value) -> None:
    if is_at_hand(file) and not _refusal(_PARAMETERS[name], value):
        file.choose(Choices.model_validate(file.choices.model_dump() | {name: value}))


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
    told = {option.value: option.label for option in guess.options} if guess else {}
    if guess is not None and guess.certainty is Certainty.OPEN:
        return told
    if name in _COLUMNS:
        columns: dict[Value, str] = {} if name == "date_column" else {NONE: "none"}
        labels = () if outcome.reading is None else outcome.reading.labels
        return columns | dict(zip(labels, labels, strict=True))
    if name in _OF_ITS_KIND:
        return told
    return told | dict(_PARAMETERS[name].facts.choices)


def _makes_sense(name: str, file: UploadedFile, outcome: Outcome) -> bool:
    known = name in file.guesses
    if name in _OF_ITS_KIND:
        several = len(file.guesses[name].options) > 1 if known else False
        return several or file.value(name) is not None
    return known or name in outcome.fields
