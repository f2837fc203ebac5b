"""What stands in the place of a page that cannot be drawn, for a reason that passes."""

from __future__ import annotations

import streamlit as st

from core.errors import UserError
from dashboard.text import plain


def show_trouble(failure: Exception) -> bool:
    """Says what is wrong and offers a way on; False for a bug, which it does not explain.

    Streamlit calls it with whatever ends a look early: in the page, or in what a click calls.
    """
    if not isinstance(failure, UserError):
        return False
    st.error(plain(str(failure)), icon=":material/error:")
    st.button("Try again", icon=":material/refresh:", key="try_again")
    return True
