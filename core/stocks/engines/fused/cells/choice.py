"""Which cells there are, and the step of the one that a network has."""

from __future__ import annotations

from core.stocks.engines.fused.cells import gru, lstm, rnn
from core.stocks.engines.fused.cells.cell import Sizes, Step
from core.stocks.engines.fused.vectors.simd import njit

CELLS = {"lstm": lstm.LSTM, "gru": gru.GRU, "rnn": rnn.RNN}

# To choose in compiled code costs next to nothing; code for each cell would be compiled for each.
_LSTM, _GRU = lstm.LSTM.number, gru.GRU.number


@njit
def step_forward(cell: int, sizes: Sizes, at: Step) -> None:
    """From a row of sums to gates, hidden state and output."""
    if cell == _LSTM:
        lstm.step_forward(sizes, at)
    elif cell == _GRU:
        gru.step_forward(sizes, at)
    else:
        rnn.step_forward(sizes, at)


@njit
def step_backward(cell: int, sizes: Sizes, at: Step) -> None:
    """From a row of gates and the gradients of hidden state and output to its sums' gradients."""
    if cell == _LSTM:
        lstm.step_backward(sizes, at)
    elif cell == _GRU:
        gru.step_backward(sizes, at)
    else:
        rnn.step_backward(sizes, at)
