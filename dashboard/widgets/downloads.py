"""Files that people take away, made only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


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
