"""A change in plain words, as its chip and the verdict say it."""

from __future__ import annotations

from typing import Final

from core.inside.interference import ChangePrice, FixUnit, HoldGate, Interference, OverrideLetter
from core.inside.trace import Trace
from core.names.corpus import END
from core.stocks.money import money

GATES: Final = {
    "lstm": {"i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate"},
    "gru": {"z": "update gate", "r": "reset gate", "g": "candidate"},
}


def in_words(change: Interference, trace: Trace, currency: str) -> str:
    """Such as "forget gate of layer 2 held at 0"; units and steps are counted from 1."""
    if isinstance(change, OverrideLetter):
        return f"{letter(change.letter)} after step {change.step + 1}"
    if isinstance(change, ChangePrice):
        price = f"price of {trace.read[change.step]} at {money(change.price, currency)}"
        two = "changes" in trace.arrays and change.step + 1 < len(trace.read)
        return f"{price} (in two changes)" if two else price
    if isinstance(change, HoldGate):
        gate, value = GATES[trace.cell][change.gate], _number(change.value)
        return f"{gate}{_of(change, trace)} held at {value}"
    unit = f"unit {change.unit + 1}" + (f" of layer {change.layer}" if trace.layers > 1 else "")
    return f"{unit} fixed at {_number(change.value)}" if change.value else f"{unit} silenced"


def with_changes(changes: list[Interference], trace: Trace, currency: str) -> str:
    """The beginning of a sentence: "With the forget gate held at 0"."""
    if len(changes) != 1:
        return f"With these {len(changes)} changes"
    [change] = changes
    article = "the " if isinstance(change, HoldGate | ChangePrice) else ""
    return f"With {article}{in_words(change, trace, currency)}"


def letter(of: str) -> str:
    """A letter within a sentence."""
    return {END: "the end", " ": "a space"}.get(of, f"“{of}”")


def _of(change: HoldGate | FixUnit, trace: Trace) -> str:
    layer = f"layer {change.layer}"
    if change.unit is None:
        return f" of {layer}" if trace.layers > 1 else ""
    unit = f" of unit {change.unit + 1}"
    return f"{unit} in {layer}" if trace.layers > 1 else unit


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
