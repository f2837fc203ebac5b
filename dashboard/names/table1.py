"""The report's Table 1 beside the same rows of a run."""

from __future__ import annotations

import streamlit as st

from core.names.settings import NamesSettings
from core.names.table1 import LAST_REPRODUCIBLE, TABLE1, Row
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.names.checkpoints import checkpoint, report_names
from dashboard.names.picker.names_picker import BUNDLED, bundled_names, load_names
from dashboard.shared.address.run_in_url import forget_run
from dashboard.shared.settings.form import show_settings
from dashboard.text import quoted

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
    if load_names(run.dataset_id).names != bundled_names().names:
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
