"""What a names run has learned: names of any checkpoint, and how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.errors import SettingsError
from core.names.evaluation import Verdict, judge
from core.names.sampling import SampledName
from core.runs.records import Run
from dashboard.backend import store
from dashboard.charts.letters import drawn_letters, label, letter_chart
from dashboard.charts.novelty import novelty_chart
from dashboard.names.checkpoints import Sampling, draw, novelty
from dashboard.names.chips import pick_name
from dashboard.names.downloads import name_table, show_downloads
from dashboard.names.loss import show_loss
from dashboard.names.names_picker import load_names
from dashboard.names.sampling import pick_checkpoint, pick_sampling
from dashboard.shared.chart import show_chart
from dashboard.shared.checkpoints import spread
from dashboard.text import percent, plain, quoted
from dashboard.theme import palette

NOVELTY_NAMES = 100  # drawn at each checkpoint to tell how many are new
NOVELTY_CHECKPOINTS = 40  # of more checkpoints, so many are looked at


@st.fragment
def show_result(run: Run) -> None:
    """Names of a checkpoint, the letters behind one of them, and how the training went."""
    if store().version(run.id) < 0:
        st.rerun()  # deleted meanwhile: the page says so
    iterations = store().checkpoints(run.id)
    if not iterations:
        st.info("This run ended before its first checkpoint. Train again to get names.")
        return
    iteration = pick_checkpoint(run.id, iterations)
    sampling = pick_sampling()
    try:
        names = draw(run.id, run.dataset_id, iteration, sampling)
    except SettingsError as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return
    corpus = load_names(run.dataset_id)
    verdicts = judge([name.text for name in names], corpus)
    chosen = pick_name(names, verdicts)
    _show_spelling(names[chosen], corpus.alphabet)
    with st.grid(2, min_column_width=320):
        with st.container():
            st.markdown("**How the loss fell**")
            show_loss(run, marked=iteration)
        with st.container():
            _show_novelty(run, iterations, iteration, sampling)
    show_downloads(run, iteration, name_table(names, verdicts), corpus)


def _show_spelling(name: SampledName, alphabet: str) -> None:
    """The heat map of one name, and its numbers."""
    title = name.title or "(empty)"
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


def _show_novelty(run: Run, iterations: Sequence[int], iteration: int, sampling: Sampling) -> None:
    """Share of new names along the training, with the sampling as it is set."""
    st.markdown(f"**How many are new**, of {NOVELTY_NAMES} at each checkpoint")
    shares = novelty(
        run.id,
        run.dataset_id,
        spread(iterations, NOVELTY_CHECKPOINTS),
        replace(sampling, count=NOVELTY_NAMES),
    )
    new = shares[Verdict.NEW]
    first, last = percent(new.iloc[0]), percent(new.iloc[-1])
    show_chart(
        novelty_chart(shares, palette(), total=run.total, marked=iteration),
        key="names_novelty",
        alt=f"Share of new names by iteration, from {first} to {last}",
    )
    with st.expander("Shares as a table", key="names_shares"):
        st.dataframe(
            shares,
            column_config={
                verdict: st.column_config.NumberColumn(verdict.capitalize(), format="percent")
                for verdict in Verdict
            },
            alt="Share of new, copied, repeated and empty names by iteration",
        )
