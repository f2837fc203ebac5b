"""Looking into a names run: names of any checkpoint, and how one of them was spelt."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.errors import SettingsError, UnknownRunError
from core.names.evaluation import judge
from core.names.sampling import SampledName
from core.runs.records import Run
from dashboard.backend import store
from dashboard.charts.names.letters import drawn_letters, label, letter_chart
from dashboard.names.checkpoints import draw, parts_of
from dashboard.names.chips import NO_LETTERS, pick_name
from dashboard.names.downloads import name_table, show_downloads
from dashboard.names.picker.names_picker import load_names
from dashboard.names.picture import Look
from dashboard.names.sampling import pick_checkpoint, pick_sampling
from dashboard.shared.charting.chart import show_chart
from dashboard.text import plain, quoted
from dashboard.theme import palette

ENDED = "names_ended"  # the run that was last looked into


def last_ended(run: Run) -> Run | None:
    """The run, or while it trains the one that was looked into before; None if there is none."""
    if not run.active:
        st.session_state[ENDED] = run.id
        return run
    try:
        return store().run(st.session_state[ENDED])
    except (KeyError, UnknownRunError):
        return None


def show_result(run: Run) -> Look | None:
    """Names of a checkpoint and the letters behind one of them; returns where it was looked."""
    iterations = store().checkpoints(run.id)
    if not iterations:
        st.info("This run ended before its first checkpoint. Train again to get names.")
        return None
    look = _pick(run, iterations)
    try:
        names = draw(run.id, run.dataset_id, look.iteration, look.sampling)
    except SettingsError as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return None
    corpus = load_names(run.dataset_id)
    parts = parts_of(run)
    verdicts = judge([name.text for name in names], parts)
    chosen = pick_name(names, verdicts)
    _show_spelling(names[chosen], corpus.alphabet)
    show_downloads(run, look, name_table(names, verdicts, parts.training))
    return look


def _pick(run: Run, iterations: Sequence[int]) -> Look:
    slider, drawing = st.columns([1, 1.2], vertical_alignment="bottom")
    with slider:
        iteration = pick_checkpoint(run.id, iterations)
    with drawing:
        sampling = pick_sampling()
    return Look(iteration, sampling)


def _show_spelling(name: SampledName, alphabet: str) -> None:
    """The heat map of one name, and its numbers."""
    title = name.title or NO_LETTERS
    st.markdown(
        f"**{quoted(title)}, letter by letter**: the stronger the colour, the likelier the network "
        "found a letter at that place; the squares mark the letters drawn."
    )
    show_chart(
        letter_chart(name, alphabet, palette()),
        key="names_letters",
        alt=f"Probability of every letter at each place of {title}",
    )
    with st.expander("Probabilities as a table", key="names_probabilities"):
        table = pd.DataFrame(name.probabilities, columns=[label(letter) for letter in alphabet])
        table.insert(0, "letter drawn", [label(letter) for letter in drawn_letters(name)])
        st.dataframe(table, hide_index=True, alt=f"Letter probabilities of {title}")
