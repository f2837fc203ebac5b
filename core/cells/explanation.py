"""How a cell is explained on a page: its equations written out, its drawing, and words.

Symbols are those of a trace (`core.inside`). After one, "_prev" is the step before, "_next" the
step after, "_above" the layer above. In a formula a symbol stands in braces: "{f}·{c_prev}".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of a sum: a row of weights times a vector, or one of the others below."""

    weights: str | None = None
    vectors: Sequence[str] | None = None
    column: bool | None = None  # a column of the weights in place of a row, for stacked vectors
    factors: Sequence[str] | None = None  # a product of two numbers of the unit
    above: bool | None = None  # what comes from the layer above on the way back


ABOVE = Part(above=True)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of products, and biases."""

    result: str
    parts: Sequence[Part]
    biases: Sequence[str] | None = None
    block: int = 0  # of the weights' rows, one a gate


@dataclass(frozen=True, slots=True)
class Equation:
    """How a symbol is computed: sums first, then formulas of numbers of the same unit."""

    symbol: str
    formulas: Sequence[str] = ()
    sums: Sequence[Sum] | None = None
    adds: str | None = None  # the symbol that makes this step's part of the weights' gradients


@dataclass(frozen=True, slots=True)
class Strip:
    """Where the numbers of a vector lie along a wire; its middle line starts at x, y."""

    x: int
    y: int
    length: int
    vertical: bool | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Where a wire has its symbol and the number of the chosen unit."""

    x: int
    y: int
    anchor: Literal["end"] | None = None
    stacked: bool | None = None  # the number has a line of its own


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire of a drawing, and what flows along it."""

    symbol: str
    back: str  # on the way back; "" where that has no name
    path: str  # of SVG
    label: Label
    strip: Strip | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box, or an operation in a circle."""

    kind: Literal["box", "dot"]
    x: int
    y: int
    words: str
    symbol: str | None = None  # that a box makes
    names: bool | None = None  # only a network of names has it


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """The cell at one step."""

    width: int
    height: int
    body: Box
    nodes: Sequence[Node]
    wires: Sequence[Wire]


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """All of it."""

    forward: Sequence[Equation]
    back: Sequence[Equation]
    over_time: Sequence[str]  # the vectors that are worth a heat map, on the way forward
    over_time_back: Sequence[str]
    meanings: Mapping[str, tuple[str, str]]  # of a symbol: its name, and what it is
    at_zero: Mapping[str, str]  # what happens when a gate is held there, of those worth a try
    products: Mapping[str, str]  # a symbol of `Cell.products` -> its formula
    drawing: Drawing


def for_browser(explanation: Explanation) -> dict[str, Any]:
    """As the browser takes it: without what is not there."""
    return asdict(
        explanation,
        dict_factory=lambda items: {name: value for name, value in items if value is not None},
    )
