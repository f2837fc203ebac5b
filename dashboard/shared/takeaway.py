"""A run as a script, a notebook, or a zip with everything."""

from __future__ import annotations

import io

import streamlit as st

from core.runs.records import Run
from core.runs.takeaway.bundle.write import write_bundle
from core.runs.takeaway.program import Form, program_file, refuse_without_program
from core.runs.takeaway.script import NoScriptError
from dashboard.backend import store
from dashboard.shared.downloads import download
from dashboard.text import plain

ZIP = "application/zip"


def offer_takeaway(run: Run) -> None:
    """A button that opens to three; `run` has ended, with something to show."""
    with st.popover("Take it away", icon=":material/inventory_2:", key="takeaway"):
        try:
            refuse_without_program(store(), run)
        except NoScriptError as reason:
            st.caption(plain(str(reason)))
        else:
            st.caption(
                "A short program that trains this run anew, with its data and numbers beside it. "
                f"It needs {'Keras' if run.kind == 'stock' else 'NumPy'}, not Sequence Lab."
            )
            with st.container(horizontal=True):
                for form in Form:
                    _download_program(run, form)
        st.caption(
            "The run with all that it learned, as files, which another Sequence Lab takes in on "
            "its page Runs."
        )
        download(
            "Everything (zip)",
            lambda: everything([run.id]),
            f"run-{run.id}.zip",
            ZIP,
            key="download_everything",
        )


def everything(run_ids: list[str]) -> bytes:
    """Runs as a zip that can be brought in elsewhere."""
    buffer = io.BytesIO()
    write_bundle(store(), run_ids, buffer)
    return buffer.getvalue()


def _download_program(run: Run, form: Form) -> None:
    download(
        form.value.capitalize(),
        lambda: program_file(store(), run.id, form),
        f"{form}-{run.id}.zip",
        ZIP,
        key=f"download_{form}",
    )
