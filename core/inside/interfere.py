"""Changes inside a network: each turns what is traced into something else that is traced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import Any, Final

import numpy as np

from core.cells.arrays import Array
from core.errors import SettingsError
from core.inside.interference import (
    ChangePrice,
    FixUnit,
    HoldGate,
    Interference,
    OverrideLetter,
)
from core.inside.layer import GATES, Layer
from core.inside.names import NamesInput, check_letter, spell
from core.inside.prices import PriceInput
from core.inside.trace import Given

_NAMED: Final = {"rnn": "an RNN", "lstm": "an LSTM", "gru": "a GRU"}
_CANDIDATE: Final = "g"  # through tanh; the others are through a sigmoid
_SHUT: Final = 40.0  # at which a sigmoid is 0 or 1, and tanh of half of it -1 or 1, to the last bit


def interfere(given: Given, interferences: Iterable[Interference]) -> Given:
    """What is traced, with all of these changes, one after the other.

    Raises:
        SettingsError: One of them is of something that is not there, or out of range.
    """
    return reduce(_changed, interferences, given)


def _changed(given: Given, change: Interference) -> Given:
    if isinstance(change, OverrideLetter):
        return _with_letter(given, change)
    if isinstance(change, ChangePrice):
        return _with_price(given, change)
    layer = _layer(given, change.layer)
    if change.unit is not None and not 0 <= change.unit < len(layer.a0):
        raise SettingsError(
            f"There is no unit {change.unit} in layer {change.layer}; "
            f"choose 0 to {len(layer.a0) - 1}."
        )
    changed = _held(layer, change) if isinstance(change, HoldGate) else _fixed(layer, change)
    if isinstance(given, NamesInput):
        return replace(given, layer=changed)
    layers = list(given.layers)
    layers[change.layer - 1] = changed
    return replace(given, layers=tuple(layers))


def _layer(given: Given, number: int) -> Layer:
    layers = (given.layer,) if isinstance(given, NamesInput) else given.layers
    if not 1 <= number <= len(layers):
        raise SettingsError(f"There is no layer {number}; choose 1 to {len(layers)}.")
    return layers[number - 1]


def _fixed(layer: Layer, change: FixUnit) -> Layer:
    _check_range("A hidden state", change.value, -1)
    return replace(layer, fixed={**layer.fixed, change.unit: change.value})


def _held(layer: Layer, change: HoldGate) -> Layer:
    gates = GATES[layer.cell]
    if change.gate not in gates:
        which = f"its gates are {', '.join(gates)}" if gates else "it has none"
        raise SettingsError(f"There is no gate {change.gate} in {_NAMED[layer.cell]}; {which}.")
    lowest = -1 if change.gate == _CANDIDATE else 0
    _check_range(f"The gate {change.gate}", change.value, lowest)
    units = len(layer.a0)
    first = gates.index(change.gate) * units
    rows: Any = slice(first, first + units) if change.unit is None else first + change.unit
    weights = {name: _nought(array, rows) for name, array in layer.parameters._asdict().items()}
    bias = "bx" if layer.cell == "gru" else "b"
    weights[bias][rows] = _before_gate(change)
    return replace(layer, parameters=type(layer.parameters)(**weights))


def _before_gate(change: HoldGate) -> float:
    """What makes the gate's sigmoid or tanh this value; to the last bit at both ends."""
    half = change.value if change.gate == _CANDIDATE else 2 * change.value - 1
    with np.errstate(divide="ignore"):
        before = float(np.clip(np.arctanh(half), -_SHUT / 2, _SHUT / 2))
    return before if change.gate == _CANDIDATE else 2 * before


def _nought(array: Array, rows: Any) -> Array:
    changed = array.copy()
    changed[rows] = 0
    return changed


def _with_letter(given: Given, change: OverrideLetter) -> NamesInput:
    if not isinstance(given, NamesInput):
        raise SettingsError("A price run reads no letters; change the price of a day instead.")
    check_letter(change.letter, given.alphabet)
    letters, _ = spell(given)
    if not 0 <= change.step <= len(letters):
        raise SettingsError(f"There is no step {change.step}; choose 0 to {len(letters)}.")
    return replace(given, forced={**given.forced, change.step: change.letter})


def _with_price(given: Given, change: ChangePrice) -> PriceInput:
    if not isinstance(given, PriceInput):
        raise SettingsError("A names run reads no prices; change a letter instead.")
    if not 0 <= change.step < len(given.prices):
        raise SettingsError(f"There is no step {change.step}; choose 0 to {len(given.prices) - 1}.")
    if not change.price > 0:
        raise SettingsError(f"A price is more than 0, not {change.price:g}.")
    prices = given.prices.copy()
    prices[change.step] = change.price
    return replace(given, prices=prices)


def _check_range(what: str, value: float, lowest: float) -> None:
    if not lowest <= value <= 1:
        raise SettingsError(f"{what} is between {lowest:g} and 1, not {value:g}.")
