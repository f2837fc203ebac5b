"""Who is best, first of all; or why nobody can say."""

from __future__ import annotations

import streamlit as st

from core.runs.comparison.verdict import what_chance_does
from dashboard.compare.comparison import Comparison
from dashboard.text import plain


def show_verdict(comparison: Comparison, verdict: str | None, how_chosen: str = "") -> None:
    """The verdict, as far as the runs can be ranked, and what to think of it."""
    if comparison.obstacles:
        reasons = " ".join(comparison.obstacles)
        words = f"Not comparable, so nobody is ranked. {reasons}"
        st.warning(plain(words), icon=":material/balance:")
        return
    if verdict is None:
        return
    active = any(entry.run.active for entry in comparison.entries)
    so_far = "So far: " if active else ""
    caveats = f"{what_chance_does(comparison.settings)} {how_chosen}".strip()
    st.markdown(f"**{plain(so_far + verdict)}** {plain(caveats)}")
