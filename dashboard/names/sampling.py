"""Which checkpoint, and how names are drawn from it; all of it stands in the URL."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.names.corpus import MAX_NAME_LENGTH
from dashboard.names.checkpoints import Sampling
from dashboard.shared.address.history import by_back_or_forward
from dashboard.shared.settings.numbers import ask_number

MAX_SHOWN = 50
USUAL_COUNT, USUAL_SEED = 7, 0  # also while what is asked for is refused
CHECKPOINT_OF = "checkpoint_of"  # the run that the slider is set for


def keep_checkpoint_of_history() -> None:
    """After Back or Forward the address says which checkpoint; call it before the run is read."""
    if by_back_or_forward():
        said = "checkpoint" in st.query_params
        st.session_state[CHECKPOINT_OF] = st.query_params.get("run") if said else None


def pick_checkpoint(run_id: str, iterations: Sequence[int]) -> int:
    """The slider over the checkpoints; the last one at first, and again with every other run.

    It is set only where it stands elsewhere: what the script sets also overrides, in the browser,
    a step that somebody takes while that is on its way.
    """
    of_another = st.session_state.get(CHECKPOINT_OF, run_id) != run_id
    if of_another and st.session_state.get("checkpoint") != iterations[-1]:
        st.session_state["checkpoint"] = iterations[-1]
    st.session_state[CHECKPOINT_OF] = run_id
    if len(iterations) == 1:
        st.caption(f"One checkpoint is kept: iteration {iterations[0]:,}.")
        return iterations[0]
    return st.select_slider(
        "Checkpoint (iterations)",
        iterations,
        value=iterations[-1],
        key="checkpoint",
        bind="query-params",
        help="Names after so many iterations. Each checkpoint draws with the same random numbers: "
        "names differ only because the network has learned.",
    )


def pick_sampling() -> Sampling:
    """Temperature and first letters; count and seed are one click away."""
    temperature, letters, more = st.columns([1.3, 1.1, 1], vertical_alignment="bottom")
    with temperature:
        warmth = st.slider(
            "Temperature",
            0.1,
            2.0,
            1.0,
            0.1,
            key="temperature",
            bind="query-params",
            help="Below 1 the network plays safe, above 1 it dares more.",
        )
    with letters:
        first_letters = st.text_input(
            "First letters",
            key="first_letters",
            bind="query-params",
            max_chars=MAX_NAME_LENGTH,
            placeholder="any",
            help="Every name begins with these.",
        )
    with more, st.popover("More", width="stretch"):
        count, seed = _count_and_seed()
    return Sampling(count, warmth, first_letters or "", seed)


def _count_and_seed() -> tuple[int, int]:
    count = ask_number(
        "Number of names",
        1,
        MAX_SHOWN,
        USUAL_COUNT,
        1,
        key="count",
        bind=True,
        help="How many names to draw from this checkpoint.",
    )
    seed = ask_number(
        "Sampling seed",
        0,
        2**31 - 1,
        USUAL_SEED,
        1,
        key="sampling_seed",
        bind=True,
        help="Another seed, other names from the same network.",
    )
    return (
        USUAL_COUNT if count is None else count,
        USUAL_SEED if seed is None else seed,
    )
