"""Terms of what is in a cell."""

from __future__ import annotations

from core import cells
from dashboard.glossary.term import NAMES as NAMES_PAGE
from dashboard.glossary.term import Seen, Term, inside

RNN, LSTM = "section 2.1", "section 3.1"
_NAME = {"input": "tyrannosaurus", "step": "4"}
_TOP = {"layer": "2", "step": "10"}
_MAPS = {"layer": "2", "view": "time"}

CELLS = (
    Term(
        "Recurrent network",
        "A network that reads a sequence step by step and hands on, from each step to the next, "
        "what it remembers. Every step has the same weights.",
        inside("Names, unrolled in time", "names", **_NAME),
        ("recurrent",),
        RNN,
    ),
    Term(
        "Cell",
        "What computes one step: from what is read and what is remembered it makes what is "
        "remembered next.",
        inside("The cell of an RNN", "names", **_NAME),
        ("cells",),
        RNN,
    ),
    Term(
        cells.RNN.label,
        cells.RNN.definition,
        inside("An RNN reads a name", "names", **_NAME),
        ("RNN", "RNNs"),
        RNN,
    ),
    Term(
        cells.LSTM.label,
        cells.LSTM.definition,
        inside("The cell of an LSTM", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        cells.GRU.label,
        cells.GRU.definition,
        inside("The cell of a GRU", "gru", **_TOP),
    ),
    Term(
        "Hidden state",
        "What a cell says after a step, one number a unit: to the layer above, and to its own next "
        "step. Written a.",
        inside("The hidden state of an RNN", "names", **_NAME),
        ("hidden states",),
        RNN,
    ),
    Term(
        "Cell state",
        "The memory of an LSTM, one number a unit. A step multiplies it by the forget gate and "
        "adds to it; nothing else happens to it. Written c.",
        inside("The cell state over ten days", "lstm", **_MAPS),
        ("cell states",),
        LSTM,
    ),
    Term(
        "Gate",
        "Numbers between 0 (shut) and 1 (open) by which something else is multiplied, one a unit. "
        "The cell works them out anew at every step.",
        inside("The gates of an LSTM over ten days", "lstm", **_MAPS),
        ("gates",),
        LSTM,
    ),
    Term(
        "Forget gate",
        "How much of the old cell state stays: 0 nothing, 1 all. Written f.",
        inside("The forget gate of an LSTM", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        "Input gate",
        "How much of the candidate is added to the cell state. Written i.",
        inside("The input gate of an LSTM", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        "Output gate",
        "How much of the cell state is shown as hidden state. Written o.",
        inside("The output gate of an LSTM", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        "Candidate",
        "What a step would write into the memory, between −1 and 1; a gate says how much of it is "
        "written. Written g.",
        inside("The candidate of an LSTM", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        "Update gate",
        "Of a GRU: how much of the old hidden state stays; the rest comes from the candidate. "
        "Written z.",
        inside("The gates of a GRU over ten days", "gru", **_MAPS),
    ),
    Term(
        "Reset gate",
        "Of a GRU: how much the old hidden state has to say in the candidate. Written r.",
        inside("The gates of a GRU over ten days", "gru", **_MAPS),
    ),
    Term(
        "Unit",
        "One of the numbers that a layer remembers, with its own row of weights. All units do the "
        "same sum, each with other weights.",
        inside("One unit, and what it does", "names", unit="7", open="unit", **_NAME),
        ("units",),
    ),
    Term(
        "Layer",
        "Cells can be stacked: the hidden states of one layer are the input of the layer above.",
        inside("The upper of two layers", "lstm", **_TOP),
        ("layers",),
    ),
    Term(
        "Weights",
        "The numbers that training changes: by each, an input of a sum is multiplied. Written W.",
        inside("Sums with their weights", "names", **_NAME),
        ("weight",),
        RNN,
    ),
    Term(
        "Bias",
        "A number that is added to a unit's sum whatever is read; training changes it, too. "
        "Written b.",
        inside("Sums with their bias", "names", **_NAME),
        ("biases",),
        RNN,
    ),
    Term(
        "Tanh",
        "A curve that squeezes any number into −1 to 1 and leaves small ones nearly as they are.",
        inside("A sum put through tanh", "names", **_NAME),
        report=RNN,
    ),
    Term(
        "Sigmoid",
        "A curve that squeezes any number into 0 to 1, as a gate needs it. Written σ.",
        inside("Gates made by a sigmoid", "lstm", **_TOP),
        report=LSTM,
    ),
    Term(
        "Softmax",
        "Makes odds of scores: all positive, with a sum of 1; the larger the score, the larger "
        "its share.",
        inside("The odds of the next letter", "names", **_NAME),
    ),
    Term(
        "One-hot",
        "A letter as a list of numbers: 1 in its own place, 0 in all others.",
        inside("A letter that is read", "names", **_NAME),
    ),
    Term(
        "Temperature",
        "How daring letters are drawn: below 1 the likeliest come still more often, above 1 the "
        "unlikely ones, too.",
        Seen("Names drawn at 0.5", NAMES_PAGE, {"temperature": "0.5"}),
    ),
)
