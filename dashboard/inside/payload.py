"""Traces, films and weights as the browser takes them (browser/inside/trace.js): small, once."""

from __future__ import annotations

import datetime
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st
from starlette.datastructures import QueryParams

from core.cache import cached
from core.cells import CELLS, RNN
from core.cells.arrays import Array
from core.cells.explanation import for_browser
from core.errors import SettingsError
from core.inside.film import Film, film
from core.inside.interference import interfere, read_interference
from core.inside.layer import Layer
from core.inside.names_trace import names_input
from core.inside.prices_trace import layers_of, price_input
from core.inside.trace import Trace, TraceInput, by_activity, by_similarity, intermediates, trace
from core.names import model
from core.names.corpus import Corpus
from core.runs.settings import Kind
from core.stocks.money import money, money_change
from core.stocks.settings import StockSettings
from dashboard.charts.inside_charts import along
from dashboard.inside.subject import Subject, find_subject
from dashboard.server.base_path import base_path
from dashboard.server.hub import json_bytes
from dashboard.shared.charting import as_json
from dashboard.theme import palette

MOST_BYTES = 2_000_000  # that are sent at once
FLOAT = 4  # bytes
_ROOM = MOST_BYTES - 60_000  # for numbers; the rest is for what is said beside them


class TracePayload:
    """A trace, ready to be sent, whole or in parts."""

    def __init__(self, trace: Trace, currency: str = "") -> None:
        """`currency` is that of the prices."""
        self._about = _about_trace(trace) | _prices(trace, currency)
        self._total = len(trace.read)
        everything = {**trace.arrays, **intermediates(trace)}
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
    def is_complete(self) -> bool:
        """Whether all steps are sent at once; of a large network only so many as fit."""
        return self.steps == self._total

    def first_step(self, step: int) -> int:
        """The first step of the part in which one finds `step`, with others on both sides.

        Parts overlap by half: who steps on from the middle of one meets its end after a while.
        """
        half = max(1, self.steps // 2)
        return max(0, min(step // half * half - half // 2, self._total - self.steps))

    def pack(self, first: int = 0) -> bytes:
        """All of it, or the part that begins at a step, which is said beside the arrays."""
        end = first + self.steps
        sent = {name: array[first:end] for name, array in self._by_step.items()}
        return pack_arrays(self._about | {"first": first}, sent | self._whole | self._weights)


def pack_arrays(about: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
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


def _about_trace(trace: Trace) -> dict[str, Any]:
    states = [trace.arrays[trace.symbol("a", layer)] for layer in range(1, trace.layers + 1)]
    return {
        "cell": _about_cell(trace.cell),
        "kind": Kind.NAMES if trace.alphabet else Kind.STOCK,
        "layers": trace.layers,
        "units": states[0].shape[1],
        "read": trace.read,
        "comes": trace.comes,
        "alphabet": list(trace.alphabet),
        "orders": orders(states),
    }


def _about_cell(name: str) -> dict[str, Any]:
    """A cell, and how it is drawn and explained (browser/inside/cells.js)."""
    cell = CELLS[name]
    input_weights, state_weights, *_ = cell.Parameters._fields
    return {
        "name": name,
        "gates": {gate: cell.lowest(gate) for gate in cell.gates},
        "weights": {"input": input_weights, "state": state_weights},
        **for_browser(cell.explanation),
    }


def _prices(trace: Trace, currency: str) -> dict[str, Any]:
    """Prices in words."""

    def words(symbol: str) -> list[str]:
        return [money(price, currency) for price in trace.arrays.get(symbol, ())]

    in_words = {symbol: next(iter(words(symbol)), None) for symbol in ("price", "actual")}
    changes = [money_change(change, currency) for change in trace.arrays.get("changes", ())]
    return {"prices": words("prices"), "changes": changes or None, **in_words}


# The trace of a sequence through a checkpoint, as a URL asks for it.

MAX_CHANGES = 30


@dataclass(frozen=True, slots=True)
class TraceRequest:
    """Which sequence is traced through which network, with which changes."""

    run: str  # or a demonstration
    checkpoint: int
    input: str  # letters, or the day that is predicted
    changes: tuple[str, ...] = ()  # words of core.inside.interference, one after the other
    dice: int | None = None  # of names: a seed that draws the letters after the input

    @property
    def unchanged(self) -> TraceRequest:
        """The same without the changes."""
        return replace(self, changes=())


@dataclass(frozen=True, slots=True)
class TraceResult:
    """A trace, and its payload for the browser."""

    trace: Trace
    payload: TracePayload


@cached()
def trace_result(request: TraceRequest) -> TraceResult:
    """The trace of a request, worked out once.

    Raises:
        UserError: There is no such run, checkpoint, input or change.
    """
    found = trace(trace_input(request))
    return TraceResult(found, TracePayload(found, currency(request)))


def read_trace(run: str, query: QueryParams) -> bytes:
    """What happens to a sequence inside a trained network, for the browser.

    Raises:
        UserError, ValueError: There is no such run, checkpoint, input or change.
    """
    request = TraceRequest(
        run,
        int(query.get("checkpoint", "")),
        query.get("input", ""),
        tuple(query.getlist("change")),
        int(query["dice"]) if "dice" in query else None,
    )
    return trace_result(request).payload.pack(max(0, int(query.get("first", "0"))))


def trace_input(request: TraceRequest) -> TraceInput:
    """The network of a request with its changes, and what it reads.

    Raises:
        UserError: There is no such run, checkpoint, input or change.
    """
    subject = find_subject(request.run)
    subject.check(request.checkpoint)
    if len(request.changes) > MAX_CHANGES:
        raise SettingsError(f"At most {MAX_CHANGES} changes can be made at once.")
    changes = map(read_interference, request.changes)
    return interfere(subject.trace_input(request.checkpoint, request.input, request.dice), changes)


def currency(request: TraceRequest) -> str:
    """Of the prices; empty for names."""
    return find_subject(request.run).currency


def address(request: TraceRequest, step: int) -> str:
    """Where the browser fetches it: as much as is sent at once, with that step, from 0."""
    query = [("checkpoint", str(request.checkpoint)), ("input", request.input)]
    query += [("change", word) for word in request.changes]
    if request.dice is not None:
        query.append(("dice", str(request.dice)))
    payload = trace_result(request).payload
    if not payload.is_complete:
        query.append(("first", str(payload.first_step(step))))
    return f"{base_path()}/traces/{request.run}?{urlencode(query)}"


def default_input(subject: Subject) -> str:
    """What is looked at first: a name of the list, or the last day."""
    if isinstance(subject.data, Corpus):
        return min(subject.data.names, key=lambda name: abs(len(name) - 8))
    last: datetime.date = subject.data.dates[-1].date()
    return str(last)


# A film of a training: the same sequence through every checkpoint.

CHANGES = ("change", "dice")  # parameters of the URL: what one does to the network


def film_data(request: TraceRequest, trace: Trace) -> dict[str, Any]:
    """What the browser is told of a film: it fetches the film itself once somebody looks at it."""
    text = request.input or default_input(find_subject(request.run))  # dice need no letters
    query = urlencode({"input": text})
    return {
        "address": f"{base_path()}/films/{request.run}?{query}",  # and &layer=
        "chart": as_json(along(palette(), of_names=bool(trace.alphabet))),
        "changed": any(name in st.query_params for name in CHANGES),
    }


def read_film(run: str, query: Mapping[str, str]) -> bytes:
    """What a training makes of a sequence, checkpoint by checkpoint, for the browser.

    Raises:
        UserError, ValueError: There is no such run, input or layer.
    """
    return film_payload(run, query.get("input", ""), int(query.get("layer", "1")))


def film_payload(run: str, text: str, layer: int) -> bytes:
    """The film of a layer, counted from 1, as the browser takes it (browser/inside/film_data.js).

    Raises:
        UserError: There is no such run, input or layer, or a checkpoint of it is gone.
    """
    return _film_payload(run, text, layer, tuple(find_subject(run).steps))


@cached()
def _film_payload(run: str, text: str, layer: int, steps: tuple[int, ...]) -> bytes:
    subject = find_subject(run)
    found = film(_input_at(subject, text), steps, layer=layer)
    return pack_arrays(_about_film(found, subject, len(steps)), found.arrays)


def _input_at(subject: Subject, text: str) -> Callable[[int], TraceInput]:
    """A checkpoint -> what is traced. What a run learned from is read once for all of them."""
    data, settings = subject.data, subject.settings
    if isinstance(data, Corpus):
        return lambda step: names_input(subject.weights(step), data.alphabet, text)
    assert isinstance(settings, StockSettings)
    return lambda step: price_input(settings, subject.weights(step), data, text)


def _about_film(found: Film, subject: Subject, checkpoints: int) -> dict[str, Any]:
    words = {
        symbol: [money(price, subject.currency) for price in found.arrays.get(symbol, ())]
        for symbol in ("price", "actual", "yesterday")
    }
    return {
        "cell": _about_cell(found.cell),
        "kind": subject.kind,
        "layer": found.layer,
        "steps": found.steps,
        "checkpoints": checkpoints,
        "read": found.read,
        "comes": found.comes,
        "changes": isinstance(subject.settings, StockSettings)
        and subject.settings.reads == "changes",
        "alphabet": list(found.alphabet),
        "letters": len(subject.data.alphabet) if isinstance(subject.data, Corpus) else 0,
        "units": found.units,
        "all": found.all_units,
        "names": found.names,
        "words": words,
        "orders": {name: order for name, (order,) in orders([found.arrays["a"][-1]]).items()},
    }


# The weights of one unit: those of a large network are too many to be sent with its trace.


def read_weights(run: str, query: Mapping[str, str]) -> bytes:
    """The weights of one unit, for the browser.

    Raises:
        UserError, ValueError: There is no such run, checkpoint, layer or unit.
    """
    checkpoint, layer, unit = (int(query.get(name, "")) for name in ("checkpoint", "layer", "unit"))
    return json_bytes(weights_of_unit(run, checkpoint, layer, unit))


def weights_of_unit(run: str, checkpoint: int, layer: int, unit: int) -> dict[str, Any]:
    """By the name of a matrix: the unit's row of each gate, in their order, and its column.

    Args:
        run: or a demonstration.
        checkpoint: of it.
        layer: from 0.
        unit: from 0.

    Raises:
        UserError: There is no such run, checkpoint, layer or unit.
    """
    layers = _layers(run, checkpoint)
    if not 0 <= layer < len(layers):
        raise SettingsError(f"There is no layer {layer + 1}: it goes from 1 to {len(layers)}.")
    units = len(layers[layer].a0)
    if not 0 <= unit < units:
        raise SettingsError(f"There is no unit {unit + 1}: it goes from 1 to {units}.")
    parameters: dict[str, Array] = layers[layer].parameters._asdict()
    return {
        name: {
            "rows": _numbers(matrix[unit::units]),
            "column": _numbers(matrix[:, unit]) if unit < matrix.shape[1] else [],
        }
        for name, matrix in parameters.items()
        if name.startswith("W")
    }


@cached()
def _layers(run: str, checkpoint: int) -> Sequence[Layer]:
    subject = find_subject(run)
    subject.check(checkpoint)
    weights = subject.weights(checkpoint)
    if isinstance(subject.settings, StockSettings):
        return layers_of(subject.settings, weights)
    return [Layer(RNN, model.cell(weights), np.zeros(len(weights["b"])))]


def _numbers(weights: Array) -> Any:
    return weights.astype(np.float32).tolist()
