"""Recurrent cells, forward and backward, in plain NumPy: the readable reference."""

from typing import Final, Literal, TypeAlias

from core.cells.cell import Cell
from core.cells.gru import GRU
from core.cells.lstm import LSTM
from core.cells.rnn import RNN

__all__ = ["CELLS", "GRU", "LSTM", "RNN", "Cell", "CellName"]

CellName: TypeAlias = Literal["lstm", "gru", "rnn"]

CELLS: Final[dict[str, Cell]] = {"lstm": LSTM, "gru": GRU, "rnn": RNN}
