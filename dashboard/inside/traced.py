"""One sequence through one checkpoint, from the words of the URL."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from core.errors import SettingsError
from core.inside.trace import Trace, trace
from core.names.corpus import Corpus
from dashboard.inside.packing import Parcel
from dashboard.inside.subject import Subject, subject
from dashboard.server.base import base_path


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at."""

    run: str  # or a demonstration
    checkpoint: int
    input: str  # letters, or the day that is predicted


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace, and how the browser takes it."""

    trace: Trace
    parcel: Parcel


@st.cache_resource(ttl=600, max_entries=6, show_spinner=False)  # one may have 50 MB
def traced(asked: Asked) -> Traced:
    """The trace of what is asked for.

    Raises:
        UserError: There is no such run, checkpoint or input.
    """
    seen = subject(asked.run)
    if asked.checkpoint not in seen.steps:
        raise SettingsError(f"There is no checkpoint {asked.checkpoint:,} of this run.")
    found = trace(seen.given(asked.checkpoint, asked.input))
    currency = "" if isinstance(seen.data, Corpus) else seen.data.currency
    return Traced(found, Parcel(found, currency))


def address(asked: Asked, step: int) -> str:
    """Where the browser fetches it: as much as is sent at once, with that step, from 0."""
    query: dict[str, int | str] = {"checkpoint": asked.checkpoint, "input": asked.input}
    parcel = traced(asked).parcel
    if not parcel.is_whole:
        query["first"] = parcel.first(step)
    return f"{base_path()}/traces/{asked.run}?{urlencode(query)}"


def usual_input(seen: Subject) -> str:
    """What is looked at first: a name of the list, or the last day."""
    if isinstance(seen.data, Corpus):
        return min(seen.data.names, key=lambda name: abs(len(name) - 8))
    last: datetime.date = seen.data.dates[-1].date()
    return str(last)
