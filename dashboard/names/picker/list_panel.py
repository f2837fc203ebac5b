"""How a list of names was read: what was asked, a control for each guess, rows, and notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
import streamlit as st

from core.names.corpus import Corpus
from core.names.sources import Choices, NamesReading
from core.parameters import parameters
from core.reading.guesses import Certainty, Guess, Value
from dashboard.names.picker.given_list import GivenList
from dashboard.shared.guesses import how_it_was_read, show_guess
from dashboard.text import quoted

_LABEL: Final = "Was the list read rightly? Letters, columns, lines left out"
_PARAMETERS: Final = {parameter.name: parameter for parameter in parameters(Choices)}
_WIDTH: Final = 130  # pixels of a control

Choose = Callable[[Mapping[str, Value]], None]


def show_panel(given: GivenList, choose: Choose) -> None:
    """All about a list that is at hand; open where somebody is needed, or has chosen.

    Args:
        given: The list.
        choose: Has it read otherwise: takes what was chosen, by field; nothing takes all back.
    """
    reading = given.reading
    if reading is None or not reading.guesses:
        return
    is_open = bool(reading.questions or reading.problem) or reading.choices != Choices()
    with st.expander(_LABEL, expanded=is_open, key=f"names_panel_{given.controls.of}_{is_open}"):
        asked = [question.field for question in reading.questions]
        for question in reading.questions:
            st.markdown(f":material/help: {quoted(question.sentence)}")
            _show(reading.guesses[question.field], given, choose)
        if reading.first:
            st.dataframe(
                _rows(reading),
                hide_index=True,
                alt=f"First and last rows of {reading.title}, beside the names read",
            )
        with st.grid(2, min_column_width=_WIDTH):
            for guess in reading.guesses.values():
                if guess.field not in asked and _makes_sense(guess, reading):
                    _show(guess, given, choose)
        if reading.corpus is not None:
            show_notes(reading.corpus)
        st.button(
            "Back to what was guessed",
            icon=":material/undo:",
            key=f"names_back_{given.controls.of}",
            disabled=reading.choices == Choices(),
            on_click=choose,
            args=({},),
        )


def show_kept(corpus: Corpus) -> None:
    """All that is kept of how a list was read, where the list itself is not at hand."""
    said = how_it_was_read(Choices, corpus.choices)
    if not (said or corpus.notes):
        return
    with st.expander(_LABEL, key="names_panel_kept"):
        if said:
            st.caption(said)
        show_notes(corpus)


def show_notes(corpus: Corpus) -> None:
    """What was recognised and left out, in sentences, and the lines that gave no name."""
    for note in corpus.notes:
        st.caption(f":material/info: {quoted(note)}")
    if corpus.dropped:
        st.dataframe(
            pd.DataFrame(
                [(dropped.line, dropped.text, dropped.reason) for dropped in corpus.dropped],
                columns=["Line", "Text", "Why"],
            ),
            hide_index=True,
            height=200,
            alt="The lines of the list that were left out, and why",
        )


def _show(guess: Guess, given: GivenList, choose: Choose) -> None:
    def take(name: str, value: Value) -> None:
        choose({name: value})

    show_guess(_PARAMETERS[guess.field], guess, given.controls, "names", take)


def _makes_sense(guess: Guess, reading: NamesReading) -> bool:
    """Is there anything to choose? A list of one column has none."""
    if guess.field == "column":
        return len(reading.labels) > 1 or guess.certainty is Certainty.CHOSEN
    return len(guess.options) > 1


def _rows(reading: NamesReading) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (row.line, " | ".join(row.cells), row.kind if row.read is None else row.read["Name"])
            for row in (*reading.first, *reading.last)
        ],
        columns=["Line", "In the list", "Read as"],
    )
