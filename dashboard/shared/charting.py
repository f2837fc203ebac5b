"""Components that scripts of ours draw in the browser (dashboard/browser), charts above all."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboard.server.base_path import BROWSER, module

_PART = re.compile(r"^( *)([A-Z]+)$", re.MULTILINE)  # a line such as STATUS takes in status.html


def component(name: str) -> Callable[..., Any]:
    """The component `name`: what name.html says, drawn by name.js whenever its data change.

    The two stand side by side in one of the rooms of dashboard/browser, where name.css may add
    to the looks that all share. Its parts bring theirs along.

    Returns:
        A function that puts it on a page: `key` names it there, `data` is what the script gets,
        `on_X_change` is called when the script sets the state X.
    """
    mount = st.components.v2.component(
        f"lab_{name}",
        html=_html(name),
        css=_css(name),
        js=(BROWSER / "stub.js").read_text("utf-8"),
        isolate_styles=False,  # Plotly's own styles are those of the page
    )

    script = _file(f"{name}.js").relative_to(BROWSER).as_posix()

    def show(data: dict[str, Any], **how: Any) -> Any:
        return mount(data=data | {"module": module(script)}, **how)

    return show


def on_state(key: str, name: str, handle: Callable[[Any], object]) -> Callable[[], None]:
    """A callback that has `handle` called with the state `name` of the component `key`.

    Where the page was left meanwhile, the component is gone, and its state with it.
    """

    def callback() -> None:
        if key in st.session_state:
            handle(st.session_state[key][name])

    return callback


def _file(name: str) -> Path:
    [found] = BROWSER.rglob(name)
    return found


def _css(name: str) -> str:
    sheets = [BROWSER / "lab.css", *_sheets(name)]
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets)


def _sheets(name: str) -> list[Path]:
    parts = _PART.findall(_file(f"{name}.html").read_text("utf-8"))
    of_parts = [sheet for _, part in parts for sheet in _sheets(part.lower())]
    return [*BROWSER.rglob(f"{name}.css"), *of_parts]


def _html(name: str) -> str:
    text = _file(f"{name}.html").read_text("utf-8")
    return _PART.sub(lambda part: part[1] + _html(part[2].lower()), text)


# Plotly charts that change in place: what moves are the lines, not the chart.

_chart = component("chart")


def show_chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draws `figure`; `key` names the chart on its page, `alt` says what is to be seen.

    `st.plotly_chart` throws a chart away when anything in it has changed and draws another one
    (Streamlit issue 8782): while a run is live it would be blank half of the time.
    """
    _chart({"figure": as_json(figure), "alt": alt}, key=key, height=figure.layout.height)


def as_json(figure: go.Figure) -> dict[str, Any]:
    """A figure as the browser takes it."""
    content: dict[str, Any] = json.loads(figure.to_json())
    return content


# Points of a curve, and which of many checkpoints to show.

Point: TypeAlias = tuple[float, float | None]


def point(step: float, loss: float) -> Point:
    """A point of one: (step, loss), a loss that is no number as None."""
    return float(step), float(loss) if math.isfinite(loss) else None


def evenly_spaced(steps: Sequence[int], most: int) -> list[int]:
    """At most `most` of the steps, evenly spread, the first and the last among them."""
    places = np.linspace(0, len(steps) - 1, min(most, len(steps)))
    return [steps[place] for place in places.round().astype(int)]


# What happens here: two sentences and a small moving picture, folded away.

KEY = "what_happens"

_happens = component("happens")


def show_what_happens(
    summary: str, words: str, *, picture: str, steps: list[dict[str, Any]], alt: str, **data: Any
) -> None:
    """Draws it.

    Args:
        summary: what stands while it is folded.
        words: the two sentences.
        picture: who draws it, "days" or "letters" (browser/happens).
        steps: what moves, step by step; each has a `caption`.
        alt: the picture in words.
        data: what else the picture needs.
    """
    content = {"summary": summary, "words": words, "picture": picture, "steps": steps, "alt": alt}
    _happens(content | data, key=KEY)
