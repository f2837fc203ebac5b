"""What a reader guessed of a file: as controls, how sure it is, and what was chosen in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from core.parameters import Parameter, Settings, parameters
from core.reading.guesses import Certainty, Guess, Value
from dashboard.text import quoted

_SAID: Final = {
    Certainty.CHOSEN: "Chosen here",
    Certainty.CERTAIN: "Certain",
    Certainty.LIKELY: "Likely",
    Certainty.OPEN: "Please choose",
}


def show_guess(parameter: Parameter, guess: Guess, key: str, take: Callable[[str], None]) -> None:
    """Draws the control of one choice.

    Args:
        parameter: The choice.
        guess: What it was taken to be.
        key: Of the control; what is chosen there stands under it in the session.
        take: Is told the name of the choice when somebody changes it.
    """
    labels = {option.value: option.label for option in guess.options}
    # What was guessed follows what is chosen elsewhere.
    st.session_state[key] = None if guess.certainty is Certainty.OPEN else guess.value
    with st.container(gap="xxsmall"):
        st.selectbox(
            parameter.facts.label,
            list(labels),
            index=None,
            format_func=lambda value: labels.get(value, str(value)),
            placeholder="Choose one",
            key=key,
            help=parameter.help,
            on_change=take,
            args=(parameter.name,),
        )
        st.caption(how_sure(guess))


def how_sure(guess: Guess) -> str:
    """How well a guess is founded (Markdown)."""
    because = f": {quoted(guess.because)}" if guess.because else ""
    return f"{_SAID[guess.certainty]}{because}"


def how_it_was_read(model: type[Settings], choices: Mapping[str, Value]) -> str:
    """The choices of `model` that something was read with, in a sentence (Markdown)."""
    said = []
    for parameter in parameters(model):
        value = choices.get(parameter.name, "")
        if value != "":
            words = dict(parameter.facts.choices).get(str(value), str(value))
            words = {"True": "yes", "False": "no"}.get(words, words)
            said.append(f"{parameter.facts.label.lower()} {quoted(words)}")
    return f"Read with {', '.join(said)}." if said else ""
