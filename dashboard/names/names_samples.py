"""Which checkpoint, and how names are drawn from it, in the URL; the report's Table 1."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.names.corpus import MAX_NAME_LENGTH
from core.names.settings import NamesSettings
from core.names.table1 import LAST_REPRODUCIBLE, TABLE1, Row
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.names.names_checkpoints import Sampling, checkpoint, report_names
from dashboard.names.names_picker import BUNDLED, dinosaurs, load_names
from dashboard.shared.address import forget_run
from dashboard.shared.form import show_settings
from dashboard.shared.history import by_back_or_forward
from dashboard.shared.number_field import ask_number
from dashboard.text import quoted

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


# The report's Table 1 beside the same rows of a run.

RECIPE = NamesSettings()
MATTERS = ("hidden_units", "learning_rate", "clip_value", "seed", "held_out")


def show_table1(run: Run) -> None:
    """Row by row, as far as the run has the table's checkpoints."""
    iterations = store().checkpoints(run.id)
    if not iterations:
        return
    rows = [row for row in TABLE1 if row.iteration in iterations]
    differences = _differences(run)
    with st.expander(
        "The report's Table 1 beside this run", expanded=not differences, key="names_table1"
    ):
        if differences:
            st.markdown(
                "Only the report's recipe can match its table. "
                f"In this run, {' and '.join(differences)}."
            )
        for row in rows:
            _compare(row, run)
        if not differences:
            _explain(rows)
        if missing := [f"{row.iteration:,}" for row in TABLE1 if row not in rows]:
            st.caption(f"Without a checkpoint in this run: iteration {', '.join(missing)}.")
        if missing or differences:
            st.button(
                "Use the report's recipe",
                icon=":material/restart_alt:",
                key="names_recipe",
                on_click=use_recipe,
            )


def use_recipe() -> None:
    """Fills the form with the report's recipe and its dinosaurs; the next click is Train."""
    show_settings(RECIPE)
    st.session_state["names_list"] = BUNDLED
    forget_run(Kind.NAMES)


def _differences(run: Run) -> list[str]:
    """In words, what keeps the run from the report's names."""
    settings = run.settings
    fields = NamesSettings.model_fields
    found = [
        f"{str(fields[name].title).lower()} is {getattr(settings, name):g} "
        f"(recipe: {getattr(RECIPE, name):g})"
        for name in MATTERS
        if getattr(settings, name) != getattr(RECIPE, name)
    ]
    if load_names(run.dataset_id).names != dinosaurs().names:
        found.append("the names to learn from are other ones")
    return found


def _compare(row: Row, run: Run) -> None:
    ours = report_names(run.id, run.dataset_id, row.iteration)
    loss = checkpoint(run.id, row.iteration).loss
    agree = sum(a == b for a, b in zip(row.names, ours, strict=True))
    verdict = f"{agree} of {len(row.names)} names agree"
    if agree == len(row.names):
        verdict = f":green[:material/check: {verdict}]"
    losses = f"smoothed loss {loss:.6f} (the report's: {row.loss:.6f})"
    st.markdown(f"**Iteration {row.iteration:,}** · {verdict} · {losses}")
    with st.grid(2, min_column_width=260):
        for whose, names in (("The report", row.names), ("This run", ours)):
            st.markdown(f":gray[{whose}:] {', '.join(map(quoted, names))}")


def _explain(rows: list[Row]) -> None:
    """Why the last rows differ: shown, because it is a lesson."""
    if all(row.reproducible for row in rows):
        return
    st.info(
        f"**Why do the last rows differ?** Training is chaotic. Up to about iteration "
        f"{LAST_REPRODUCIBLE:,} every computer invents the same names. Beyond, the way in which a "
        "machine rounds its numbers decides: a difference in the 14th decimal of the loss at "
        "iteration 10,000 has grown to a whole other list of names by 15,000. "
        "The report's last rows belong to a machine of 2018. This run's belong to ours.",
        icon=":material/cyclone:",
    )
