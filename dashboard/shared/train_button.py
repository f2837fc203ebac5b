"""The one primary button of an experiment's page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def train_button(train: Callable[[], object] | None, problem: str | None) -> None:
    """Starts a training by `train`, which is None while data or settings are missing.

    `problem` is what is wrong with them, for whoever hovers over the button.
    """
    clicked = st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        disabled=train is None,
        help=problem,
        key="train",
    )
    if clicked and train is not None:
        train()
        st.rerun()
