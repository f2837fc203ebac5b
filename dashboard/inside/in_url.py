"""Panels and numbers of this page whose state stands in the URL.

Streamlit's own `bind` would not do: a URL in which something is bound cannot be rewritten as a
whole, and only that makes one step back for the browser of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import streamlit as st

from dashboard.inside.place import put_in_url, whole_url
from dashboard.shared.page_header import presenting

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


def held(name: str, low: float, high: float, usual: float) -> dict[str, Any]:
    """What makes a widget hold a number of the URL, between `low` and `high`."""
    key = f"inside_{name}"
    try:
        asked = type(usual)(st.query_params.get(name, usual))
    except ValueError:
        asked = usual
    st.session_state[key] = min(max(asked, low), high)
    return {"key": key, "on_change": _note_number, "args": (name, key)}


def _note_number(name: str, key: str) -> None:
    rewrite({name: f"{st.session_state[key]:g}"})


def _opened() -> list[str]:
    return st.query_params.get(OPEN, "").split(",")


def _note_panel(name: str, key: str) -> None:
    others = [other for other in _opened() if other not in ("", name)]
    now = [*others, name] if st.session_state[key] else others
    rewrite({OPEN: ",".join(now) or []})
