"""Files that people take away, made only when they are asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping

import streamlit as st

from core.runs.records import Run
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.takeaway.program import Form, program_file, refuse_without_program
from core.runs.takeaway.script import NoScriptError
from dashboard.backend import store
from dashboard.text import plain


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str, *, key: str) -> None:
    """A button that makes its file when it is clicked; nothing else on the page runs again."""
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def download_settings(run: Run) -> None:
    """The settings of a run as JSON."""
    download(
        "Settings",
        lambda: run.settings.model_dump_json(indent=2).encode(),
        f"settings-{run.id}.json",
        "application/json",
        key="download_settings",
    )


def download_reading(run: Run, choices: Mapping[str, object]) -> None:
    """How the file of a run's data was read, as JSON; nothing where there was none."""
    if choices:
        download(
            "Reading",
            lambda: json.dumps(dict(choices), indent=2, ensure_ascii=False).encode(),
            f"reading-{run.id}.json",
            "application/json",
            key="download_reading",
        )


# A run as a script, a notebook, or a zip with everything.

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
            lambda: bundle_bytes([run.id]),
            f"run-{run.id}.zip",
            ZIP,
            key="download_everything",
        )


def bundle_bytes(run_ids: list[str]) -> bytes:
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
