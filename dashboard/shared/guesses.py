"""What a reader guessed of a file, as controls: the guess filled in, how sure it is below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from core.parameters import Parameter
from core.reading.guesses import Certainty, Guess
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
        st.caption(_how_sure(guess))


def _how_sure(guess: Guess) -> str:
    because = f": {quoted(guess.because)}" if guess.because else ""
    return f"{_SAID[guess.certainty]}{because}"
