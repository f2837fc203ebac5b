"""Name, note, tags and pin of a run, written on its card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import UserError
from core.runs.labels import MOST_TAGS, NAME_LETTERS, NOTE_LETTERS
from core.runs.records import Run
from dashboard.backend import me, store
from dashboard.text import quoted


def edit_label(run: Run) -> None:
    """Folded into a popover; every change is kept at once."""
    key = f"label_{run.id}"
    with st.popover(
        "Label", icon=":material/label:", type="tertiary", key=key, on_change="rerun"
    ) as popover:
        if popover.open:
            _fields(run, key)


def show_label(run: Run) -> None:
    """Tags and note; nothing where there is none."""
    if run.tags:
        st.markdown(" ".join(f":gray-badge[:material/label: {quoted(tag)}]" for tag in run.tags))
    if run.note:
        st.caption(quoted(run.note))


def _fields(run: Run, key: str) -> None:
    def kept(field: str, keep: Callable[..., None]) -> None:
        try:
            keep(run.id, st.session_state[f"{key}_{field}"], by=me())
        except UserError as problem:  # the tag is too long, or the run was deleted meanwhile
            st.toast(quoted(str(problem)), icon=":material/error:")
        del st.session_state[f"{key}_{field}"]  # from now on it says what was kept

    def take(field: str, keep: Callable[..., None], now: object) -> dict[str, Any]:
        if f"{key}_{field}" not in st.session_state:  # else somebody may be writing in it
            st.session_state[f"{key}_{field}"] = now
        return {"key": f"{key}_{field}", "on_change": kept, "args": (field, keep)}

    here = store()
    st.text_input(
        "Name",
        max_chars=NAME_LETTERS,
        placeholder=run.title,
        **take("name", here.set_name, run.name or ""),
    )
    st.multiselect(
        "Tags",
        sorted({*here.all_tags(), *run.tags}),
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder="Choose or write one",
        **take("tags", here.set_tags, list(run.tags)),
    )
    st.text_area("Note", max_chars=NOTE_LETTERS, **take("note", here.set_note, run.note or ""))
    st.toggle(
        "Pinned to the top",
        **take("pinned", here.set_pinned, run.pinned),
    )
