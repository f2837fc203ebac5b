"""What one may change inside a network while it runs.

In an address an interference is a word: `f2=0` holds the forget gate of layer 2 at 0, `f2.13=1`
that of its unit 13 at 1; `a1.7=0` fixes the hidden state of unit 7 of layer 1; `letter3=x` makes x
the letter that comes after step 3; `day4=9.5` makes 9.5 the price of step 4. Units and steps are
counted from 0, as in the arrays; a names run has layer 1 only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from math import isfinite
from typing import Any, Final, TypeAlias

import numpy as np

from core.cells import CELLS
from core.cells.arrays import Array
from core.errors import SettingsError, shortened
from core.inside.layer import Layer
from core.inside.names_trace import NamesInput, check_letter, spell
from core.inside.prices_trace import PriceInput
from core.inside.trace import TraceInput

_LONGEST: Final = 100  # letters of a word
_GATES: Final = "".join(sorted({gate for cell in CELLS.values() for gate in cell.gates}))


@dataclass(frozen=True, slots=True)
class HoldGate:
    """A gate at one value, whatever is read: its weights are zero, its bias says the value."""

    gate: str  # i, f, g, o of an LSTM; z, r, g of a GRU
    value: float  # 0 to 1; of the candidate g -1 to 1
    layer: int = 1
    unit: int | None = None  # all by default

    def __str__(self) -> str:
        unit = "" if self.unit is None else f".{self.unit}"
        return f"{self.gate}{self.layer}{unit}={self.value:.10g}"


@dataclass(frozen=True, slots=True)
class FixUnit:
    """The hidden state of a unit at one value; 0 silences it. Nothing flows back through it."""

    unit: int
    value: float = 0.0  # -1 to 1
    layer: int = 1

    def __str__(self) -> str:
        return f"a{self.layer}.{self.unit}={self.value:.10g}"


@dataclass(frozen=True, slots=True)
class OverrideLetter:
    """Another letter after a step; what is drawn after it is drawn by the same dice."""

    step: int
    letter: str  # END ends the name there

    def __str__(self) -> str:
        return f"letter{self.step}={self.letter}"


@dataclass(frozen=True, slots=True)
class ChangePrice:
    """Another price of a day of the window, in money."""

    step: int
    price: float

    def __str__(self) -> str:
        return f"day{self.step}={self.price:.10g}"


Interference: TypeAlias = HoldGate | FixUnit | OverrideLetter | ChangePrice


def read_interference(word: str) -> Interference:
    """Reads what `str` makes of one.

    Raises:
        SettingsError: It is none.
    """
    if len(word) > _LONGEST:
        raise _unread(word)
    target, _, value = word.partition("=")
    if found := re.fullmatch(r"letter(\d{1,3})", target):
        return OverrideLetter(int(found[1]), value)
    number = _number(word, value)
    if found := re.fullmatch(r"day(\d{1,3})", target):
        return ChangePrice(int(found[1]), number)
    if found := re.fullmatch(r"a(\d)\.(\d{1,3})", target):
        return FixUnit(int(found[2]), number, int(found[1]))
    if found := re.fullmatch(rf"([{_GATES}])(\d)(?:\.(\d{{1,3}}))?", target):
        unit = None if found[3] is None else int(found[3])
        return HoldGate(found[1], number, int(found[2]), unit)
    raise _unread(word)


def _number(word: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise _unread(word) from None
    if not isfinite(number):
        raise _unread(word)
    return number


def _unread(word: str) -> SettingsError:
    return SettingsError(
        f"'{shortened(word)}' says nothing that can be changed; write f2=0, f2.13=1, a1.7=0, "
        "letter3=x or day4=9.5."
    )


# Changes inside a network: each turns what is traced into something else that is traced.

_SHUT: Final = 40.0  # at which a sigmoid is 0 or 1, and tanh of half of it -1 or 1, to the last bit


def interfere(given: TraceInput, interferences: Iterable[Interference]) -> TraceInput:
    """What is traced, with all of these changes, one after the other.

    Raises:
        SettingsError: One of them is of something that is not there, or out of range.
    """
    return reduce(_changed, interferences, given)


def _changed(given: TraceInput, change: Interference) -> TraceInput:
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


def _layer(given: TraceInput, number: int) -> Layer:
    layers = (given.layer,) if isinstance(given, NamesInput) else given.layers
    if not 1 <= number <= len(layers):
        raise SettingsError(f"There is no layer {number}; choose 1 to {len(layers)}.")
    return layers[number - 1]


def _fixed(layer: Layer, change: FixUnit) -> Layer:
    _check_range("A hidden state", change.value, -1)
    return replace(layer, fixed={**layer.fixed, change.unit: change.value})


def _held(layer: Layer, change: HoldGate) -> Layer:
    gates = list(layer.cell.gates)
    if change.gate not in gates:
        which = f"its gates are {', '.join(gates)}" if gates else "it has none"
        raise SettingsError(f"There is no gate {change.gate} in {layer.cell.noun}; {which}.")
    lowest = layer.cell.lowest(change.gate)
    _check_range(f"The gate {change.gate}", change.value, lowest)
    units = len(layer.a0)
    first = gates.index(change.gate) * units
    rows: Any = slice(first, first + units) if change.unit is None else first + change.unit
    weights = {name: _zeroed(array, rows) for name, array in layer.parameters._asdict().items()}
    weights[layer.cell.biases[0]][rows] = _before_gate(change.value, lowest)
    return replace(layer, parameters=type(layer.parameters)(**weights))


def _before_gate(value: float, lowest: int) -> float:
    """What makes the gate's sigmoid or tanh this value; to the last bit at both ends."""
    through_tanh = lowest == -1
    half = value if through_tanh else 2 * value - 1
    with np.errstate(divide="ignore"):
        before = float(np.clip(np.arctanh(half), -_SHUT / 2, _SHUT / 2))
    return before if through_tanh else 2 * before


def _zeroed(array: Array, rows: Any) -> Array:
    changed = array.copy()
    changed[rows] = 0
    return changed


def _with_letter(given: TraceInput, change: OverrideLetter) -> NamesInput:
    if not isinstance(given, NamesInput):
        raise SettingsError("A price run reads no letters; change the price of a day instead.")
    check_letter(change.letter, given.alphabet)
    letters, _ = spell(given)
    if not 0 <= change.step <= len(letters):
        raise SettingsError(f"There is no step {change.step}; choose 0 to {len(letters)}.")
    return replace(given, forced={**given.forced, change.step: change.letter})


def _with_price(given: TraceInput, change: ChangePrice) -> PriceInput:
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
