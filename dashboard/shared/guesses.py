"""What a reader guessed of a file: as controls, how sure it is, and what was chosen in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from core.parameters import Parameter, Settings, parameters
from core.reading.findings import Certainty, Guess, Value
from dashboard.text import quoted

_CERTAINTY_TEXTS: Final = {
    Certainty.CHOSEN: "Chosen here",
    Certainty.CERTAIN: "Certain",
    Certainty.LIKELY: "Likely",
    Certainty.OPEN: "Please choose",
}
_COUNT: Final = "files_taken"  # how many files and lists this session has been given


@dataclass(frozen=True)
class Controls:
    """The controls by which people say how one file is to be read: their keys in the session.

    A browser tells what all controls stand at whenever it tells anything, and that may be older
    than what it is on its way to hear. So a control is told apart from those of other files, and
    from itself before it was given another value: nobody has chosen what those stand at.

    Attributes:
        of: Names the file: a digest of its content, and the how-manieth one it was.
    """

    of: str
    _shown: dict[str, tuple[int, Value]] = field(default_factory=dict)

    def show(self, prefix: str, name: str, value: Value) -> str:
        """Has the control of a choice show `value`; returns its key."""
        times, shown = self._shown.get(name, (0, value))
        times += shown != value
        self._shown[name] = times, value
        key = self._key(prefix, name)
        st.session_state[key] = value
        return key

    def choose(self, prefix: str, name: str, on_choose: Callable[[str, Value], None]) -> None:
        """Has `take` told what somebody has chosen by the control that is on show."""
        times, shown = self._shown[name]
        value: Value = st.session_state.get(self._key(prefix, name), shown)
        self._shown[name] = times, value
        if value != shown:
            on_choose(name, value)

    def standing(self, name: str) -> Value:
        """What the control of a choice stands at; None before it is shown."""
        return self._shown.get(name, (0, None))[1]

    def _key(self, prefix: str, name: str) -> str:
        return f"{prefix}_{name}_{self.of}_{self._shown[name][0]}"


def controls_of(data: bytes | str) -> Controls:
    """New controls for what somebody has just uploaded or pasted."""
    content = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    return Controls(f"{hashlib.sha256(content).hexdigest()[:16]}_{st.session_state[_COUNT]}")


def show_guess(
    parameter: Parameter,
    guess: Guess,
    controls: Controls,
    prefix: str,
    on_choose: Callable[[str, Value], None],
) -> None:
    """Draws the control of one choice.

    Args:
        parameter: The choice.
        guess: What it was taken to be.
        controls: Those of the file.
        prefix: Of its key.
        on_choose: Is told the choice and what it is now when somebody changes it.
    """
    labels = {option.value: option.label for option in guess.options}
    name = parameter.name
    value = None if guess.certainty is Certainty.OPEN else guess.value
    key = controls.show(prefix, name, value)
    with st.container(gap="xxsmall"):
        st.selectbox(
            parameter.facts.label,
            list(labels),
            index=None,
            format_func=lambda value: labels.get(value, str(value)),
            placeholder="Choose one",
            key=key,
            help=parameter.help,
            on_change=controls.choose,
            args=(prefix, name, on_choose),
        )
        st.caption(how_sure(guess))


def how_sure(guess: Guess) -> str:
    """How well a guess is founded (Markdown)."""
    because = f": {quoted(guess.because)}" if guess.because else ""
    return f"{_CERTAINTY_TEXTS[guess.certainty]}{because}"


def how_it_was_read(model: type[Settings], choices: Mapping[str, Value]) -> str:
    """The choices of `model` that something was read with, in a sentence (Markdown)."""
    parts = []
    for parameter in parameters(model):
        value = choices.get(parameter.name, "")
        if value != "":
            words = dict(parameter.facts.choices).get(str(value), str(value))
            words = {"True": "yes", "False": "no"}.get(words, words)
            parts.append(f"{parameter.facts.label.lower()} {quoted(words)}")
    return f"Read with {', '.join(parts)}." if parts else ""
