"""A film of a training, from the words of the URL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.cache import cached
from core.inside.film import Film, film
from core.inside.names import names_input
from core.inside.prices import price_input
from core.inside.trace import Given, Trace
from core.names.corpus import Corpus
from core.stocks.settings import StockSettings
from dashboard.charts.film import along
from dashboard.inside.packing import in_money, orders, packed
from dashboard.inside.subject import Subject, subject
from dashboard.inside.traced import Asked, usual_input
from dashboard.server.base import base_path
from dashboard.shared.charting.chart import as_json
from dashboard.theme import palette

CHANGES = ("change", "dice")  # parameters of the URL: what one does to the network


def film_data(asked: Asked, trace: Trace) -> dict[str, Any]:
    """What the browser is told of a film: it fetches the film itself once somebody looks at it."""
    text = asked.input or usual_input(subject(asked.run))  # dice need no letters
    query = urlencode({"input": text})
    return {
        "address": f"{base_path()}/films/{asked.run}?{query}",  # and &layer=
        "chart": as_json(along(palette(), of_names=bool(trace.alphabet))),
        "changed": any(name in st.query_params for name in CHANGES),
    }


def packed_film(run: str, text: str, layer: int) -> bytes:
    """The film of a layer, counted from 1, as the browser takes it (browser/inside/film/reel.js).

    Raises:
        UserError: There is no such run, input or layer, or a checkpoint of it is gone.
    """
    return _packed(run, text, layer, tuple(subject(run).steps))


@cached()
def _packed(run: str, text: str, layer: int, steps: tuple[int, ...]) -> bytes:
    seen = subject(run)
    found = film(_given(seen, text), steps, layer=layer)
    return packed(_about(found, seen, len(steps)), found.arrays)


def _given(seen: Subject, text: str) -> Callable[[int], Given]:
    """A checkpoint -> what is traced. What a run learned from is read once for all of them."""
    data, settings = seen.data, seen.settings
    if isinstance(data, Corpus):
        return lambda step: names_input(seen.weights(step), data.alphabet, text)
    assert isinstance(settings, StockSettings)
    return lambda step: price_input(settings, seen.weights(step), data, text)


def _about(found: Film, seen: Subject, checkpoints: int) -> dict[str, Any]:
    words = {
        symbol: [in_money(price, seen.currency) for price in found.arrays.get(symbol, ())]
        for symbol in ("price", "actual", "yesterday")
    }
    return {
        "cell": found.cell,
        "kind": seen.kind,
        "layer": found.layer,
        "steps": found.steps,
        "checkpoints": checkpoints,
        "read": found.read,
        "comes": found.comes,
        "changes": isinstance(seen.settings, StockSettings) and seen.settings.reads == "changes",
        "alphabet": list(found.alphabet),
        "letters": len(seen.data.alphabet) if isinstance(seen.data, Corpus) else 0,
        "units": found.units,
        "all": found.all_units,
        "names": found.names,
        "words": words,
        "orders": {name: order for name, (order,) in orders([found.arrays["a"][-1]]).items()},
    }
