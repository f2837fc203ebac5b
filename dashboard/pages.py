"""The script that Streamlit runs for every visitor: the pages, and what they all need."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # Streamlit puts only the script's own folder there
    sys.path.insert(0, str(HERE.parent))

from dashboard.shared.experiments import PAGES  # noqa: E402
from dashboard.shared.history import drop_long_parts, note_page  # noqa: E402
from dashboard.shared.number_field import watch_number_fields  # noqa: E402
from dashboard.theme import show_legible_buttons  # noqa: E402

VIEWS = HERE / "views"

ALL_PAGES = [
    st.Page(VIEWS / "home.py", title="Home", icon=":material/home:", default=True),
    *(st.Page(HERE / page.view, title=page.title, icon=page.icon) for page in PAGES.values()),
    st.Page(VIEWS / "sweep.py", title="Sweeps", icon=":material/grid_on:"),
    st.Page(VIEWS / "inside.py", title="Inside the cell", icon=":material/memory:"),
    st.Page(VIEWS / "report.py", title="The report", icon=":material/fact_check:"),
    st.Page(VIEWS / "glossary.py", title="Glossary", icon=":material/menu_book:"),
    st.Page(VIEWS / "runs.py", title="Runs", icon=":material/history:"),
    st.Page(VIEWS / "compare.py", title="Compare", icon=":material/compare_arrows:"),
]

st.set_page_config(page_icon=HERE / "icon.svg", layout="wide")  # first: the page is laid out by it
show_legible_buttons()
page = st.navigation(ALL_PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Sequence Lab")
note_page(page.title)
drop_long_parts()
page.run()
watch_number_fields()
