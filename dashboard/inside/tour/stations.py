"""The stations, in order."""

from __future__ import annotations

from typing import Final

from dashboard.inside.tour.lstm import LSTM_STATIONS
from dashboard.inside.tour.rnn import NAME, RNN_STATIONS
from dashboard.inside.tour.station import Station

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
