"""Runs from a zip that another Sequence Lab made."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import UnknownRunError, UserError
from core.runs.database import StoreError
from core.runs.records import Run
from core.runs.takeaway.bundle_format import RunPart
from core.runs.takeaway.bundle_read import Bundle, already_stored, import_runs
from dashboard.backend import me, store
from dashboard.runs.follow import announce
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import in_words
from dashboard.text import plain

LARGEST = 200  # MB
LINKED = 6  # runs that were just brought in
_BROUGHT = "brought_in"  # the runs that came in last, under their ids here
_LOOKED_AT = "zip_looked_at"  # the _Zip
_UPLOADS = "zips_brought_in"  # how many: a new number empties the place for the file


@dataclass(frozen=True, slots=True)
class _Zip:
    """What a zip was found to be."""

    upload: str  # its id
    digest: str  # tells its content
    found: Bundle | UserError  # what it holds, or why it is refused


def show_import() -> None:
    """Folded, as few need it: what a zip holds, and then its runs."""
    with st.expander(
        "Do you have runs from elsewhere? Import a zip", key="import_zip", on_change="rerun"
    ) as folded:
        if folded.open:
            _pick_up()


def _pick_up() -> None:
    upload = st.file_uploader(
        "A zip that was downloaded as Everything",
        type="zip",
        max_upload_size=LARGEST,
        key=f"zip_{st.session_state.get(_UPLOADS, 0)}",
    )
    if not isinstance(upload, UploadedFile):  # none, or one that is gone
        st.session_state.pop(_LOOKED_AT, None)
        _show_what_came_in()
        return
    looked_at = _look_at(upload)
    bundle = looked_at.found
    if isinstance(bundle, UserError):
        st.error(plain(str(bundle)), icon=":material/error:")
        return
    _show(bundle)
    count = len(bundle.manifest.runs)
    st.button(
        f"Bring in {'this run' if count == 1 else f'these {count:,} runs'}",
        icon=":material/download_for_offline:",
        key=f"import_runs_{looked_at.digest}",  # a click is on what was seen then
        on_click=_import,
        args=(looked_at, bundle),
    )


def _look_at(upload: UploadedFile) -> _Zip:
    """The zip, looked through once, not whenever the page is drawn."""
    looked_at: _Zip | None = st.session_state.get(_LOOKED_AT)
    if looked_at is None or looked_at.upload != upload.file_id:
        with st.spinner("Looking at the zip"):
            content = upload.getvalue()
            digest = hashlib.sha256(content).hexdigest()[:16]
            looked_at = _Zip(upload.file_id, digest, _open(content))
        st.session_state[_LOOKED_AT] = looked_at
    return looked_at


def _open(content: bytes) -> Bundle | UserError:
    try:
        return Bundle(io.BytesIO(content))
    except UserError as refusal:
        return refusal


def _show(bundle: Bundle) -> None:
    """What it holds, before any of it is kept."""
    st.markdown(f"It holds {plain(bundle.sentence)}")
    rows = pd.DataFrame([_row(bundle, run) for run in bundle.manifest.runs]).replace("", pd.NA)
    st.dataframe(
        rows.dropna(axis="columns", how="all"),  # few give their runs a name
        hide_index=True,
        alt="The runs of the zip",
        key="zip_holds",
    )
    again = len(already_stored(store(), bundle))
    if again:
        words = "One of them is" if again == 1 else f"{again:,} of them are"
        st.caption(f"{words} here already, and would come in once more, as a copy.")


def _row(bundle: Bundle, run: RunPart) -> dict[str, str]:
    return {
        "name": run.name or "",
        "data": run.title,
        "settings": in_words(bundle.settings(run)),
        "state": run.state,
        "created": f"{run.created_at:%Y-%m-%d}",
    }


def _import(looked_at: _Zip, bundle: Bundle) -> None:
    try:
        ids = import_runs(store(), bundle, me().id)
    except StoreError:  # the zip is sound, and the database comes back
        raise
    except UserError as refusal:  # what was sound when it was looked at is so no longer
        st.session_state[_LOOKED_AT] = replace(looked_at, found=refusal)
        return
    st.session_state[_BROUGHT] = list(ids.values())
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    announce(f"Brought in: {bundle.sentence}")


def _show_what_came_in() -> None:
    ids = st.session_state.get(_BROUGHT, [])
    if not ids:
        return
    count = "1 run" if len(ids) == 1 else f"{len(ids):,} runs"
    st.success(
        f"Brought in {count}. The list has them where they belong by the day of their training.",
        icon=":material/check:",
    )
    for run_id in ids[:LINKED]:
        with suppress(UnknownRunError):  # deleted since
            _link(store().run(run_id))


def _link(run: Run) -> None:
    st.page_link(
        PAGES[run.kind].view,
        label=f"Open {plain(run.name or run.title)}",
        icon=":material/open_in_new:",
        query_params={"run": run.id},
    )
