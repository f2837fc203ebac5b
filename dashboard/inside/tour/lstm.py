"""The stations about an LSTM: the report's section 3.1, on a network of prices."""

from __future__ import annotations

from functools import partial
from typing import Final

from dashboard.inside.in_url import OPEN
from dashboard.inside.tour.guesses import (
    day_that_mattered,
    forgotten,
    fullest_unit,
    furthest_reach,
)
from dashboard.inside.tour.station import Guess, Station

REPORT: Final = "section 3.1"
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
        REPORT,
    ),
    Station(
        "Three gates",
        "What the cell state keeps is up to gates, numbers between 0 and 1: the forget gate f says "
        "how much of it stays, the input gate i how much of the candidate g is added, the output "
        "gate o how much is shown. So c = f·c before + i·g.",
        {**_TOP, "unit": "10"},
        report=REPORT,
        guess=Guess(
            "Now hold the forget gate of this layer at 0 on every day. What happens to the memory?",
            forgotten,
            {"change": "f2=0"},
        ),
    ),
    Station(
        "Which day mattered?",
        "Ten days go in, one price comes out. To find out what a day has to do with it, give the "
        "network the price of the day before in its place, and see how the prediction moves.",
        _TOP,
        report=REPORT,
        guess=Guess(
            "Which of these days moves the prediction most?",
            day_that_mattered,
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
        report=REPORT,
        guess=Guess(
            "In which of these untrained networks does most of it arrive at the first day?",
            partial(furthest_reach, length=_LENGTH),
            {OPEN: "gradient", "gradient_steps": str(_LENGTH)},
        ),
        panel="gradient",
    ),
)
