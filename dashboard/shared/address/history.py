"""Where the browser's address came from."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.errors import shortened
from dashboard.shared.address.leaving import arrive
from dashboard.shared.address.wishes import forget_wishes
from dashboard.text import quoted

MOST_LETTERS: Final = 10_000  # of one part of an address, which may name hundreds of runs
_PAGE = "page_on_show"
_ARRIVED = "just_arrived"


def by_back_or_forward() -> bool:
    """Whether this is the first look after the browser went back or forward.

    Streamlit then fills every widget that is bound to the URL from it, whatever the script says.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def drop_long_parts() -> None:
    """Leaves out what of the address is too long to be read; call it before the page runs."""
    for name in list(st.query_params):
        letters = sum(map(len, st.query_params.get_all(name)))
        if letters > MOST_LETTERS:
            del st.query_params[name]
            st.warning(
                f"What the address says of “{quoted(shortened(name))}” has {letters:,} letters and "
                f"the limit is {MOST_LETTERS:,}: it was left out."
            )


def note_page(title: str) -> None:
    """Notes which page is looked at; call it before the page runs."""
    arrived = st.session_state.get(_PAGE) != title
    st.session_state[_ARRIVED] = arrived
    st.session_state[_PAGE] = title
    if arrived:
        forget_wishes()
        arrive()


def just_arrived() -> bool:
    """Whether this is the first look at this page after another one."""
    return bool(st.session_state.get(_ARRIVED))
