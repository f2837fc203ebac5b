"""The stations about a simple RNN: the report's section 2.1, on a network of names."""

from __future__ import annotations

from functools import partial
from typing import Final

from dashboard.inside.tour.guesses import faintest_step, largest_step, next_letter
from dashboard.inside.tour.station import Guess, Station

REPORT: Final = "section 2.1"
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
        REPORT,
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
        REPORT,
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
        REPORT,
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
        REPORT,
    ),
    Station(
        "What comes next?",
        "From the hidden state the output layer gives every letter a score, and softmax makes odds "
        "of the scores. The letters to the right are drawn here; the network does not see them.",
        {**NAME, "step": str(_ASKED - 1)},
        report=REPORT,
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
        {"way": "back", "step": largest_step},
        "Here the network was most surprised, so here most is learned.",
        f"{REPORT}, Figure 4",
        Guess(
            "Of these steps, at which is the gradient smallest?",
            faintest_step,
            {"way": "back", "step": "14"},
        ),
    ),
)
