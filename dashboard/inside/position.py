"""The position in a trace (layer, step, unit, view, way, order), panels and numbers in the URL.

The browser moves about by itself (browser/inside) and says where it has come to rest. There layers,
steps and units count from 0; in the URL, as on the page, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st
from streamlit.runtime.state import get_session_state

from core.errors import shortened
from core.inside.trace import Trace
from dashboard.shared.history import by_back_or_forward
from dashboard.shared.page_header import presenting

VIEWS: Final = ("step", "time", "training")
WAYS: Final = ("forward", "back")
CHECKPOINT: Final = "checkpoint"
ZOOMS: Final = ("cell", "network", "layer", "unit", "product")
ORDERS: Final = ("", "by activity", "by similarity")
FUTURES: Final = ("", "before", "difference")  # with the changes, without, and what differs

_HISTORY_MOVES: Final = "inside_returns"

Position = Mapping[str, Any]


def position_in_url(trace: Trace, checkpoint: int, *others: Trace) -> tuple[Position, list[str]]:
    """Where the URL stands, and a sentence for each part of it that there is not.

    It may stand at a step that only one of the others has: a change may shorten a name.
    """
    steps = max(len(of.read) for of in (trace, *others))
    units = trace.arrays[trace.symbol("a")].shape[1]
    sentences: list[str] = []
    position = {
        "view": _one_of("view", VIEWS, sentences),
        "layer": _number("layer", trace.layers, sentences),
        "step": _number("step", steps, sentences),
        "unit": _number("unit", units, sentences),
        "back": _one_of("way", WAYS, sentences) == "back",
        "order": _one_of("order", ORDERS, sentences),
        "future": _one_of("future", FUTURES, sentences),
        "checkpoint": checkpoint,
        "zoom": _one_of("zoom", ZOOMS, sentences),
        "term": st.query_params.get("term", ""),  # one there is not: the largest
    }
    if position["zoom"] != "product":
        position["term"] = ""
    if position["back"] and trace.symbol("da") not in trace.arrays:
        position["back"] = False
        sentences.append("There is no way back here: what comes next is not known yet.")
    return position, sentences


def show_in_url(position: Position, more: Mapping[str, str | list[str]] | None = None) -> None:
    """Has the URL say where the browser stands; what is as usual is left out.

    The checkpoint is the browser's only where its film has moved on: else that of the page holds,
    which may be another one by now. `more` are parameters of others that change along; an empty
    list takes one away.
    """
    says = {
        "view": position["view"],
        "way": WAYS[bool(position["back"])],
        **{name: str(position[name] + 1) for name in ("layer", "step", "unit")},
        **{name: position[name] for name in ("order", "future", "zoom", "term")},
    }
    usual = {"view": VIEWS[0], "way": WAYS[0], "layer": "1", "step": "1", "unit": "1"}
    usual["zoom"] = ZOOMS[0]
    others = {name: of for name, of in whole_url().items() if name not in says}
    if position.get("moved"):
        others[CHECKPOINT] = str(position["checkpoint"])
    unusual = {name: value for name, value in says.items() if value != usual.get(name, "")}
    put_in_url({**others, **(more or {}), **unusual})


def put_in_url(query: Mapping[str, str | list[str]]) -> None:
    """All of its parameters at once: one step back for the browser; an empty list is none.

    Those of widgets stay, whatever `query` says: only the widgets may change them.
    """
    with get_session_state().query_params() as params:
        of_widgets = {name: params.get_all(name) for name in params if params.is_bound(name)}
        params.clear_with_no_forward_msg(preserve_embed=True)
        for name, values in of_widgets.items():
            params.set_with_no_forward_msg(name, values)
        params.update(
            {name: of for name, of in query.items() if of != [] and name not in of_widgets}
        )


def whole_url() -> dict[str, str | list[str]]:
    """All of its parameters; some, such as changes, are there several times."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def history_moves() -> int:
    """A number that grows whenever the browser goes back or forward.

    Without it what the browser's script is told may be just what it was told before, if the look
    in between was broken off: then nothing would move.
    """
    times = int(st.session_state.get(_HISTORY_MOVES, 0)) + by_back_or_forward()
    st.session_state[_HISTORY_MOVES] = times
    return times


def _one_of(name: str, values: tuple[str, ...], sentences: list[str]) -> str:
    text = st.query_params.get(name, values[0])
    if text in values:
        return text
    choices = ", ".join(value or "none" for value in values)
    sentences.append(f"There is no {name} '{shortened(text)}': it is one of {choices}.")
    return values[0]


def _number(name: str, count: int, sentences: list[str]) -> int:
    """The number that the URL says, from 0; the first or last one where there is no such."""
    text = st.query_params.get(name, "1")
    try:
        number = int(text)
    except ValueError:
        sentences.append(f"'{shortened(text)}' is no {name}: it is a number from 1 to {count}.")
        return 0
    if not 1 <= number <= count:
        sentences.append(f"There is no {name} {shortened(text)}: it goes from 1 to {count}.")
    return min(max(number, 1), count) - 1


# Panels and numbers of this page.
#
# Streamlit's own `bind` would not do: a URL in which something is bound cannot be rewritten as a
# whole, and only that makes one step back for the browser of it.

# Parameters of the URL.
OPEN: Final = "open"  # the panels that are, such as "unit,gradient"
STATION: Final = "station"  # of the tour


def rewrite(changes: Mapping[str, str | list[str]]) -> None:
    """Changes parameters of the URL; an empty list takes one away, the others stay."""
    put_in_url({**whole_url(), **changes})


@contextmanager
def panel(question: str, name: str) -> Iterator[bool]:
    """A folded panel; what is in it is only to be made where the value is true.

    For a class there is none but those that are open, unless the tour leads to some.
    """
    if presenting() and name not in _opened() and STATION not in st.query_params:
        yield False
        return
    key = f"inside_{name}"
    st.session_state[key] = name in _opened()
    with st.expander(question, key=key, on_change=_note_panel, args=(name, key)) as folded:
        yield bool(folded.open)


def number_widget(name: str, low: float, high: float, default: float) -> dict[str, Any]:
    """What makes a widget hold a number of the URL, between `low` and `high`."""
    key = f"inside_{name}"
    try:
        number = type(default)(st.query_params.get(name, default))
    except ValueError:
        number = default
    st.session_state[key] = min(max(number, low), high)
    return {"key": key, "on_change": _note_number, "args": (name, key)}


def _note_number(name: str, key: str) -> None:
    rewrite({name: f"{st.session_state[key]:g}"})


def _opened() -> list[str]:
    return st.query_params.get(OPEN, "").split(",")


def _note_panel(name: str, key: str) -> None:
    others = [other for other in _opened() if other not in ("", name)]
    now = [*others, name] if st.session_state[key] else others
    rewrite({OPEN: ",".join(now) or []})
