"""How far changes reach: what a panel says where it follows them, and where it does not."""

from __future__ import annotations

import streamlit as st

from dashboard.inside.traced import Asked


def say_as_it_is(asked: Asked) -> None:
    """Of a panel about the network as it was trained."""
    if asked.changes:
        st.caption("This is of the network as it is, without your changes.")


def say_changed(asked: Asked) -> None:
    """Of a panel that follows."""
    if asked.changes:
        st.caption("This is of the network with your changes.")
