"""Choosing names to learn from: the bundled list, an uploaded or a pasted one.

A list of one's own is kept in the store and its id stands in the URL, so that a refresh, or
somebody else who opens the URL, finds it again.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.errors import DataError
from core.names.corpus import Corpus, bundled, read
from core.runs.settings import Kind
from dashboard.backend import store
from dashboard.shared.run_in_url import forget_run
from dashboard.text import plain, quoted

BUNDLED, UPLOAD, PASTE = "bundled", "upload", "paste"
LABELS = {BUNDLED: "Dinosaurs", UPLOAD: "Upload", PASTE: "Paste"}
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
        corpus: Corpus | None = bundled_names()
    else:
        _ask(str(source))
        corpus = _kept()
    if corpus is not None:
        _describe(corpus)
    return corpus


def keep_names(corpus: Corpus) -> str:
    """Keeps names in the store and returns their id."""
    return store().save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes())


def show_names(dataset_id: str) -> None:
    """Chooses kept names; call it before `pick_names` draws."""
    corpus = load_names(dataset_id)
    if corpus.names == bundled_names().names:
        st.session_state["names_list"] = BUNDLED
        return
    st.session_state["names_list"] = PASTE if corpus.title == PASTED_TITLE else UPLOAD
    st.query_params[DATASET] = dataset_id


@st.cache_data(ttl=3600, max_entries=16, show_spinner=False)
def load_names(dataset_id: str) -> Corpus:
    """The names kept under an id.

    Raises:
        DataError: There are none.
    """
    dataset = store().dataset(dataset_id)
    if dataset.kind is not Kind.NAMES:
        raise DataError("The data of this address are no list of names; choose one.")
    return Corpus.from_bytes(dataset.blob)


@st.cache_data(show_spinner=False, max_entries=1)
def bundled_names() -> Corpus:
    """The report's dinosaurs."""
    return bundled()


def _ask(source: str) -> None:
    if source == UPLOAD:
        st.file_uploader(
            "A text file, one name a line",
            type=["txt", "csv"],
            key="names_file",
            on_change=_take_file,
            help="Any alphabet; up to 200,000 lines of at most 50 characters.",
        )
    else:
        st.text_area(
            "Names, one a line",
            height=140,
            key="names_pasted",
            on_change=_take_pasted,
            placeholder="Amsterdam\nBerlin\nCairo",
        )
    if problem := st.session_state.get("names_problem"):
        st.error(plain(problem), icon=":material/error:")


def _take_file() -> None:
    file = st.session_state["names_file"]
    if file is not None:
        _take(file.getvalue(), file.name)


def _take_pasted() -> None:
    _take(st.session_state["names_pasted"], PASTED_TITLE)


def _take(data: bytes | str, title: str) -> None:
    """Keeps a list and shows it; if it cannot be used, the one of before stays."""
    st.session_state.pop("names_problem", None)
    try:
        corpus = read(data, title)
    except DataError as problem:
        st.session_state["names_problem"] = str(problem)
        return
    st.query_params[DATASET] = keep_names(corpus)
    forget_run(Kind.NAMES)


def _kept() -> Corpus | None:
    dataset_id = st.query_params.get(DATASET)
    if dataset_id is None:
        return None
    try:
        return load_names(dataset_id)
    except DataError as problem:
        st.warning(str(problem))
        return None


def _describe(corpus: Corpus) -> None:
    letters = len(corpus.alphabet) - 1
    st.caption(
        f"{quoted(corpus.title)}: {len(corpus.names):,} names of {letters:,} different letters"
    )
    for note in corpus.notes:
        st.caption(f":material/info: {plain(note)}")
    if not corpus.dropped:
        return
    with st.expander(f"Dropped lines: {len(corpus.dropped):,}", key="names_dropped"):
        st.dataframe(
            pd.DataFrame(
                [(dropped.line, dropped.text, dropped.reason) for dropped in corpus.dropped],
                columns=["Line", "Text", "Why"],
            ),
            hide_index=True,
            height=200,
            alt="The lines of the list that were dropped, and why",
        )
