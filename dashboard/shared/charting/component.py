"""Parts of pages that are drawn by scripts of ours in the browser (dashboard/browser)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.server.base import BROWSER, module

_PART = re.compile(r"^( *)([A-Z]+)$", re.MULTILINE)  # a line such as STATUS takes in status.html


def component(name: str) -> Callable[..., Any]:
    """The component `name`: what name.html says, drawn by name.js whenever its data change.

    The two stand side by side in one of the rooms of dashboard/browser, where name.css may add
    to the looks that all share. Its parts bring theirs along.

    Returns:
        A function that puts it on a page: `key` names it there, `data` is what the script gets,
        `on_X_change` is called when the script tells X.
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


def heard(key: str, what: str, answer: Callable[[Any], object]) -> Callable[[], None]:
    """A callback that passes on what the component named `key` on the page tells as `what`.

    Where the page was left meanwhile, the component is gone, and what it told with it.
    """

    def hear() -> None:
        if key in st.session_state:
            answer(st.session_state[key][what])

    return hear


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
