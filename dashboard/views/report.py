"""The report: what it says, claim by claim, what we find, and how to see it oneself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.cache import cached
from core.errors import DataError
from core.report.claim import Claim
from core.report.findings import Findings, load
from dashboard.report.claim import show_claim, show_table
from dashboard.report.directions import show_directions
from dashboard.report.figures import show_chaos, show_clip, show_facts, show_table1
from dashboard.report.forecasts import show_forecast
from dashboard.shared.address.leaving import leave


@dataclass(frozen=True, slots=True)
class Panel:
    """What is folded away under a claim: the question that it answers, and the figures."""

    question: str
    show: Callable[[Findings], None]


PANELS = {
    "data": Panel("Are these the report's data?", show_facts),
    "table1": Panel("Letter for letter: which names come out again?", show_table1),
    "clip": Panel("With which value do its names come out?", show_clip),
    "chaos": Panel("How far does a last bit reach?", show_chaos),
    "figure9": Panel(
        "Is it better than repeating yesterday?", lambda found: show_forecast(found.forecasts[0])
    ),
    "figure10": Panel(
        "Is it better than repeating yesterday?", lambda found: show_forecast(found.forecasts[1])
    ),
    "direction": Panel("Is it better than a coin?", show_directions),
}


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    st.title("The report", anchor=False)
    st.markdown(
        "Both experiments come from an Indonesian report of 2019, “Use of RNN and LSTM in "
        "processing sequential data”. This is what it says, in our words, and what comes out when "
        "it is done again here."
    )
    try:
        findings, claims = _report()
    except DataError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    show_table(claims)
    for claim in claims:
        panel = PANELS[claim.key]
        show_claim(claim, panel.question, findings, panel.show)
    st.caption("All of it is computed: `python -m core report` does it again, in a few minutes.")


@cached(keep=60)
def _report() -> tuple[Findings, list[Claim]]:
    """What is kept, and what it makes of the claims."""
    findings = load()
    return findings, findings.claims()


page()
