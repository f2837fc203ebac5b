"""Choosing names to learn from: the bundled list, an uploaded or a pasted one.

A list of one's own is kept in the store and its id stands in the URL, so that a refresh, or
somebody else who opens the URL, finds it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.cache import cached
from core.errors import DataError
from core.names.corpus import Corpus
from core.names.sources import Choices, bundled
from core.reading.guesses import Value
from core.reading.text import MAX_BYTES
from core.runs.settings import Kind
from dashboard.backend import me, store
from dashboard.names.picker.given_list import (
    GivenList,
    forget_unless,
    list_at_hand,
    read_list,
    remember,
    still_at_hand,
)
from dashboard.names.picker.list_panel import show_kept, show_panel
from dashboard.shared.address.run_in_url import forget_run
from dashboard.shared.guesses import controls_of
from dashboard.text import plain, quoted

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
        corpus: Corpus | None = bundled_names()
    else:
        _ask(str(source))
        corpus = _kept()
    _describe(str(source), corpus)
    return corpus


def keep_names(corpus: Corpus) -> str:
    """Keeps names in the store and returns their id."""
    return store().save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes(), me().id)


def show_names(dataset_id: str) -> None:
    """Chooses kept names; call it before `pick_names` draws."""
    corpus = load_names(dataset_id)
    forget_unless(dataset_id)
    if corpus.names == bundled_names().names:
        st.session_state["names_list"] = BUNDLED
        return
    st.session_state["names_list"] = PASTE if corpus.title == PASTED_TITLE else UPLOAD
    st.query_params[DATASET] = dataset_id


@cached()
def load_names(dataset_id: str) -> Corpus:
    """The names kept under an id.

    Raises:
        DataError: There are none.
    """
    dataset = store().dataset(dataset_id)
    if dataset.kind is not Kind.NAMES:
        raise DataError("The data of this address are no list of names; choose one.")
    return Corpus.from_bytes(dataset.blob)


@cached()
def bundled_names() -> Corpus:
    """The report's dinosaurs."""
    return bundled()


def _ask(source: str) -> None:
    if source == UPLOAD:
        st.file_uploader(
            "A text file, one name a line, or a CSV",
            type=["txt", "csv", "tsv"],
            key="names_file",
            max_upload_size=LARGEST,
            on_change=_take_file,
            help="Any alphabet and encoding; up to 200,000 names of at most 50 letters.",
        )
    else:
        st.text_area(
            "Names, one a line",
            height=140,
            key="names_pasted",
            on_change=_take_pasted,
            placeholder="Amsterdam\nBerlin\nCairo",
        )
    given = list_at_hand(source, st.query_params.get(DATASET))
    if given is None:
        return
    if given.problem:
        stays = " Until then, the names of before stay." if DATASET in st.query_params else ""
        st.error(plain(given.problem) + stays, icon=":material/error:")
    elif given.kept is None:
        st.caption(f":material/help: {quoted(given.title)} can be read in several ways.")


def _take_file() -> None:
    file = st.session_state["names_file"]
    if not isinstance(file, UploadedFile):  # none, or one that is gone
        forget_unless(None)
    else:
        _give(UPLOAD, file.name, file.getvalue())


def _take_pasted() -> None:
    _give(PASTE, PASTED_TITLE, st.session_state["names_pasted"])


def _give(source: str, title: str, data: bytes | str) -> None:
    _take(GivenList(source, title, data, controls_of(data)), Choices())


def _read_otherwise(given: GivenList, chosen: Mapping[str, Value]) -> None:
    now = still_at_hand(given)
    if now is not None:
        before = now.choices.model_dump() if chosen else {}
        _take(now, Choices.model_validate({**before, **chosen}))


def _take(given: GivenList, choices: Choices) -> None:
    """Keeps the names of a list and shows them; if there are none, those of before stay."""
    given = read_list(given, choices)
    if given.reading is not None and given.reading.corpus is not None:
        dataset_id = st.query_params[DATASET] = keep_names(given.reading.corpus)
        given = replace(given, kept=dataset_id)
        forget_run(Kind.NAMES)
    remember(given)


def _kept() -> Corpus | None:
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
    given = list_at_hand(source, st.query_params.get(DATASET))
    if given is not None:
        show_panel(given, partial(_read_otherwise, given))
    elif corpus is not None:
        show_kept(corpus)
