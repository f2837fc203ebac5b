"""Where somebody is on the tour: the URL says the station, and what was guessed there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from core.errors import shortened
from core.inside.trace import Trace
from dashboard.inside.in_url import STATION, rewrite
from dashboard.inside.place import put_in_url, whole_url
from dashboard.inside.tour.station import Guess, Station
from dashboard.inside.tour.stations import STATIONS
from dashboard.inside.traced import Asked
from dashboard.shared.address.leaving import leave_for

GUESS = "guess"  # parameter of the URL
_SUBJECT: Final = ("run", "input")  # what must be on show for a station to be true
_ASKED_OF: Final = (*_SUBJECT, "checkpoint")  # and for its question
_BEEN: Final = "inside_tour"  # the URL's parameters when the tour was last on


def tour(trace: Trace) -> tuple[dict[str, Any], list[str]]:
    """What the browser shows of the tour, and a sentence for what of the URL there is not."""
    been: Mapping[str, Any] = st.session_state.get(_BEEN, {})
    folded = {"number": 0, "total": len(STATIONS), "been": int(been.get(STATION, ["0"])[0])}
    asked = st.query_params.get(STATION)
    if asked is None:
        return folded, []
    if asked not in map(str, range(1, len(STATIONS) + 1)):
        return folded, [f"There is no station '{shortened(asked)}': the tour has {len(STATIONS)}."]
    st.session_state[_BEEN] = whole_url()
    return folded | {"number": int(asked)} | _shown(STATIONS[int(asked) - 1], trace), []


def answer_tour(wanted: Mapping[str, Any]) -> None:
    """The callback of what the browser tells: where to go, or what is guessed."""
    match wanted:
        case {"go": int(number)}:
            put_in_url(address(number))
        case {"station": int(number), "guess": int(choice)}:
            guess = STATIONS[number - 1].guess
            if guess is not None and st.query_params.get(STATION) == str(number):
                rewrite({**guess.shows, GUESS: str(choice + 1)})
        case {"page": str(view)}:
            leave_for(view, {})
        case {"resume": True}:
            put_in_url(st.session_state.get(_BEEN, address(1)))
        case {"leave": True}:
            rewrite({STATION: [], GUESS: []})


def address(number: int) -> dict[str, str]:
    """The parameters of the URL with which a station, from 1, begins."""
    return {**STATIONS[number - 1].address, STATION: str(number)}


def _shown(station: Station, trace: Trace) -> dict[str, Any]:
    here = all(
        st.query_params.get(name) == station.address[name]
        for name in (_ASKED_OF if station.guess else _SUBJECT)
        if name in station.address
    )
    reached = {
        name: wanted(trace) if callable(wanted) else wanted
        for name, wanted in station.reached.items()
        if here
    }
    return {
        "title": station.title,
        "words": station.words,
        "task": station.task,
        "reached": reached,
        "done": station.done,
        "report": station.report,
        "panel": station.panel,
        "pages": station.pages,
        "here": here,
        "guess": _asked(station.guess, station.address) if station.guess and here else None,
    }


def _asked(guess: Guess, at: Mapping[str, str]) -> dict[str, Any]:
    """The question, and once it is answered, what the numbers say."""
    answer = guess.answer(Asked(at["run"], int(at["checkpoint"]), at["input"]))
    asked: dict[str, Any] = {"question": guess.question, "choices": answer.choices, "guessed": None}
    guessed = st.query_params.get(GUESS, "")
    if guessed in map(str, range(1, len(answer.choices) + 1)):
        asked |= {"guessed": int(guessed) - 1, "right": answer.right, "because": answer.because}
    return asked
