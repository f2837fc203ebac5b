"""Leaving for another page by a button.

Where to stands until the other page is reached: a look that the browser asks for meanwhile would
else bring the old page back, and the click would be lost (see `wishes`).
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_KEY = "leaving_for"


def leave_for(view: str, query: Mapping[str, str]) -> None:
    """Wants another page, with these parameters in its URL; call it when a wish is granted."""
    st.session_state[_KEY] = (view, query)


def leave() -> None:
    """Leaves, if somebody wants to; call it before the page, or what has the button, is drawn."""
    wanted = st.session_state.get(_KEY)
    if wanted is not None:
        view, query = wanted
        st.switch_page(view, query_params=query)


def arrive() -> None:
    """Another page is on show: the one that was wanted, or the one where somebody went instead."""
    st.session_state.pop(_KEY, None)
