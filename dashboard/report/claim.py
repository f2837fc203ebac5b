"""A claim: what the report says, what we find, and folded away how that looks."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.report.claim import Claim
from core.report.findings import Findings
from dashboard.report.marks import mark
from dashboard.report.ways import show_ways
from dashboard.text import plain


def show_table(claims: list[Claim]) -> None:
    """All claims with their verdicts, each a link to its section."""
    rows = [f"| [{plain(claim.title)}](#{claim.key}) | {mark(claim.verdict)} |" for claim in claims]
    st.markdown("\n".join(["| Claim | Verdict |", "|---|---|", *rows]))


def show_claim(
    claim: Claim, question: str, findings: Findings, figures: Callable[[Findings], None]
) -> None:
    """Draws it; `figures` only once somebody has opened them, under their `question`."""
    st.header(claim.title, anchor=claim.key)
    st.markdown(f"{mark(claim.verdict)} · :gray[{plain(claim.section)}]")
    st.markdown(f"**The report:** {plain(claim.says)}")
    st.markdown(f"**We find:** {plain(claim.finding)}")
    with st.expander(question, key=f"open_{claim.key}", bind="query-params") as fold:
        if fold.open:
            figures(findings)
            show_ways(claim.key, claim.ways)
