"""The stations, in order."""

from __future__ import annotations

from typing import Final

from dashboard.inside.tour.lstm import LSTM_STATIONS
from dashboard.inside.tour.rnn import RNN_STATIONS
from dashboard.inside.tour.station import Station

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

STATIONS: Final = (*RNN_STATIONS, *LSTM_STATIONS, _OWN)
