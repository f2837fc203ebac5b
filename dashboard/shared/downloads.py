"""Files that people take away, made only when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import streamlit as st

from core.runs.records import Run


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
