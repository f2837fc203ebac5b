"""A trace as the browser takes it (browser/inside/trace.js): once, and small."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from core.inside.order import by_activity, by_similarity
from core.inside.trace import Trace
from core.inside.wires import on_wires
from core.runs.settings import Kind
from core.stocks.money import money

FLOAT = 4  # bytes


def pack(trace: Trace, currency: str = "") -> bytes:
    """The length of a JSON text in four bytes, the text, then all numbers as float32.

    The text says where each array begins, counted in numbers, and its shape. `currency` is that of
    the prices.
    """
    arrays: dict[str, Any] = {}
    numbers = []
    at = 0
    for name, array in {**trace.arrays, **on_wires(trace)}.items():
        arrays[name] = {"shape": array.shape, "at": at}
        numbers.append(array.astype("<f4").ravel())
        at += array.size
    text = json.dumps(_about(trace) | _prices(trace, currency) | {"arrays": arrays}).encode()
    text += b" " * (-len(text) % FLOAT)  # so that the browser can read the numbers in place
    return struct.pack("<I", len(text)) + text + np.concatenate(numbers).tobytes()


def _about(trace: Trace) -> dict[str, Any]:
    states = [trace.arrays[trace.symbol("a", layer)] for layer in range(1, trace.layers + 1)]
    orders = {"by activity": by_activity, "by similarity": by_similarity}
    return {
        "cell": trace.cell,
        "kind": Kind.NAMES if trace.alphabet else Kind.STOCK,
        "layers": trace.layers,
        "units": states[0].shape[1],
        "read": trace.read,
        "comes": trace.comes,
        "alphabet": list(trace.alphabet),
        "orders": {name: [order(a).tolist() for a in states] for name, order in orders.items()},
    }


def _prices(trace: Trace, currency: str) -> dict[str, Any]:
    """Prices in words."""

    def words(symbol: str) -> list[str]:
        return [money(price, currency) for price in trace.arrays.get(symbol, ())]

    said = {symbol: next(iter(words(symbol)), None) for symbol in ("price", "actual")}
    return {"prices": words("prices"), **said}
