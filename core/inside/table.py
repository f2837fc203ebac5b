"""A trace as numbers to take away."""

from __future__ import annotations

import csv
import io

import numpy as np

from core.events import Arrays
from core.inside.trace import Trace


def named_arrays(trace: Trace) -> Arrays:
    """Its arrays by symbol, and what is read as text: `read` (T,), and `alphabet` (n_x,)."""
    words = {"read": np.array(trace.read)}
    if trace.alphabet:
        words["alphabet"] = np.array(list(trace.alphabet))
    return {**trace.arrays, **words}


def csv_text(trace: Trace) -> str:
    """A line a row of each array: its symbol, the row from 0, what is read there, the numbers.

    An array with one row has no number of it; where the rows are not steps nothing is read.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["symbol", "row", "read", "values"])
    for symbol, array in trace.arrays.items():
        of_steps = not symbol.startswith(("W", "b")) and len(array) == len(trace.read)
        rows = array.reshape(len(array), -1) if array.ndim > 1 or of_steps else [array]
        for number, row in enumerate(rows):
            place = number if len(rows) > 1 else ""
            lines.writerow([symbol, place, trace.read[number] if of_steps else "", *row.tolist()])
    return text.getvalue()
