"""Looking into a names run: names of any checkpoint as chips, how one was spelt, and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.errors import SettingsError, UnknownRunError
from core.events import Arrays
from core.names.corpus import Corpus
from core.names.evaluation import Verdict, judge
from core.names.likeness import likeness, spelling
from core.names.sampling import SampledName
from core.runs.records import Run
from core.runs.tables import encode_arrays
from dashboard.backend import store
from dashboard.charts.names_charts import drawn_letters, label, letter_chart
from dashboard.names.names_checkpoints import (
    draw,
    figures_table,
    parameters,
    parts_of,
    shown_checkpoints,
)
from dashboard.names.names_picker import load_names
from dashboard.names.names_picture import Look, judged
from dashboard.names.names_samples import pick_checkpoint, pick_sampling
from dashboard.shared.charting import show_chart
from dashboard.shared.continuing import download_loss
from dashboard.shared.downloads import download, download_reading, download_settings, offer_takeaway
from dashboard.shared.links import compare_with, look_inside
from dashboard.text import plain, quoted
from dashboard.theme import palette

# What people take away from a names run: files, and the numbers behind the charts.


def show_downloads(run: Run, look: Look, names: pd.DataFrame) -> None:
    """Names, figures of the checkpoints, network, settings and loss curve as files."""
    with st.container(horizontal=True, key="downloads"):
        download(
            "Names",
            lambda: names.to_csv(index=False).encode(),
            f"names-{run.id}-{look.iteration}.csv",
            "text/csv",
            key="download_names",
        )
        download(
            "Figures",
            lambda: (
                figures_table(run, shown_checkpoints(run), judged(look.sampling)).to_csv().encode()
            ),
            f"figures-{run.id}.csv",
            "text/csv",
            key="download_figures",
        )
        download(
            "Checkpoint",
            lambda: checkpoint_file(parameters(run.id, look.iteration), load_names(run.dataset_id)),
            f"checkpoint-{run.id}-{look.iteration}.npz",
            "application/octet-stream",
            key="download_checkpoint",
        )
        download_settings(run)
        download_reading(run, load_names(run.dataset_id).choices)
        download_loss(run)
        offer_takeaway(run)
        compare_with(run)
        look_inside(run, look.iteration)


def checkpoint_file(network: Arrays, corpus: Corpus) -> bytes:
    """The parameters as .npz, with the alphabet that says which row belongs to which letter."""
    return encode_arrays({**network, "alphabet": np.array(list(corpus.alphabet))})


def name_table(
    names: Sequence[SampledName], verdicts: Sequence[Verdict], learned: tuple[str, ...]
) -> pd.DataFrame:
    """The names, their verdicts, and what these rest on.

    How much of each occurs in the names learned from (pairs, triples; shares, 0 to 1), and how
    surprising its letters are to one who read those (surprise; bits a letter).
    """
    alike = [likeness([name.text], learned) for name in names]
    known = spelling(learned)
    return pd.DataFrame(
        {
            "name": [name.title for name in names],
            "verdict": [str(verdict) for verdict in verdicts],
            "pairs": [None if one is None else one.pairs for one in alike],
            "triples": [None if one is None else one.triples for one in alike],
            "surprise": [known.bits(name.text) if name.text else None for name in names],
        }
    )


# Names as chips: each says whether it is new, and opens when it is chosen.

NAME = "chosen"  # the URL's parameter: number of the chosen name
NO_LETTERS = "(no letters)"  # the title of a name that ended at once
# Verdict: colour, icon and word, which together say the same.
MARKS = {
    Verdict.NEW: ("green", ":material/auto_awesome:", "new"),
    Verdict.FOUND: ("green", ":material/search_check:", "real, though it never saw it"),
    Verdict.PRONOUNCEABLE: ("gray", ":material/record_voice_over:", "merely pronounceable"),
    Verdict.COPIED: ("orange", ":material/content_copy:", "copied from the list"),
    Verdict.GIBBERISH: ("gray", ":material/blur_on:", "gibberish"),
    Verdict.REPEAT: ("gray", ":material/repeat:", "repeated"),
    Verdict.EMPTY: ("gray", ":material/block:", "without letters"),
}


def pick_name(names: Sequence[SampledName], verdicts: Sequence[Verdict]) -> int:
    """Draws the names with their verdicts and returns the place of the chosen one.

    The choice goes by number, so that it stays while the checkpoint changes the names.
    """
    st.session_state["names_chip"] = _place_in_url(len(names))
    place = st.pills(
        "Names it invents: choose one to see how it was spelt",
        range(len(names)),
        format_func=lambda place: _chip(place, names[place], verdicts[place]),
        key="names_chip",
        required=True,
        on_change=_remember,
    )
    counts = Counter(verdicts)
    legend = [
        f":{colour}[{icon} {counts[verdict]} {word}]"
        for verdict, (colour, icon, word) in MARKS.items()
        if verdict in counts
    ]
    st.markdown(" · ".join(legend))
    return place or 0


def _remember() -> None:
    st.query_params[NAME] = str(st.session_state["names_chip"] + 1)


def _place_in_url(count: int) -> int:
    """The place of the name that the URL asks for; the first one where it asks for none."""
    number = st.query_params.get(NAME, "")
    return int(number) - 1 if number in map(str, range(1, count + 1)) else 0


def _chip(place: int, name: SampledName, verdict: Verdict) -> str:
    colour, icon, _ = MARKS[verdict]
    return f"{place + 1} :{colour}[{icon}] {quoted(name.title or NO_LETTERS)}"


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
