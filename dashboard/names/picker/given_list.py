"""The list that somebody has uploaded or pasted, and how it is to be read, in their session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from core.errors import DataError
from core.names.sources import Choices, NamesReading, read
from core.reading.apart import read_apart
from dashboard.shared.guesses import Controls
from dashboard.text import quoted

_SESSION: Final = "names_given"


@dataclass(frozen=True)
class GivenList:
    """A list; the uploader itself loses it when another page is shown.

    Attributes:
        source: Where it comes from, as the picker calls it.
        title: What it is called.
        data: Its bytes, or the text that was pasted.
        controls: By which people say how to read it.
        reading: How it was read; None where it is no list at all.
        problem: Why there are no names (yet) and no question helps; empty where there are.
        kept: The id under which the names are kept; None where there are none.
    """

    source: str
    title: str
    data: bytes | str
    controls: Controls
    reading: NamesReading | None = None
    problem: str = ""
    kept: str | None = None

    @property
    def choices(self) -> Choices:
        """What was chosen of how to read it."""
        return Choices() if self.reading is None else self.reading.choices


def read_list(given: GivenList, choices: Choices) -> GivenList:
    """Returns the list as it is read with some choices."""
    try:
        with st.spinner(f"Reading {quoted(given.title)}"):
            reading = read_apart(read, given.data, given.title, choices)
    except DataError as refusal:
        return replace(given, reading=None, problem=str(refusal), kept=None)
    problem = "" if reading.problem is None else str(reading.problem)
    return replace(given, reading=reading, problem=problem, kept=None)


def list_at_hand(source: str, shown: str | None) -> GivenList | None:
    """Returns the list last given, unless other names than its own are shown.

    Args:
        source: Where the names come from.
        shown: The id of the names on show.
    """
    given: GivenList | None = st.session_state.get(_SESSION)
    if given is None or given.source != source or given.kept not in (None, shown):
        return None
    return given


def still_at_hand(given: GivenList) -> GivenList | None:
    """The same list as it is read now; None if it was replaced: a click on its panel comes late."""
    held: GivenList | None = st.session_state.get(_SESSION)
    return held if held is not None and held.controls is given.controls else None


def remember(given: GivenList) -> None:
    """Puts a list in the place of the one before."""
    st.session_state[_SESSION] = given


def forget_unless(dataset_id: str | None) -> None:
    """Lets go of the list, unless its names are those of an id."""
    given: GivenList | None = st.session_state.get(_SESSION)
    if given is not None and (given.kept is None or given.kept != dataset_id):
        del st.session_state[_SESSION]
