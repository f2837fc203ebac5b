"""The tour: its stations, and which one the URL says, with the answer that was guessed there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import streamlit as st

from core.errors import shortened
from core.inside.trace import Trace
from dashboard.inside.payload import TraceRequest
from dashboard.inside.position import OPEN, STATION, put_in_url, rewrite, whole_url
from dashboard.inside.tour_guesses import (
    Guess,
    Station,
    fullest_unit,
    furthest_reach,
    largest_gradient_step,
    memory_left,
    most_influential_day,
    next_letter,
    smallest_gradient_step,
)
from dashboard.shared.history import leave_for

# About an LSTM: the report's section 3.1, on a network of prices.

LSTM_SECTION: Final = "section 3.1"
_DAYS: Final = {"run": "demo-lstm", "checkpoint": "100", "input": "2019-11-08"}
_TOP: Final = {**_DAYS, "layer": "2", "step": "10"}
_LENGTH: Final = 60  # days

LSTM_STATIONS: Final = (
    Station(
        "A second memory",
        "This LSTM reads ten days of General Electric's price and predicts the next. It has a "
        "second memory beside the hidden state: the cell state c, a line straight through the "
        "cell. A step multiplies it and adds to it, nothing more. Here are all units over the ten "
        "days, one row a unit.",
        {**_TOP, "view": "time"},
        "On the map of the cell state, find the row that is bluest on the last day, and click it.",
        {"unit": fullest_unit},
        "This unit remembers most of these days. It is followed on all maps, the gates' too.",
        LSTM_SECTION,
    ),
    Station(
        "Three gates",
        "What the cell state keeps is up to gates, numbers between 0 and 1: the forget gate f says "
        "how much of it stays, the input gate i how much of the candidate g is added, the output "
        "gate o how much is shown. So c = f·c before + i·g.",
        {**_TOP, "unit": "10"},
        report=LSTM_SECTION,
        guess=Guess(
            "Now hold the forget gate of this layer at 0 on every day. What happens to the memory?",
            memory_left,
            {"change": "f2=0"},
        ),
    ),
    Station(
        "Which day mattered?",
        "Ten days go in, one price comes out. To find out what a day has to do with it, give the "
        "network the price of the day before in its place, and see how the prediction moves.",
        _TOP,
        report=LSTM_SECTION,
        guess=Guess(
            "Which of these days moves the prediction most?",
            most_influential_day,
            {OPEN: "mattered"},
        ),
        panel="mattered",
    ),
    Station(
        "How far back does it reach?",
        "On the way back a gradient is multiplied at every step, and may vanish: then nothing is "
        "learned of the first days. The report says that an LSTM eases the vanishing gradient. Put "
        f"it to the test, over {_LENGTH} days, with the weights that training begins with.",
        _TOP,
        report=LSTM_SECTION,
        guess=Guess(
            "In which of these untrained networks does most of it arrive at the first day?",
            partial(furthest_reach, length=_LENGTH),
            {OPEN: "gradient", "gradient_steps": str(_LENGTH)},
        ),
        panel="gradient",
    ),
)


# About a simple RNN: the report's section 2.1, on a network of names.

RNN_SECTION: Final = "section 2.1"
NAME: Final = {"run": "demo-names", "checkpoint": "10000", "input": "tyrannosaurus"}
_ASKED: Final = 6  # step

RNN_STATIONS: Final = (
    Station(
        "A cell that remembers",
        "This network has learned from a list of dinosaur names to guess the next letter. It reads "
        "one letter a step. At each step its cell makes a new hidden state out of two things: the "
        "letter, and the hidden state of the step before. That loop is all that makes a network "
        "recurrent.",
        NAME,
        "Press → (or ▶): the cell reads its first letter.",
        {"step": 2},
        "It has read “t”, and the stripes on the wire a, its hidden state, are others now.",
        RNN_SECTION,
    ),
    Station(
        "Unrolled in time",
        "Drawn side by side, one column a step, the loop becomes a chain. It is the same cell with "
        "the same weights every time; only what it reads and what it remembers differ. The arrows "
        "to the right carry the hidden state.",
        {**NAME, "step": "2"},
        "Press → until it has read “tyr” (step 4), or click that column.",
        {"step": 4},
        "Three letters read, one state: all that it knows of “tyr” is in these numbers.",
        RNN_SECTION,
    ),
    Station(
        "A strip of colour is a vector",
        "One stripe a unit: blue above zero, orange below, and the stronger the colour, the larger "
        "the number. The hidden state comes out of tanh, so it lies between −1 and 1. One unit is "
        "chosen; its number stands beside every strip, and it is followed everywhere.",
        {**NAME, "step": "4"},
        "Click another stripe of the strip a, or type the number of another unit.",
        {"follows": True},
        "Everything on the page is of this unit now: the numbers on the wires and the equations.",
        RNN_SECTION,
    ),
    Station(
        "Every number has its sum",
        "A unit's new state is a sum put through tanh: weights times the letter, weights times the "
        "hidden state before, and a bias. It stands beside the drawing, first with symbols, then "
        "with the numbers of this step.",
        {**NAME, "step": "4"},
        "Open the terms below z: the sum unfolds, the largest first.",
        {"unfolds": True},
        "Add them up, take tanh, and you have the unit's new state. There is nothing else in it.",
        RNN_SECTION,
    ),
    Station(
        "What comes next?",
        "From the hidden state the output layer gives every letter a score, and softmax makes odds "
        "of the scores. The letters to the right are drawn here; the network does not see them.",
        {**NAME, "step": str(_ASKED - 1)},
        report=RNN_SECTION,
        guess=Guess(
            "At the next step it will have read “tyran”. Which letter does it then expect most?",
            partial(next_letter, step=_ASKED - 1),
            {"step": str(_ASKED)},
        ),
    ),
    Station(
        "The way back",
        "To learn, the loss goes back over the same drawing from right to left: backpropagation "
        "through time. At every step a gradient says how the loss would change if the hidden state "
        "were a little larger. A state answers for its own letter and for all that come after.",
        NAME,
        "Press ← and walk back to the step where it is largest.",
        {"way": "back", "step": largest_gradient_step},
        "Here the network was most surprised, so here most is learned.",
        f"{RNN_SECTION}, Figure 4",
        Guess(
            "Of these steps, at which is the gradient smallest?",
            smallest_gradient_step,
            {"way": "back", "step": "14"},
        ),
    ),
)


# All stations, in order.

_LEARNING: Final = Station(
    "Watch it learn",
    "So far every picture was of one checkpoint. Over the training the same numbers are seen at "
    "each of them, beginning before the first step: how the hidden states come to tell letters "
    "apart, how the odds of the next letter sharpen, and which names come of the same dice.",
    {**NAME, "checkpoint": "0", "view": "training"},
    "Play to the last checkpoint, or drag the slider to it.",
    {"view": "training", "checkpoint": int(NAME["checkpoint"])},
    "From noise to names: all of it came about by small steps against the gradient.",
)
_OWN: Final = Station(
    "Your own network",
    "All this works for any run of yours, too, at any checkpoint, with any name or day: train one "
    "and choose “Look inside” there, or choose it above under “Trained network”.",
    {"run": "demo-names"},
    "Train a network and come back with it.",
    {"own": True},
    "This is your own network. You know your way around it now.",
    pages={"Dinosaur names": "views/names.py", "Stock prices": "views/stock.py"},
)

STATIONS: Final = (*RNN_STATIONS, *LSTM_STATIONS, _LEARNING, _OWN)


GUESS = "guess"  # parameter of the URL
_SUBJECT: Final = ("run", "input")  # what must be on show for a station to be true
_OF_A_QUESTION: Final = (*_SUBJECT, "checkpoint")  # and for its question
_LAST_URL: Final = "inside_tour"  # the URL's parameters when the tour was last on


def tour(trace: Trace) -> tuple[dict[str, Any], list[str]]:
    """What the browser shows of the tour, and a sentence for what of the URL there is not."""
    last_url: Mapping[str, Any] = st.session_state.get(_LAST_URL, {})
    folded = {"number": 0, "total": len(STATIONS), "been": int(last_url.get(STATION, ["0"])[0])}
    number = st.query_params.get(STATION)
    if number is None:
        return folded, []
    if number not in map(str, range(1, len(STATIONS) + 1)):
        return folded, [f"There is no station '{shortened(number)}': the tour has {len(STATIONS)}."]
    st.session_state[_LAST_URL] = whole_url()
    return folded | {"number": int(number)} | _shown(STATIONS[int(number) - 1], trace), []


def on_tour_event(event: Mapping[str, Any]) -> None:
    """The callback of what the browser tells: where to go, or what is guessed."""
    match event:
        case {"go": int(number)}:
            put_in_url(address(number))
        case {"station": int(number), "guess": int(choice)}:
            guess = STATIONS[number - 1].guess
            if guess is not None and st.query_params.get(STATION) == str(number):
                rewrite({**guess.shows, GUESS: str(choice + 1)})
        case {"page": str(view)}:
            leave_for(view, {})
        case {"resume": True}:
            put_in_url(st.session_state.get(_LAST_URL, address(1)))
        case {"leave": True}:
            rewrite({STATION: [], GUESS: []})


def address(number: int) -> dict[str, str]:
    """The parameters of the URL with which a station, from 1, begins."""
    return {**STATIONS[number - 1].address, STATION: str(number)}


def _shown(station: Station, trace: Trace) -> dict[str, Any]:
    is_on_show = all(
        st.query_params.get(name) == station.address[name]
        for name in (_OF_A_QUESTION if station.guess else _SUBJECT)
        if name in station.address
    )
    reached = {
        name: wanted(trace) if callable(wanted) else wanted
        for name, wanted in station.reached.items()
        if is_on_show
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
        "here": is_on_show,
        "guess": _question(station.guess, station.address)
        if station.guess and is_on_show
        else None,
    }


def _question(guess: Guess, at: Mapping[str, str]) -> dict[str, Any]:
    """The question, and once it is answered, what the numbers say."""
    answer = guess.answer(TraceRequest(at["run"], int(at["checkpoint"]), at["input"]))
    shown: dict[str, Any] = {"question": guess.question, "choices": answer.choices, "guessed": None}
    guessed = st.query_params.get(GUESS, "")
    if guessed in map(str, range(1, len(answer.choices) + 1)):
        shown |= {"guessed": int(guessed) - 1, "right": answer.right, "because": answer.because}
    return shown
