"""Which checkpoint, and how names are drawn from it; all of it stands in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.names.corpus import MAX_NAME_LENGTH
from dashboard.names.checkpoints import Sampling
from dashboard.shared.binding import binding

MAX_SHOWN = 50


def pick_checkpoint(run_id: str, iterations: Sequence[int]) -> int:
    """The slider over the checkpoints; the last one at first, and again with every other run."""
    if st.session_state.get("checkpoint_of", run_id) != run_id:
        st.session_state["checkpoint"] = iterations[-1]
    st.session_state["checkpoint_of"] = run_id
    if len(iterations) == 1:
        st.caption(f"One checkpoint is kept: iteration {iterations[0]:,}.")
        return iterations[0]
    return st.select_slider(
        "Checkpoint: names after so many iterations",
        iterations,
        value=iterations[-1],
        key="checkpoint",
        bind="query-params",
        help="Each checkpoint draws with the same random numbers: "
        "names differ only because the network has learned.",
    )


def pick_sampling() -> Sampling:
    """Temperature, first letters, count and seed."""
    with st.grid(4, min_column_width=120):
        temperature = st.slider(
            "Temperature",
            0.1,
            2.0,
            1.0,
            0.1,
            key="temperature",
            bind="query-params",
            help="Below 1 the network plays safe, above 1 it dares more.",
        )
        first_letters = st.text_input(
            "First letters",
            key="first_letters",
            bind="query-params",
            max_chars=MAX_NAME_LENGTH,
            placeholder="any",
            help="Every name begins with these.",
        )
        count = st.number_input(
            "Number of names",
            1,
            MAX_SHOWN,
            7,
            key="count",
            bind=binding("count"),
            help="How many names to draw from this checkpoint.",
        )
        seed = st.number_input(
            "Sampling seed",
            0,
            2**31 - 1,
            0,
            key="sampling_seed",
            bind=binding("sampling_seed"),
            help="Another seed, other names from the same network.",
        )
    return Sampling(count, temperature, first_letters or "", seed)
