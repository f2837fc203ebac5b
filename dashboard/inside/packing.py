"""A trace as the browser takes it (browser/inside/trace.js): once, and small."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.cells.arrays import Array
from core.inside.questions.order import by_activity, by_similarity
from core.inside.trace import Trace
from core.inside.wires import on_wires
from core.runs.settings import Kind
from core.stocks.money import money

MOST_BYTES = 2_000_000  # that are sent at once
FLOAT = 4  # bytes
_ROOM = MOST_BYTES - 60_000  # for numbers; the rest is for what is said beside them


class Parcel:
    """A trace, ready to be sent, whole or in parts."""

    def __init__(self, trace: Trace, currency: str = "") -> None:
        """`currency` is that of the prices."""
        self._about = _about(trace) | _prices(trace, currency)
        self._total = len(trace.read)
        everything = {**trace.arrays, **on_wires(trace)}
        once = {name: array for name, array in everything.items() if _is_once(name, trace)}
        self._by_step = {name: of for name, of in everything.items() if name not in once}
        self._weights = {name: array for name, array in once.items() if name[0] in "Wb"}
        self._whole = {name: array for name, array in once.items() if name[0] not in "Wb"}
        of_steps, weights = _bytes(self._by_step), _bytes(self._weights)
        if weights > _ROOM // 2 and weights + of_steps > _ROOM:
            # Too many to be sent: those of a unit are fetched when it is looked at (weights.py).
            self._weights = {name: of for name, of in self._weights.items() if _is_small(name)}
            weights = _bytes(self._weights)
        self.steps = min(self._total, (_ROOM - weights) * self._total // of_steps)

    @property
    def is_whole(self) -> bool:
        """Whether all steps are sent at once; of a large network only so many as fit."""
        return self.steps == self._total

    def first(self, step: int) -> int:
        """The first step of the part in which one finds `step`, with others on both sides.

        Parts overlap by half: who steps on from the middle of one meets its end after a while.
        """
        half = max(1, self.steps // 2)
        return max(0, min(step // half * half - half // 2, self._total - self.steps))

    def pack(self, first: int = 0) -> bytes:
        """All of it, or the part that begins at a step, which is said beside the arrays."""
        end = first + self.steps
        sent = {name: array[first:end] for name, array in self._by_step.items()}
        return packed(self._about | {"first": first}, sent | self._whole | self._weights)


def packed(about: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """The length of a JSON text in four bytes, the text, then all numbers as float32.

    The text says what `about` does, and of each array where it begins, counted in numbers, and its
    shape.
    """
    places: dict[str, Any] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = {"shape": array.shape, "at": at}
        at += array.size
    text = json.dumps({**about, "arrays": places}).encode()
    text += b" " * (-len(text) % FLOAT)  # so that the browser can read the numbers in place
    numbers = np.concatenate([array.astype("<f4").ravel() for array in arrays.values()])
    return struct.pack("<I", len(text)) + text + numbers.tobytes()


def orders(states: Sequence[Array]) -> dict[str, list[list[int]]]:
    """Units in other orders than that of the weights, by states (T, n_a) layer by layer."""
    ways = {"by activity": by_activity, "by similarity": by_similarity}
    return {name: [order(a).tolist() for a in states] for name, order in ways.items()}


def _is_once(name: str, trace: Trace) -> bool:
    """Whether an array has no row a step: weights, first states, and what is said at the end."""
    at_the_end = () if trace.alphabet else ("y", "target", "loss", "dy", "price", "actual")
    first = name.split("_")[0] in ("a0", "c0", "da0", "dc0")
    return name[0] in "Wb" or first or name in at_the_end


def _is_small(name: str) -> bool:
    """Whether it grows with the units, not with their square."""
    return name[0] == "b" or name.startswith("Wy")


def _bytes(arrays: Mapping[str, Array]) -> int:
    return FLOAT * sum(array.size for array in arrays.values())


def _about(trace: Trace) -> dict[str, Any]:
    states = [trace.arrays[trace.symbol("a", layer)] for layer in range(1, trace.layers + 1)]
    return {
        "cell": trace.cell,
        "kind": Kind.NAMES if trace.alphabet else Kind.STOCK,
        "layers": trace.layers,
        "units": states[0].shape[1],
        "read": trace.read,
        "comes": trace.comes,
        "alphabet": list(trace.alphabet),
        "orders": orders(states),
    }


def _prices(trace: Trace, currency: str) -> dict[str, Any]:
    """Prices in words."""

    def words(symbol: str) -> list[str]:
        return [in_money(price, currency) for price in trace.arrays.get(symbol, ())]

    said = {symbol: next(iter(words(symbol)), None) for symbol in ("price", "actual")}
    changes = [in_change(change, currency) for change in trace.arrays.get("changes", ())]
    return {"prices": words("prices"), "changes": changes or None, **said}


def in_money(price: float, currency: str) -> str:
    """A price, which a network may say to be below nought."""
    return f"{'−' if price < 0 else ''}{money(abs(price), currency)}"


def in_change(change: float, currency: str) -> str:
    """A change of a price, with its sign: "+$0.12"."""
    return f"{'+' if change > 0 else ''}{in_money(change, currency)}"
