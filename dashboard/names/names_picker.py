"""Choosing names to learn from: the bundled list, an uploaded or a pasted one.

A list of one's own is kept in the store and its id stands in the URL, so that a refresh, or
somebody else who opens the URL, finds it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.cache import cached
from core.errors import DataError
from core.names.corpus import Corpus
from core.names.sources import NamesChoices, NamesReading, bundled_names, read_names
from core.parameters import parameters
from core.reading.findings import Certainty, Guess, Value
from core.reading.isolated import read_isolated
from core.reading.text import MAX_BYTES
from core.runs import data
from core.runs.settings import Kind
from dashboard.backend import me, store
from dashboard.shared.address import forget_run
from dashboard.shared.guesses import Controls, controls_of, how_it_was_read, show_guess
from dashboard.text import plain, quoted

# The list that somebody has uploaded or pasted, and how it is to be read, in their session.

_SESSION: Final = "names_given"


@dataclass(frozen=True)
class UploadedList:
    """A list; the uploader itself loses it when another page is shown.

    Attributes:
        source: Where it comes from, as the picker calls it.
        title: What it is called.
        data: Its bytes, or the text that was pasted.
        controls: By which people say how to read it.
        reading: How it was read; None where it is no list at all.
        problem: Why there are no names (yet) and no question helps; empty where there are.
        dataset_id: The id under which the names are kept; None where there are none.
    """

    source: str
    title: str
    data: bytes | str
    controls: Controls
    reading: NamesReading | None = None
    problem: str = ""
    dataset_id: str | None = None

    @property
    def choices(self) -> NamesChoices:
        """What was chosen of how to read it."""
        return NamesChoices() if self.reading is None else self.reading.choices


def read_list(uploaded: UploadedList, choices: NamesChoices) -> UploadedList:
    """Returns the list as it is read with some choices."""
    try:
        with st.spinner(f"Reading {quoted(uploaded.title)}"):
            reading = read_isolated(read_names, uploaded.data, uploaded.title, choices)
    except DataError as refusal:
        return replace(uploaded, reading=None, problem=str(refusal), dataset_id=None)
    problem = "" if reading.problem is None else str(reading.problem)
    return replace(uploaded, reading=reading, problem=problem, dataset_id=None)


def current_list(source: str, shown: str | None) -> UploadedList | None:
    """Returns the list last uploaded, unless other names than its own are shown.

    Args:
        source: Where the names come from.
        shown: The id of the names on show.
    """
    uploaded: UploadedList | None = st.session_state.get(_SESSION)
    if uploaded is None or uploaded.source != source or uploaded.dataset_id not in (None, shown):
        return None
    return uploaded


def latest_reading(uploaded: UploadedList) -> UploadedList | None:
    """The same list as it is read now; None if it was replaced: a click on its panel comes late."""
    current: UploadedList | None = st.session_state.get(_SESSION)
    return current if current is not None and current.controls is uploaded.controls else None


def set_current(uploaded: UploadedList) -> None:
    """Puts a list in the place of the one before."""
    st.session_state[_SESSION] = uploaded


def forget_unless(dataset_id: str | None) -> None:
    """Lets go of the list, unless its names are those of an id."""
    uploaded: UploadedList | None = st.session_state.get(_SESSION)
    if uploaded is not None and (uploaded.dataset_id is None or uploaded.dataset_id != dataset_id):
        del st.session_state[_SESSION]


# How a list of names was read: what was asked, a control for each guess, rows, and notes.

_LABEL: Final = "Was the list read rightly? Letters, columns, lines left out"
_PARAMETERS: Final = {parameter.name: parameter for parameter in parameters(NamesChoices)}
_WIDTH: Final = 130  # pixels of a control

Choose = Callable[[Mapping[str, Value]], None]


def show_panel(uploaded: UploadedList, choose: Choose) -> None:
    """All about a list that is at hand; open where somebody is needed, or has chosen.

    Args:
        uploaded: The list.
        choose: Has it read otherwise: takes what was chosen, by field; nothing takes all back.
    """
    reading = uploaded.reading
    if reading is None or not reading.guesses:
        return
    is_open = bool(reading.questions or reading.problem) or reading.choices != NamesChoices()
    with st.expander(_LABEL, expanded=is_open, key=f"names_panel_{uploaded.controls.of}_{is_open}"):
        questioned = [question.field for question in reading.questions]
        for question in reading.questions:
            st.markdown(f":material/help: {quoted(question.sentence)}")
            _show(reading.guesses[question.field], uploaded, choose)
        if reading.first:
            st.dataframe(
                _rows(reading),
                hide_index=True,
                alt=f"First and last rows of {reading.title}, beside the names read",
            )
        with st.grid(2, min_column_width=_WIDTH):
            for guess in reading.guesses.values():
                if guess.field not in questioned and _makes_sense(guess, reading):
                    _show(guess, uploaded, choose)
        if reading.corpus is not None:
            show_notes(reading.corpus)
        st.button(
            "Back to what was guessed",
            icon=":material/undo:",
            key=f"names_back_{uploaded.controls.of}",
            disabled=reading.choices == NamesChoices(),
            on_click=choose,
            args=({},),
        )


def show_saved(corpus: Corpus) -> None:
    """All that is kept of how a list was read, where the list itself is not at hand."""
    sentence = how_it_was_read(NamesChoices, corpus.choices)
    if not (sentence or corpus.notes):
        return
    with st.expander(_LABEL, key="names_panel_kept"):
        if sentence:
            st.caption(sentence)
        show_notes(corpus)


def show_notes(corpus: Corpus) -> None:
    """What was recognised and left out, in sentences, and the lines that gave no name."""
    for note in corpus.notes:
        st.caption(f":material/info: {quoted(note)}")
    if corpus.dropped:
        st.dataframe(
            pd.DataFrame(
                [(dropped.line, dropped.text, dropped.reason) for dropped in corpus.dropped],
                columns=["Line", "Text", "Why"],
            ),
            hide_index=True,
            height=200,
            alt="The lines of the list that were left out, and why",
        )


def _show(guess: Guess, uploaded: UploadedList, choose: Choose) -> None:
    def take(name: str, value: Value) -> None:
        choose({name: value})

    show_guess(_PARAMETERS[guess.field], guess, uploaded.controls, "names", take)


def _makes_sense(guess: Guess, reading: NamesReading) -> bool:
    """Is there anything to choose? A list of one column has none."""
    if guess.field == "column":
        return len(reading.labels) > 1 or guess.certainty is Certainty.CHOSEN
    return len(guess.options) > 1


def _rows(reading: NamesReading) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (row.line, " | ".join(row.cells), row.kind if row.read is None else row.read["Name"])
            for row in (*reading.first, *reading.last)
        ],
        columns=["Line", "In the list", "Read as"],
    )


BUNDLED, UPLOAD, PASTE = "bundled", "upload", "paste"
LABELS = {BUNDLED: "Dinosaurs", UPLOAD: "Upload", PASTE: "Paste"}
LARGEST = MAX_BYTES // 2**20  # MB
DATASET = "dataset"  # the URL's parameter
PASTED_TITLE = "Pasted names"


def pick_names() -> Corpus | None:
    """Draws the choice and returns the names; None until some are chosen."""
    source = st.segmented_control(
        "Names to learn from",
        list(LABELS),
        default=BUNDLED,
        required=True,
        format_func=LABELS.__getitem__,
        key="names_list",
        bind="query-params",
        on_change=forget_run,
        args=(Kind.NAMES,),
        help="The report's dinosaurs, or any list of your own: cities, first names, plants.",
        width="stretch",
    )
    if source == BUNDLED:
        corpus: Corpus | None = dinosaurs()
    else:
        _ask_for_list(str(source))
        corpus = _saved()
    _describe(str(source), corpus)
    return corpus


def save_names(corpus: Corpus) -> str:
    """Keeps names in the store and returns their id."""
    return data.save_data(store(), Kind.NAMES, corpus, me().id)


def show_names(dataset_id: str) -> None:
    """Chooses kept names; call it before `pick_names` draws."""
    corpus = load_names(dataset_id)
    forget_unless(dataset_id)
    if corpus.names == dinosaurs().names:
        st.session_state["names_list"] = BUNDLED
        return
    st.session_state["names_list"] = PASTE if corpus.title == PASTED_TITLE else UPLOAD
    st.query_params[DATASET] = dataset_id


def load_names(dataset_id: str) -> Corpus:
    """The names kept under an id.

    Raises:
        DataError: There are none.
    """
    return data.load_names(store(), dataset_id)


@cached()
def dinosaurs() -> Corpus:
    """The report's dinosaurs."""
    return bundled_names()


def _ask_for_list(source: str) -> None:
    if source == UPLOAD:
        st.file_uploader(
            "A text file, one name a line, or a CSV",
            type=["txt", "csv", "tsv"],
            key="names_file",
            max_upload_size=LARGEST,
            on_change=_set_file,
            help="Any alphabet and encoding; up to 200,000 names of at most 50 letters.",
        )
    else:
        st.text_area(
            "Names, one a line",
            height=140,
            key="names_pasted",
            on_change=_set_pasted,
            placeholder="Amsterdam\nBerlin\nCairo",
        )
    uploaded = current_list(source, st.query_params.get(DATASET))
    if uploaded is None:
        return
    if uploaded.problem:
        stays = " Until then, the names of before stay." if DATASET in st.query_params else ""
        st.error(plain(uploaded.problem) + stays, icon=":material/error:")
    elif uploaded.dataset_id is None:
        st.caption(f":material/help: {quoted(uploaded.title)} can be read in several ways.")


def _set_file() -> None:
    file = st.session_state["names_file"]
    if not isinstance(file, UploadedFile):  # none, or one that is gone
        forget_unless(None)
    else:
        _set_list(UPLOAD, file.name, file.getvalue())


def _set_pasted() -> None:
    _set_list(PASTE, PASTED_TITLE, st.session_state["names_pasted"])


def _set_list(source: str, title: str, data: bytes | str) -> None:
    _read_and_save(UploadedList(source, title, data, controls_of(data)), NamesChoices())


def _reread(uploaded: UploadedList, chosen: Mapping[str, Value]) -> None:
    now = latest_reading(uploaded)
    if now is not None:
        before = now.choices.model_dump() if chosen else {}
        _read_and_save(now, NamesChoices.model_validate({**before, **chosen}))


def _read_and_save(uploaded: UploadedList, choices: NamesChoices) -> None:
    """Keeps the names of a list and shows them; if there are none, those of before stay."""
    uploaded = read_list(uploaded, choices)
    if uploaded.reading is not None and uploaded.reading.corpus is not None:
        dataset_id = st.query_params[DATASET] = save_names(uploaded.reading.corpus)
        uploaded = replace(uploaded, dataset_id=dataset_id)
        forget_run(Kind.NAMES)
    set_current(uploaded)


def _saved() -> Corpus | None:
    dataset_id = st.query_params.get(DATASET)
    if dataset_id is None:
        return None
    try:
        return load_names(dataset_id)
    except DataError as problem:
        st.warning(str(problem))
        return None


def _describe(source: str, corpus: Corpus | None) -> None:
    """One sentence on the names, and how they were read."""
    if corpus is not None:
        st.caption(f"{quoted(corpus.title)}: {corpus.size}")
    if source == BUNDLED:
        return
    uploaded = current_list(source, st.query_params.get(DATASET))
    if uploaded is not None:
        show_panel(uploaded, partial(_reread, uploaded))
    elif corpus is not None:
        show_saved(corpus)
