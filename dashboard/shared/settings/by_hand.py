"""Whether somebody has just changed something: only then may a page retrain.

Streamlit calls a widget's `on_change` when the widget itself was changed, not when the page was
reloaded or the browser went back.
"""

from __future__ import annotations

import streamlit as st

from dashboard.shared.history import by_back_or_forward

_FLAG = "changed_by_hand"


def note_change() -> None:
    """What a widget calls when it was changed (`on_change`)."""
    st.session_state[_FLAG] = True


def was_changed() -> bool:
    """Whether any widget was changed since the last call."""
    changed = bool(st.session_state.pop(_FLAG, False))
    return changed and not by_back_or_forward()
