"""What one may change inside a network while it runs.

In an address an interference is a word: `f2=0` holds the forget gate of layer 2 at 0, `f2.13=1`
that of its unit 13 at 1; `a1.7=0` fixes the hidden state of unit 7 of layer 1; `letter3=x` makes x
the letter that comes after step 3; `day4=9.5` makes 9.5 the price of step 4. Units and steps are
counted from 0, as in the arrays; a names run has layer 1 only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final, TypeAlias

from core.errors import SettingsError, shortened

_LONGEST: Final = 100  # letters of a word


@dataclass(frozen=True, slots=True)
class HoldGate:
    """A gate at one value, whatever is read: its weights are nought, its bias says the value."""

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
    if found := re.fullmatch(r"([ifgozr])(\d)(?:\.(\d{1,3}))?", target):
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
