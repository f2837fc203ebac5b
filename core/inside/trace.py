"""Every vector of one sequence through one network; what the symbols are, `core.inside` says."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, singledispatch
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from core.cells import CELLS
from core.cells.arrays import Array
from core.events import Arrays
from core.inside import layer as layers
from core.inside.names_trace import NamesInput, spell
from core.inside.prices_trace import PriceInput
from core.names import model

TraceInput: TypeAlias = NamesInput | PriceInput


@dataclass(frozen=True, slots=True)
class Trace:
    """One sequence through one network, forward and backward."""

    cell: str  # "rnn", "lstm" or "gru"
    layers: int
    numbered: bool  # whether symbols carry the number of their layer
    read: tuple[str, ...]  # what is read at each step: "" and then letters, or days
    comes: tuple[str | None, ...]  # the letter, or at the last step the day, that comes next
    alphabet: str  # of a names run, else empty
    arrays: Mapping[str, Array]

    def symbol(self, name: str, layer: int = 1) -> str:
        """The name of an array of a layer, 1 at the bottom: "a2" and "a0_2", or "a" and "a0"."""
        return _numbered(name, layer) if self.numbered else name


def trace(given: TraceInput) -> Trace:
    """Every vector of a sequence through a network."""
    with one_thread():
        return _traced(given)


def one_thread() -> Any:
    """Matrix products this small gain nothing from more, and wait for them on a busy machine."""
    return _libraries().limit(limits=1)


@cache
def _libraries() -> Any:
    return ThreadpoolController()  # to look for them takes a millisecond


@singledispatch
def _traced(given: Any) -> Trace:
    raise TypeError(type(given).__name__)


@_traced.register
def _(given: NamesInput) -> Trace:
    letters, ended = spell(given)
    size = len(given.alphabet)
    x = np.concatenate([np.zeros((1, size)), model.one_hot(letters, size)[:, :, 0]])
    target = np.append(letters, model.END_ID if ended else -1)
    passed = layers.forward(given.layer, x)
    output = _output_layer(given.parameters, passed.vectors["a"], target)
    da = output["dzy"] @ given.parameters["Wya"]
    back = layers.backward(given.layer, passed, da)
    return Trace(
        cell="rnn",
        layers=1,
        numbered=False,
        read=("", *(given.alphabet[letter] for letter in letters)),
        comes=tuple(given.alphabet[letter] if letter >= 0 else None for letter in target),
        alphabet=given.alphabet,
        arrays={"x": x, **passed.vectors, **output, **back},
    )


def _output_layer(parameters: model.Parameters, a: Array, target: Array) -> dict[str, Array]:
    """The output layer of the character model, forward and backward to its scores."""
    zy = model.logits(parameters, a.T).T
    log_y = model.log_softmax(zy.T).T
    places = np.flatnonzero(target >= 0)
    loss, dzy = np.zeros(len(target)), np.zeros_like(zy)
    loss[places] = -log_y[places, target[places]]
    dzy[places] = np.exp(log_y[places])
    dzy[places, target[places]] -= 1
    arrays = {"Wya": parameters["Wya"], "by": parameters["by"], "zy": zy, "y": np.exp(log_y)}
    return arrays | {"target": target.astype(np.float64), "loss": loss, "dzy": dzy}


@_traced.register
def _(given: PriceInput) -> Trace:
    passed = _forward(given)
    arrays: dict[str, Array] = {"x1": given.x[:, np.newaxis]}
    for number, of_layer in enumerate(passed, 1):
        arrays |= {_numbered(name, number): array for name, array in of_layer.vectors.items()}
    y = given.Wya @ passed[-1].vectors["a"][-1] + given.by[0]
    arrays |= {"Wya": given.Wya, "by": given.by, "y": y}
    arrays |= {"prices": given.prices, "price": given.price(y)}
    if given.changes is not None:
        arrays["changes"] = given.changes
    if given.target is not None:
        error = y - given.target
        dy = 2 * error
        arrays |= {"target": np.array([given.target]), "loss": error**2, "dy": dy}
        arrays |= {"actual": np.array([given.actual]), **_backward(given, passed, dy)}
    return Trace(
        cell=given.layers[0].cell.name,
        layers=len(given.layers),
        numbered=True,
        read=given.days,
        comes=(*(None,) * (len(given.days) - 1), given.day),
        alphabet="",
        arrays=arrays,
    )


def slopes(given: PriceInput) -> Array:
    """The derivative of the scaled prediction with respect to each number that is read, (T,)."""
    with one_thread():
        return _backward(given, _forward(given), np.ones(1))["dx1"][:, 0]


def _forward(given: PriceInput) -> list[layers.ForwardPass]:
    """The window through the layers, the bottom one first."""
    x, passed = given.x[:, np.newaxis], []
    for layer in given.layers:
        passed.append(layers.forward(layer, x))
        x = passed[-1].vectors["a"]
    return passed


def _backward(given: PriceInput, passed: list[layers.ForwardPass], dy: Array) -> dict[str, Array]:
    """From the gradient of the prediction, (1,), down through the layers."""
    found: dict[str, Array] = {}
    da = np.zeros_like(passed[-1].vectors["a"])
    da[-1] = dy @ given.Wya
    for number in range(len(passed), 0, -1):
        back = layers.backward(given.layers[number - 1], passed[number - 1], da)
        found |= {_numbered(name, number): array for name, array in back.items()}
        da = back["dx"]
    return found


def _numbered(name: str, layer: int) -> str:
    return f"{name}_{layer}" if name.endswith("0") else f"{name}{layer}"


# A trace as numbers to take away.


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


# Units in an order in which a picture of them says more than in that of the weights.

Order = NDArray[np.int64]


def by_activity(a: Array) -> Order:
    """The units of hidden states (T, n_a), the one that changes most first.

    How much a unit changes is the standard deviation of its state over the steps.
    """
    return np.argsort(-a.std(axis=0), kind="stable")


def by_similarity(a: Array) -> Order:
    """The units of hidden states (T, n_a), such that neighbours do much the same over the steps.

    Hierarchical clustering by average linkage of Euclidean distances, with the leaves in their
    best order (Bar-Joseph et al. 2001, "Fast optimal leaf ordering for hierarchical clustering").
    """
    from scipy.cluster import hierarchy  # takes a moment

    if a.shape[1] < 3:  # nothing to sort
        return np.arange(a.shape[1])
    tree: Any = hierarchy.linkage(a.T, "average", optimal_ordering=True)
    return np.asarray(hierarchy.leaves_list(tree), dtype=np.int64)


# What flows between the symbols of a trace: products on their way into a state, or handed back.
#
# =========== ============== =================================================================
# RNN         daback         Waa.T dz: what a step hands back to the hidden state before it
# LSTM        fc, ig         f c_previous and i g, the two parts of c
#             tc             tanh(c), before the output gate
#             daback         Wa.T (dzi, dzf, dzg, dzo)
#             dcback         f dc: what a step hands back to the cell state before it
# GRU         za, ng         z a_previous and (1 - z) g, the two parts of a
#             rs             r sg, what the candidate sees of the old state
#             daback         Wa.T (dsz, dsr, dsg) + z da
# =========== ============== =================================================================
#
# Each (T, n_a), named like the other symbols of its layer; the gradients only where there are any.


def intermediates(trace: Trace) -> dict[str, Array]:
    """The arrays of all layers."""
    cell = CELLS[trace.cell]
    found: dict[str, Array] = {}
    for layer in range(1, trace.layers + 1):

        def of(name: str, layer: int = layer) -> Array:
            symbol, _, before = name.partition("_")
            array = trace.arrays[trace.symbol(symbol, layer)]
            if not before:
                return array
            first = trace.arrays[trace.symbol(f"{symbol}0", layer)]
            return np.concatenate([first[np.newaxis], array[:-1]])

        wires = cell.products(of)
        if trace.symbol("da", layer) in trace.arrays:
            wires |= cell.products_backward(of)
        found |= {trace.symbol(name, layer): array for name, array in wires.items()}
    return found
